package io.gatehouse.broker.main.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkspaceTest {
    @TempDir
    private Path folder = Path.of("");

    private final SecureRandom random = new SecureRandom();

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void onlyItsOwnerCanLookInside() throws Exception {
        Path inner = folder.resolve("a").resolve("b");

        Workspace.open(inner).close();

        assertThat(mode(inner)).isEqualTo("rwx------");
        assertThat(mode(inner.resolve("secrets"))).isEqualTo("rwx------");
    }

    @Test
    void onlyOneProcessWorksInIt() {
        try (Workspace first = Workspace.open(folder)) {
            assertThat(first.root()).isEqualTo(folder.toAbsolutePath().normalize());
            assertThatThrownBy(() -> Workspace.open(folder))
                    .isInstanceOf(QuickstartFailure.class)
                    .hasMessageContaining("another quick start is running");
        }

        Workspace.open(folder).close();
    }

    @Test
    void aFileInItsPlaceIsOneSentence() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> Workspace.open(file))
                .isInstanceOf(QuickstartFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--dir");
    }

    @Test
    void aPasswordIsMadeOnceAndFoundAgain() throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            User first = User.of(User.APP, workspace, random);
            User second = User.of(User.APP, workspace, random);

            assertThat(first.fresh()).isTrue();
            assertThat(second.fresh()).isFalse();
            assertThat(second.password()).isEqualTo(first.password()).hasSize(32);
            assertThat(mode(workspace.userPassword(User.APP))).isEqualTo("rw-------");
            assertThat(first.toString()).doesNotContain(first.password());
        }
    }

    @Test
    void certificatesAreMadeOnceAndFoundAgain() throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            Instant now = Instant.now();

            String first = new Certificates(workspace, random, now).ensure();
            byte[] store = Files.readAllBytes(workspace.keyStore(Certificates.BROKER));
            String second = new Certificates(workspace, random, now).ensure();

            assertThat(first).startsWith("made");
            assertThat(second).startsWith("found");
            assertThat(workspace.keyStore(Certificates.BROKER)).hasBinaryContent(store);
            for (String name : List.of(Certificates.BROKER, Certificates.ZOOKEEPER, Certificates.ADMIN)) {
                assertThat(mode(workspace.keyStore(name))).isEqualTo("rw-------");
                assertThat(mode(workspace.storePassword(name))).isEqualTo("rw-------");
            }
            assertThat(mode(workspace.authorityKey())).isEqualTo("rw-------");
        }
    }

    @Test
    void certificatesThatEndAreNamedWithTheWayOut() {
        try (Workspace workspace = Workspace.open(folder)) {
            Instant now = Instant.now();
            new Certificates(workspace, random, now).ensure();
            Instant later = now.plusSeconds(396L * 24 * 3600 + 3600);

            assertThatThrownBy(() -> new Certificates(workspace, random, later).ensure())
                    .isInstanceOf(QuickstartFailure.class)
                    .hasMessageContaining("remove the folder " + workspace.certificates());
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ports ports = new Ports(Math.min(taken.getLocalPort(), 65_533));

            assertThatThrownBy(ports::requireFree)
                    .isInstanceOf(QuickstartFailure.class)
                    .hasMessageContaining("is in use or not allowed")
                    .hasMessageContaining("--port");
        }
        assertThatThrownBy(() -> new Ports(65_534)).hasMessageContaining("65533");
        assertThatThrownBy(() -> new Ports(0)).isInstanceOf(QuickstartFailure.class);
    }

    @Test
    void whatRunsIsStoppedInReverseAndOnce() {
        List<String> stopped = new ArrayList<>();
        StringWriter out = new StringWriter();
        Stack running = new Stack(new Progress(new PrintWriter(out), InstantSource.system()));
        running.start("ZooKeeper", () -> () -> stopped.add("ZooKeeper"));
        running.start("broker", () -> () -> {
            stopped.add("broker");
            throw new QuickstartFailure("did not want to");
        });

        running.close();
        running.close();

        assertThat(stopped).containsExactly("broker", "ZooKeeper");
        assertThat(out.toString()).contains("broker: did not want to").contains("ZooKeeper");
        assertThatThrownBy(() -> running.start("late", () -> () -> stopped.add("late")))
                .isInstanceOf(QuickstartFailure.class);
    }
}
