package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.tls.TlsSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperServerMainTest {
    @TempDir
    private Path folder;

    @Test
    void aServerStartsFromItsFileAndServesWhatTheLastOneStored() throws IOException {
        TestPki pki = new TestPki(folder);
        String file = file("secureClientPort=0\n", pki.identity("zookeeper", "127.0.0.1"));
        TlsSettings broker = pki.identity("broker", "127.0.0.1");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (EmbeddedZooKeeper first =
                        ZooKeeperServerMain.start(new String[] {file}, new PrintStream(out, true, UTF_8));
                ZkSession session = ZkSession.connect(settings(first, broker))) {
            get(session.create("/kept", "value".getBytes(UTF_8), ZnodeKind.PERSISTENT));
            assertThat(first.running()).isTrue();
            assertThat(out.toString(UTF_8)).contains("127.0.0.1:" + first.port() + " with mutual TLS");
        }
        try (EmbeddedZooKeeper second =
                        ZooKeeperServerMain.start(new String[] {file}, new PrintStream(out, true, UTF_8));
                ZkSession session = ZkSession.connect(settings(second, broker))) {
            assertThat(get(session.read("/kept")).orElseThrow().data()).isEqualTo("value".getBytes(UTF_8));
        }
    }

    @Test
    void aTakenPortIsOneSentence() throws IOException {
        TestPki pki = new TestPki(folder);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String file = file("secureClientPort=" + taken.getLocalPort() + "\n", pki.identity("zk", "127.0.0.1"));

            assertThatThrownBy(() -> ZooKeeperServerMain.start(new String[] {file}, System.out))
                    .isInstanceOf(ZkUnavailable.class)
                    .hasMessageContaining("does not start on")
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void aPlainPortNeedsItsNamedOverride() throws IOException {
        assertThatThrownBy(() -> parse("dataDir=/d\nclientPort=2181\n"))
                .isInstanceOf(ZkUnavailable.class)
                .hasMessageContaining("clientPort = 2181")
                .hasMessageContaining("gatehouse.allow.plaintext.client.port=true");
        EmbeddedZooKeeperSettings plain = parse("""
                dataDir=/d
                clientPort=2181
                clientPortAddress=127.0.0.1
                gatehouse.allow.plaintext.client.port=true
                """);
        assertThat(plain.tls()).isEmpty();
        assertThat(plain.address().getPort()).isEqualTo(2181);
    }

    @Test
    void defaultsAreThoseOfZooKeeperExceptThatOldSnapshotsGo() throws IOException {
        EmbeddedZooKeeperSettings settings = parse("""
                dataDir=/d
                clientPort=1
                gatehouse.allow.plaintext.client.port=true
                initLimit=5
                """);

        assertThat(settings.logDir()).isEqualTo(Path.of("/d"));
        assertThat(settings.tickTime()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.minSessionTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.maxSessionTimeout()).isEqualTo(Duration.ofSeconds(40));
        assertThat(settings.connectionsPerHostMax()).isEqualTo(60);
        assertThat(settings.purgeHours()).isEqualTo(24);
    }

    @Test
    void theFileThatWeShipIsOneWithoutMistakes() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), TestPki.PASSWORD);
        Properties shipped = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("../config/zookeeper.properties"), UTF_8)) {
            shipped.load(reader);
        }
        shipped.setProperty("ssl.keyStore.passwordPath", password.toString());
        shipped.setProperty("ssl.trustStore.passwordPath", password.toString());

        EmbeddedZooKeeperSettings settings = ZooKeeperServerFile.parse(shipped);

        assertThat(settings.tls()).isPresent();
        assertThat(settings.address().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void allMistakesAreToldAtOnce() {
        String text = """
                secureClientPort=x
                tickTime=-1
                ssl.clientAuth=none
                admin.enableServer=true
                4lw.commands.whitelist=*
                secureClientPrt=1
                server.1=a:1:2
                """;

        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ZkUnavailable.class)
                .hasMessageContaining("dataDir")
                .hasMessageContaining("secureClientPort = x")
                .hasMessageContaining("tickTime = -1")
                .hasMessageContaining("ssl.clientAuth = none (expected: need")
                .hasMessageContaining("ssl.keyStore.location")
                .hasMessageContaining("admin.enableServer = true")
                .hasMessageContaining("4lw.commands.whitelist = *")
                .hasMessageContaining("secureClientPrt is not a known key")
                .hasMessageContaining("server.1");
    }

    private static EmbeddedZooKeeperSettings parse(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return ZooKeeperServerFile.parse(properties);
    }

    private static ZkSettings settings(EmbeddedZooKeeper server, TlsSettings tls) {
        return new ZkSettings(
                "127.0.0.1:" + server.port(),
                Duration.ofSeconds(4),
                TestZooKeeper.PATIENCE,
                10,
                Optional.of(tls),
                false,
                true);
    }

    private String file(String port, TlsSettings tls) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), TestPki.PASSWORD + "\n");
        Path file = folder.resolve("zookeeper.properties");
        Files.writeString(
                file,
                port + "secureClientPortAddress=127.0.0.1\ndataDir=" + folder.resolve("data") + "\n"
                        + "ssl.clientAuth=need\n"
                        + "ssl.keyStore.location=" + tls.keyStore().location().orElseThrow() + "\n"
                        + "ssl.keyStore.passwordPath=" + password + "\n"
                        + "ssl.trustStore.location="
                        + tls.trustStore().location().orElseThrow() + "\n"
                        + "ssl.trustStore.passwordPath=" + password + "\n");
        return file.toString();
    }
}
