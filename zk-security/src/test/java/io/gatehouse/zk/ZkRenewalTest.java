package io.gatehouse.zk;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.LiveMaterial;
import io.gatehouse.tls.Reload;
import io.gatehouse.tls.TlsSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** PEERS A1, attack 51: the stores of a session follow the operator's files, and nothing bad ever takes their place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ZkRenewalTest {
    private TestZooKeeper zookeeper;

    @BeforeAll
    void start() {
        zookeeper = new TestZooKeeper();
    }

    @AfterAll
    void stop() {
        zookeeper.close();
    }

    private static Path keyStore(TlsSettings tls) {
        return tls.keyStore().location().orElseThrow();
    }

    /** As careful tools do it: another file takes the name. */
    private static void replace(Path file, byte[] content) throws Exception {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        Files.write(made, content);
        Files.setPosixFilePermissions(made, Files.getPosixFilePermissions(file));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Reload.State settled(LiveMaterial material) {
        var unused = material.look(Instant.now());
        return material.look(Instant.now()).state();
    }

    /** What is written before and read after the connection was lost. */
    private void connectsAgain(ZkSession session, String path) throws Exception {
        zookeeper.stop();
        zookeeper.startAgain();
        session.ensure(path).toCompletableFuture().get(TestZooKeeper.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(session.read(path).toCompletableFuture().get(TestZooKeeper.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isPresent();
    }

    @Test
    void theNextConnectionIsMadeWithRenewedFilesAndNeverWithBadOnes() throws Exception {
        TlsSettings mine = zookeeper.pki().identity("renewed-broker", "127.0.0.1");
        try (ZkSession session = ZkSession.connect(zookeeper.settings(zookeeper.freshChroot(), mine))) {
            LiveMaterial material = session.material().orElseThrow();

            replace(keyStore(mine), "half a fi".getBytes(StandardCharsets.UTF_8));
            assertThat(settled(material)).isEqualTo(Reload.State.REFUSED);
            connectsAgain(session, "/with-the-old-key");

            TlsSettings renewed = zookeeper.pki().identity("renewed-broker", "127.0.0.1");
            replace(keyStore(mine), Files.readAllBytes(keyStore(renewed)));
            assertThat(settled(material)).isEqualTo(Reload.State.REPLACED);
            connectsAgain(session, "/with-the-new-key");
        }
    }

    @Test
    void anotherIdentityWouldLoseItsZnodes() throws Exception {
        TlsSettings mine = zookeeper.pki().identity("owner", "127.0.0.1");
        try (ZkSession session = ZkSession.connect(zookeeper.settings(zookeeper.freshChroot(), mine))) {
            LiveMaterial material = session.material().orElseThrow();

            replace(keyStore(mine), Files.readAllBytes(keyStore(zookeeper.pki().identity("somebody", "127.0.0.1"))));

            var unused = material.look(Instant.now());
            assertThat(material.look(Instant.now()).reason()).contains("CN=somebody", "CN=owner");
        }
    }
}
