package io.gatehouse.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.broker.session.SessionRegistry;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.quotas.QuotaLedger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attack 39: a listener that asks a responder about each client, and waits for it without holding anybody else up. */
final class ResponderGateTest {
    private static final CertificateStatus REVOKED =
            new RevokedStatus(Date.from(Instant.parse("2026-01-01T00:00:00Z")), 1);

    @TempDir
    Path folder;

    private final TestApis apis = new TestApis();
    private final SessionRegistry sessions = new SessionRegistry();
    private final AuditLines audit = new AuditLines();
    private final NetThreads threads = new NetThreads(1);
    private final ConnectionLimits limits = new ConnectionLimits(1000, 1000, Map.of(), 1000, 1000);
    private final ExecutorService waiting = Executors.newFixedThreadPool(2);
    private final ExecutorService answering = Executors.newCachedThreadPool();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    private volatile Instant now = Instant.now();
    private volatile CountDownLatch mayAnswer = new CountDownLatch(0);
    private volatile CertificateStatus status = CertificateStatus.GOOD;
    private TestPki pki;
    private Listener listener;
    private int port;

    @BeforeEach
    void aListenerThatAsks() throws Exception {
        pki = new TestPki(folder);
        HttpServer responder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        responder.setExecutor(answering);
        responder.createContext("/", exchange -> {
            try (exchange) {
                asked.countDown();
                byte[] question = exchange.getRequestBody().readAllBytes();
                mayAnswer.await();
                byte[] answer = pki.answer(question, status);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
        responder.start();
        open.push(() -> responder.stop(0));
        URI address = URI.create("http://127.0.0.1:" + responder.getAddress().getPort() + "/");
        listener = keep(new Listener(
                ListenerSettings.defaults("TEST", "127.0.0.1", 0, ListenerProtocol.SSL),
                ListenerPolicy.certificate("TEST", PrincipalMapping.DEFAULT),
                Optional.of(keep(pki.serverThatAsks(address))),
                threads));
        port = listener.reserve();
        NetServices services = TestGate.services(
                apis, sessions, new QuotaLedger(11, Duration.ofSeconds(1)), limits, () -> now, waiting);
        listener.admit(services);
    }

    @AfterEach
    void close() throws Exception {
        mayAnswer.countDown();
        for (AutoCloseable each : open) {
            each.close();
        }
        threads.close();
        waiting.shutdownNow();
        answering.shutdownNow();
        audit.close();
        assertThat(limits.open()).isZero();
    }

    private <C extends AutoCloseable> C keep(C closeable) {
        open.push(closeable);
        return closeable;
    }

    private CompletableFuture<ApiMessage> callAs(String name) {
        PeerClient client = keep(PeerClients.overTls(threads, keep(pki.client(name)), PeerSettings.defaults(name))
                .to("localhost", port));
        return client.send(ApiKey.METADATA, (short) 12, new MetadataRequestData())
                .toCompletableFuture();
    }

    private static String principal(CompletableFuture<ApiMessage> answer) throws Exception {
        return ((MetadataResponseData) answer.get(20, TimeUnit.SECONDS)).clusterId();
    }

    @Test
    void aClientWaitsForTheAnswerAboutItAndNobodyElseDoes() throws Exception {
        mayAnswer = new CountDownLatch(1);
        CompletableFuture<ApiMessage> first = callAs("client");
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        CountDownLatch loopIsFree = new CountDownLatch(1);
        threads.workers().execute(loopIsFree::countDown);
        assertThat(loopIsFree.await(20, TimeUnit.SECONDS))
                .as("the only event loop goes on meanwhile")
                .isTrue();
        assertThat(first).isNotDone();
        assertThat(sessions.list()).isEmpty();

        mayAnswer.countDown();
        assertThat(principal(first)).isEqualTo("User:CN=client");
    }

    @Test
    void aRevokedClientIsHungUpOnBeforeItsFirstRequestIsLookedAt() throws Exception {
        status = REVOKED;

        assertThatThrownBy(() -> principal(callAs("client"))).hasMessageContaining("PeerFailure");

        assertThat(sessions.list()).isEmpty();
        assertThat(audit.lines())
                .anySatisfy(line -> assertThat(line)
                        .contains("event=certificate", "outcome=refused", "certificate=CN=client")
                        .contains("the responder says", "revoked"));
    }

    @Test
    void aClientThatIsRevokedWhileItIsConnectedIsHungUpOnWithinAMinute() throws Exception {
        assertThat(principal(callAs("client"))).isEqualTo("User:CN=client");
        status = REVOKED;
        listener.reviewCertificates(now);
        assertThat(sessions.list()).hasSize(1);

        now = now.plusSeconds(60);
        ListenerTest.await(this::aReviewHasEndedEverySession);
    }

    /** Reviews come every few seconds: one does not ask while the questions of the last are still under way. */
    private boolean aReviewHasEndedEverySession() {
        listener.reviewCertificates(now);
        now = now.plusSeconds(6);
        return sessions.list().isEmpty();
    }

    @Test
    void whoCannotEvenBeAskedAboutIsRefused() throws Exception {
        waiting.shutdownNow();

        assertThatThrownBy(() -> principal(callAs("client"))).hasMessageContaining("PeerFailure");

        assertThat(audit.lines()).anyMatch(line -> line.contains("nobody could be asked"));
    }
}
