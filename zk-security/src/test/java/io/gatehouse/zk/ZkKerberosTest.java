package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.await;
import static io.gatehouse.zk.TestZooKeeper.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.tls.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kerberos on top of mutual TLS, to ZooKeeper's own server (CONFORMANCE ZKS-01, ZKS-03, ZKS-09, ZKS-17). */
class ZkKerberosTest {
    private static final String SERVICE = "zookeeper";

    private static Path folder;
    private static TestPki pki;
    private static TestKdc kdc;
    private static KerberizedZooKeeper server;
    private static int port;
    private static TlsSettings brokerTls;
    private static ZkKerberos broker;

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        pki = new TestPki(folder);
        kdc = new TestKdc(folder, TestZooKeeper.portThatNoClientGets());
        brokerTls = pki.identity("broker", "localhost");
        broker = principal("kafka/b1.home.org");
        port = TestZooKeeper.portThatNoClientGets();
        server = server("open", port, SERVICE, "");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        kdc.close();
    }

    private static KerberizedZooKeeper server(String name, int at, String service, String more) throws Exception {
        Path keyTab = kdc.principal(service + "/localhost");
        return new KerberizedZooKeeper(
                Files.createDirectory(folder.resolve(name)),
                at,
                pki.identity("zookeeper", "localhost"),
                service + "/localhost",
                keyTab,
                kdc,
                more);
    }

    private static ZkKerberos principal(String name) throws Exception {
        return new ZkKerberos(name + "@" + TestKdc.REALM, kdc.principal(name), SERVICE);
    }

    private static ZkSession connect(TlsSettings tls, Optional<ZkKerberos> kerberos) {
        return connect("localhost:" + port + "/kafka", Duration.ofSeconds(12), tls, kerberos);
    }

    private static ZkSession connect(String where, TlsSettings tls, Optional<ZkKerberos> kerberos) {
        return connect(where, Duration.ofSeconds(4), tls, kerberos);
    }

    private static ZkSession connect(
            String where, Duration sessionTimeout, TlsSettings tls, Optional<ZkKerberos> kerberos) {
        return ZkSession.connect(new ZkSettings(
                where, sessionTimeout, TestZooKeeper.PATIENCE, 10, Optional.of(tls), false, true, kerberos));
    }

    @Test
    void whatALoggedInBrokerMakesIsOpenToItsPrincipalUnderAnyCertificateZks09() throws Exception {
        TlsSettings otherTls = pki.identity("another-broker", "localhost");
        ZkKerberos other = principal("mallory");
        try (ZkSession first = connect(brokerTls, Optional.of(broker));
                ZkSession samePrincipal = connect(otherTls, Optional.of(broker));
                ZkSession sameCertificate = connect(brokerTls, Optional.of(other));
                ZkSession neither = connect(otherTls, Optional.of(other))) {
            get(first.ensure("/config/users/alice"));

            assertThat(get(samePrincipal.read("/config/users/alice"))).isPresent();
            assertThat(get(sameCertificate.read("/config/users/alice"))).isPresent();
            assertThatThrownBy(() -> get(neither.read("/config/users/alice"))).isInstanceOf(ZnodeDenied.class);
        }
    }

    @Test
    void whatWasMadeWithTheCertificateAloneStaysOpen() {
        try (ZkSession before = connect(brokerTls, Optional.empty());
                ZkSession after = connect(brokerTls, Optional.of(broker))) {
            get(before.ensure("/config/users/bob"));

            assertThat(get(after.write("/config/users/bob", new byte[1], -1))).isEqualTo(1);
        }
    }

    @Test
    void aSessionGoesOnAfterItHasLoggedInAnew() throws Exception {
        List<SessionState> states = new CopyOnWriteArrayList<>();
        try (ZkSession session = connect(brokerTls, Optional.of(broker))) {
            long id = session.sessionId();
            get(session.create("/mine", new byte[1], ZnodeKind.EPHEMERAL));
            session.onSessionState(states::add);

            server.stop();
            server.startAgain();

            assertThat(get(session.write("/mine", new byte[2], 0))).isEqualTo(1);
            assertThat(session.sessionId()).isEqualTo(id);
            await("the session is told to go on", () -> states.contains(SessionState.CONNECTED));
            assertThat(states).doesNotContain(SessionState.EXPIRED);
        }
    }

    @Test
    void aSessionThatCannotLogInAnewEndsAndOneThatCanFollows() throws Exception {
        List<SessionState> states = new CopyOnWriteArrayList<>();
        try (ZkSession session = connect("localhost:" + port, brokerTls, Optional.of(broker))) {
            get(session.ensure("/config/users/carol"));
            session.onSessionState(states::add);

            server.stop();
            server.startAgainWithoutLogIns();
            await("the session ends", () -> states.contains(SessionState.EXPIRED));
            assertThat(states).doesNotContain(SessionState.CONNECTED, SessionState.RECONNECTED_NEW_SESSION);
            server.stop();
            server.startAgain();

            await("another session follows", () -> states.contains(SessionState.RECONNECTED_NEW_SESSION));
            assertThat(get(session.read("/config/users/carol"))).isPresent();
        }
    }

    @Test
    void theThreadThatRenewsTicketsEndsWithTheSession() {
        try (ZkSession session = connect(brokerTls, Optional.of(broker))) {
            assertThat(session.sessionId()).isNotZero();
            await("tickets are renewed", () -> renewing() > 0);
        }
        await("tickets are renewed no more", () -> renewing() == 0);
    }

    private static long renewing() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().startsWith("org.apache.zookeeper.Login$")))
                .count();
    }

    @Test
    void aKeytabWithAnOldKeyIsToldZks17() throws Exception {
        ZkKerberos old = principal("forgotten");
        kdc.newKey("forgotten");

        assertThatThrownBy(() -> connect(brokerTls, Optional.of(old)))
                .isInstanceOf(ZkUnavailable.class)
                .hasMessageContaining("the KDC gives no ticket for forgotten@" + TestKdc.REALM)
                .hasMessageContaining(old.keyTab().toString())
                .hasMessageContaining("(expected: ");
    }

    @Test
    void aServerThatTheKdcDoesNotKnowIsToldZks03() {
        ZkKerberos wrong = new ZkKerberos(broker.principal(), broker.keyTab(), "zoo");

        assertThatThrownBy(() -> connect(brokerTls, Optional.of(wrong)))
                .isInstanceOf(ZkUnavailable.class)
                .hasMessageContaining("zoo@localhost")
                .hasMessageContaining("Server not found in Kerberos database");
    }

    @Test
    void aServerWithoutSaslIsRefused() {
        try (TestZooKeeper plain = new TestZooKeeper("localhost")) {
            assertThatThrownBy(() -> connect("localhost:" + plain.port(), plain.brokerTls(), Optional.of(broker)))
                    .isInstanceOf(ZkUnavailable.class)
                    .hasMessageContaining("takes no Kerberos log-in of " + broker.principal())
                    .hasMessageContaining("authProvider.sasl");
        }
    }

    @Test
    void aServerThatWantsKerberosTakesNoCertificateAloneAndNoTicketThatItCannotOpen() throws Exception {
        int strictPort = TestZooKeeper.portThatNoClientGets();
        String where = "localhost:" + strictPort + "/kafka";
        ZkKerberos own = new ZkKerberos(broker.principal(), broker.keyTab(), "zk");
        try (KerberizedZooKeeper strict =
                server("strict", strictPort, "zk", "enforce.auth.enabled=true\nenforce.auth.schemes=sasl\n")) {
            assertThat(strict).isNotNull();
            connect(where, brokerTls, Optional.of(own)).close();

            assertThatThrownBy(() -> connect(where, brokerTls, Optional.empty()))
                    .isInstanceOf(ZkUnavailable.class)
                    .hasMessageContaining("takes nobody without a SASL log-in");

            kdc.newKey("zk/localhost");
            assertThatThrownBy(() -> connect(where, brokerTls, Optional.of(own)))
                    .isInstanceOf(ZkUnavailable.class)
                    .hasMessageContaining("takes no Kerberos log-in");
        }
    }
}
