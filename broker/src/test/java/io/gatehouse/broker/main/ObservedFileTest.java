package io.gatehouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.ShadowScope;
import io.gatehouse.acl.Subject;
import io.gatehouse.acl.traffic.Remembered;
import io.gatehouse.acl.traffic.Traffic;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What access rules were asked, kept over a restart. */
final class ObservedFileTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private Instant now = START;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aFile() {
        file = ObservedFile.in(folder);
    }

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void whatWasAskedIsThereAfterARestart() throws IOException {
        Traffic traffic = new Traffic(100, () -> now, ObservedFile.read(file, now));
        askAndStop(traffic);

        now = START.plusSeconds(3_600);
        Remembered read = ObservedFile.read(file, now);

        assertThat(read.since()).isEqualTo(START);
        assertThat(read.observations()).isEqualTo(traffic.observations()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly(file.getFileName().toString());
    }

    @Test
    void whatNobodyHasAskedForLongIsForgottenAndSaidToBeUnknown() {
        askAndStop(new Traffic(100, () -> now));

        now = START.plus(ObservedFile.KEPT).plusSeconds(1);
        Remembered read = ObservedFile.read(file, now);

        assertThat(read.observations()).isEmpty();
        assertThat(read.since()).isEqualTo(now.minus(ObservedFile.KEPT));
    }

    @Test
    void aFileThatIsDamagedOrInTheHandsOfOthersIsNotBelieved() throws IOException {
        askAndStop(new Traffic(100, () -> now));
        String good = Files.readString(file);
        now = START.plusSeconds(60);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(ObservedFile.read(file, now)).isEqualTo(nothing());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        for (String bad : new String[] {
            "",
            "{}",
            "[]",
            good.substring(0, good.length() / 2),
            good.replace("\"Read\"", "\"Raed\""),
            good.replace("Z", "")
        }) {
            Files.writeString(file, bad);
            assertThat(ObservedFile.read(file, now)).as(bad).isEqualTo(nothing());
        }
        Files.writeString(file, good);
        assertThat(ObservedFile.read(file, now).observations()).hasSize(1);
    }

    private Remembered nothing() {
        return new Remembered(now, 0, List.of());
    }

    private void askAndStop(Traffic traffic) {
        AclEngine engine =
                new AclEngine(new AclPolicy(true, Set.of(), false, ShadowScope.NOBODY, AclSnapshot.EMPTY), traffic);
        try (ObservedFile kept = ObservedFile.keep(file, traffic, thread)) {
            assertThat(kept).isNotNull();
            assertThat(engine.access(new Subject(VerifiedPrincipal.user("alice"), "10.0.0.7"))
                            .check(Operation.READ, ResourceType.TOPIC, "t", "t")
                            .allowed())
                    .isFalse();
        }
    }
}
