package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.TlsClient;
import io.gatehouse.tls.TlsMaterial;
import io.gatehouse.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who gets a session and who does not, and what the one who does not is told. */
class ZkConnectTest {
    private static TestZooKeeper zookeeper;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        zookeeper = new TestZooKeeper();
    }

    @AfterAll
    static void stop() {
        zookeeper.close();
    }

    @AfterEach
    void disconnect() {
        zookeeper.closeSessions();
    }

    @Test
    void aServerOfAnotherAuthorityIsRefused() throws IOException {
        TestPki others = new TestPki(Files.createDirectory(folder.resolve("others")));

        refused(zookeeper.pki().identity("client", "127.0.0.1", others), "127.0.0.1", "TLS with");
    }

    @Test
    void aClientOfAnotherAuthorityIsRefused() throws IOException {
        TestPki others = new TestPki(Files.createDirectory(folder.resolve("others")));

        refused(others.identity("client", "127.0.0.1", zookeeper.pki()), "127.0.0.1", "TLS with");
    }

    /** Attack 52: its certificate names 127.0.0.1 alone. */
    @Test
    void aServerWithAnotherNameIsRefused() {
        refused(zookeeper.brokerTls(), "localhost", "TLS with");
    }

    @Test
    void aClientWithoutKeyIsTold() {
        TlsSettings noKey = new TlsSettings(
                KeyStoreSettings.none(),
                zookeeper.brokerTls().trustStore(),
                zookeeper.brokerTls().revocation(),
                zookeeper.brokerTls().clientAuth(),
                zookeeper.brokerTls().clientName(),
                zookeeper.brokerTls().protocols(),
                zookeeper.brokerTls().cipherSuites(),
                zookeeper.brokerTls().endpointIdentification(),
                zookeeper.brokerTls().cryptography(),
                false);

        refused(noKey, "127.0.0.1", "location");
    }

    @Test
    void aPortWhereNobodyListensIsToldWithinTheTimeout() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }

        assertThatThrownBy(() -> ZkSession.connect(settings("127.0.0.1:" + port, 2_500, zookeeper.brokerTls())))
                .isInstanceOf(ZkUnavailable.class)
                .hasMessageContaining("refuses the connection");
    }

    @Test
    void aServerThatSaysNothingIsToldWithinTheTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String server = "127.0.0.1:" + silent.getLocalPort();

            assertThatThrownBy(() -> ZkSession.connect(settings(server, 4_500, zookeeper.brokerTls())))
                    .isInstanceOf(ZkUnavailable.class)
                    .hasMessageContaining("within 4500 ms")
                    .hasMessageContaining("does not answer");
        }
    }

    @Test
    void anotherIdentityReadsWhatIsPublicAndWritesNothing() { // attack 279, COMPAT C12.2
        String chroot = zookeeper.freshChroot();
        ZkSession broker = zookeeper.session(chroot);
        ZkSession stranger =
                zookeeper.session(zookeeper.settings(chroot, zookeeper.pki().identity("stranger", "127.0.0.1")));
        get(broker.ensure("/config/users/alice"));
        get(broker.ensure("/config/topics/t"));
        get(broker.ensure("/consumers/g"));

        assertThat(get(stranger.read("/config/topics/t"))).isPresent();
        assertThatThrownBy(() -> get(stranger.write("/config/topics/t", new byte[1], -1)))
                .isInstanceOf(ZnodeDenied.class);
        assertThatThrownBy(() -> get(stranger.read("/config/users/alice"))).isInstanceOf(ZnodeDenied.class);
        assertThatThrownBy(() -> get(stranger.children("/config/users"))).isInstanceOf(ZnodeDenied.class);
        assertThatThrownBy(() -> get(stranger.delete("/config/users/alice", -1)))
                .isInstanceOf(ZnodeDenied.class);
        get(stranger.write("/consumers/g", new byte[1], -1));
    }

    @Test
    void passwordsAreNeitherLoggedNorLeftInSystemProperties() { // attack 282
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger zookeeperLogger = (Logger) LoggerFactory.getLogger("org.apache.zookeeper");
        logged.start();
        zookeeperLogger.addAppender(logged);
        zookeeperLogger.setAdditive(false);
        zookeeperLogger.setLevel(Level.DEBUG);
        try {
            zookeeper.session(zookeeper.freshChroot());
        } finally {
            zookeeperLogger.setLevel(Level.OFF);
            zookeeperLogger.detachAppender(logged);
            zookeeperLogger.setAdditive(true);
        }

        assertThat(logged.list).isNotEmpty();
        assertThat(logged.list)
                .noneMatch(event -> event.getFormattedMessage().contains(TestPki.PASSWORD)
                        || (event.getLevel().isGreaterOrEqual(Level.INFO)
                                && event.getFormattedMessage().contains(".p12")));
        assertThat(System.getProperties().values())
                .noneMatch(value -> value.toString().contains(TestPki.PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf", "envi", "mntr", "cons", "dump", "ruok"})
    void fourLetterWordsAreNotAnswered(String word) throws IOException { // attack 281
        TlsSettings tls = zookeeper.brokerTls();
        try (TlsClient client = TlsClient.of(tls, TlsMaterial.load(tls));
                Socket socket = client.jdkContext().getSocketFactory().createSocket("127.0.0.1", zookeeper.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(word.getBytes(US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertThat(answer).contains("not in the whitelist");
        }
    }

    private static void refused(TlsSettings tls, String host, String reason) {
        String server = host + ":" + zookeeper.port();
        assertThatThrownBy(() -> ZkSession.connect(settings(server, 20_000, tls)))
                .isInstanceOf(ZkUnavailable.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining(TestPki.PASSWORD);
    }

    private static ZkSettings settings(String servers, int timeoutMillis, TlsSettings tls) {
        return new ZkSettings(
                servers, Duration.ofSeconds(4), Duration.ofMillis(timeoutMillis), 10, Optional.of(tls), false, true);
    }
}
