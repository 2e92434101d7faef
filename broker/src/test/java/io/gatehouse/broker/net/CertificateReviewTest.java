package io.gatehouse.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.broker.session.SessionRegistry;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.quotas.QuotaLedger;
import io.gatehouse.tls.LiveMaterial;
import io.gatehouse.tls.Reload;
import io.gatehouse.tls.ReloadRules;
import io.gatehouse.tls.TlsServer;
import io.gatehouse.tls.TlsSettings;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PEERS A13 and A14, attack 36: a connection does not outlive what it was let in with. */
final class CertificateReviewTest {
    @TempDir
    Path folder;

    private final TestApis apis = new TestApis();
    private final SessionRegistry sessions = new SessionRegistry();
    private final AuditLines audit = new AuditLines();
    private final NetThreads threads = new NetThreads(2);
    private final ConnectionLimits limits = new ConnectionLimits(1000, 1000, Map.of(), 1000, 1000);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private volatile Instant now = Instant.now();
    private TestPki pki;
    private LiveMaterial live;
    private Listener listener;
    private int port;

    @BeforeEach
    void aListenerThatAsksForCertificates() throws Exception {
        pki = new TestPki(folder);
        pki.revoke();
        TlsSettings settings = pki.serverWithLists();
        live = LiveMaterial.load(settings, new ReloadRules(settings, false, false, false));
        TlsServer server = keep(TlsServer.of(settings, live.current()));
        live.add(server);
        listener = keep(new Listener(
                ListenerSettings.defaults("TEST", "127.0.0.1", 0, ListenerProtocol.SSL),
                ListenerPolicy.certificate("TEST", PrincipalMapping.DEFAULT),
                Optional.of(server),
                threads));
        port = listener.reserve();
        listener.admit(
                TestGate.services(apis, sessions, new QuotaLedger(11, Duration.ofSeconds(1)), limits, () -> now));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        threads.close();
        audit.close();
        assertThat(limits.open()).isZero();
    }

    private <C extends AutoCloseable> C keep(C closeable) {
        open.push(closeable);
        return closeable;
    }

    private PeerClient connect(String name) throws Exception {
        PeerClient client = keep(PeerClients.overTls(threads, keep(pki.client(name)), PeerSettings.defaults(name))
                .to("localhost", port));
        assertThat(whoAmI(client)).isEqualTo("User:CN=" + name);
        return client;
    }

    private static String whoAmI(PeerClient client) throws Exception {
        return ((MetadataResponseData) client.send(ApiKey.METADATA, (short) 12, new MetadataRequestData())
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .clusterId();
    }

    @Test
    void aRevokedClientIsSentAwayAndTheOthersStay() throws Exception {
        X509Certificate bad = pki.addClient("bad");
        connect("bad");
        PeerClient good = connect("client");
        assertThat(listener.reviewCertificates(now)).as("nothing has changed").isZero();

        pki.revoke("bad");
        live.look(now);
        assertThat(live.look(now).state()).isEqualTo(Reload.State.REPLACED);

        assertThat(listener.reviewCertificates(now)).isEqualTo(1);
        ListenerTest.await(() -> sessions.list().size() == 1);
        assertThat(whoAmI(good)).isEqualTo("User:CN=client");
        assertThat(audit.lines())
                .filteredOn(line -> line.contains("event=certificate"))
                .singleElement()
                .asString()
                .contains("outcome=refused", "certificate=CN=bad", "reason=", "revoked")
                .contains("serial=" + bad.getSerialNumber().toString(16));
        assertThat(listener.reviewCertificates(now)).as("told once").isZero();
    }

    @Test
    void aSessionEndsWithItsCertificate() throws Exception {
        connect("client");
        now = now.plus(Duration.ofMinutes(59));
        assertThat(listener.reviewCertificates(now)).isZero();

        now = now.plus(Duration.ofMinutes(2));

        assertThat(listener.reviewCertificates(now)).isEqualTo(1);
        ListenerTest.await(() -> sessions.list().isEmpty());
        assertThat(audit.lines()).anyMatch(line -> line.contains("the certificate expired at"));
    }

    @Test
    void whoHasLeftIsNotJudged() throws Exception {
        connect("client").close();
        ListenerTest.await(() -> sessions.list().isEmpty() && limits.open() == 0);
        now = now.plus(Duration.ofDays(1));

        assertThat(listener.reviewCertificates(now)).isZero();
    }
}
