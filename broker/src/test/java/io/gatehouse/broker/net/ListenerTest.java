package io.gatehouse.broker.net;

import static io.gatehouse.broker.net.TestGate.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.broker.session.PeerDetails.ShownCertificate;
import io.gatehouse.broker.session.SessionRegistry;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.quotas.QuotaLedger;
import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.TlsProvider;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets on loopback. */
@Timeout(60)
final class ListenerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final TestApis apis = new TestApis();
    private final SessionRegistry sessions = new SessionRegistry();
    private final AuditLines audit = new AuditLines();
    private final NetThreads threads = new NetThreads(2);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private ConnectionLimits limits = new ConnectionLimits(1000, 1000, Map.of(), 1000, 1000);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        threads.close();
        audit.close();
        assertThat(limits.open()).isZero();
        assertThat(sessions.list()).isEmpty();
    }

    @Test
    void aClientWithACertificateIsServedUnderItsName() throws Exception {
        TestPki pki = new TestPki(folder);
        int port = open(listen(ListenerProtocol.SSL, pki, 10));

        PeerClient client = keep(PeerClients.overTls(threads, keep(pki.client()), PeerSettings.defaults("test"))
                .to("localhost", port));
        MetadataResponseData answer =
                (MetadataResponseData) client.send(ApiKey.METADATA, (short) 12, new MetadataRequestData())
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);

        assertThat(answer.clusterId()).isEqualTo("User:CN=client");
        assertThat(sessions.views(any -> true, 10, Instant.now()))
                .singleElement()
                .satisfies(view -> assertThat(view.tls()).hasValueSatisfying(tls -> {
                    assertThat(tls.protocol()).isEqualTo("TLSv1.3");
                    assertThat(tls.suite()).startsWith("TLS_AES");
                    assertThat(tls.certificate()).contains(new ShownCertificate("CN=client", pki.serial("client")));
                }));
        assertThat(sessions.end(VerifiedPrincipal.user("CN=client"))).hasSize(1);
        await(() -> sessions.list().isEmpty());
    }

    @Test
    void tls05_attack5_aKafkaFrameOnATlsListenerClosesWithOneLine() throws Exception {
        int port = open(listen(ListenerProtocol.SSL, new TestPki(folder), 10));

        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(TestGate.versions(3, 1));

            assertThat(drained(socket)).isTrue();
        }
        assertThat(audit.events()).containsExactly("tls.not_tls");
        assertThat(apis.entered).hasValue(0);
    }

    @Test
    void tls11_attacks6and7_silenceInTheTlsHandshakeEndsAtTheDeadline() throws Exception {
        int port = open(listen(ListenerProtocol.SASL_SSL, new TestPki(folder), 1));

        try (Socket silent = connect(port);
                Socket slow = connect(port)) {
            slow.getOutputStream().write(0x16);

            assertThat(drained(silent)).isTrue();
            assertThat(drained(slow)).isTrue();
        }
        await(() -> limits.open() == 0);
    }

    @Test
    void attack22_aThousandRequestsInOneWriteAreAnsweredInOrder() throws Exception {
        int port = open(listen(ListenerProtocol.PLAINTEXT, null, 10));
        byte[][] many = new byte[1000][];
        Arrays.setAll(many, i -> request(ApiKey.METADATA, 12, i, new MetadataRequestData()));

        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(TestGate.join(many));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < many.length; i++) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                assertThat(java.nio.ByteBuffer.wrap(frame).getInt()).isEqualTo(i);
            }
        }
    }

    @Test
    void attack23_whoDoesNotReadIsNotServedFurther() throws Exception {
        int port = open(listen(ListenerProtocol.PLAINTEXT, null, 10));
        byte[] fetch = request(ApiKey.FETCH, 12, 1, new FetchRequestData().setMaxBytes(1 << 20));

        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(1024);
            socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            writeInBackground(socket, fetch, 10_000);
            await(() -> apis.entered.get() > 0);
            int served = settled();

            assertThat(served).isLessThan(100);
            assertThat(canary(port)).isTrue();
        }
        await(() -> limits.open() == 0);
    }

    @Test
    void attack26_oneConnectionTooManyOfAnAddressIsClosedAtOnce() throws Exception {
        limits = new ConnectionLimits(1000, 2, Map.of(), 1000, 1000);
        int port = open(listen(ListenerProtocol.PLAINTEXT, null, 10));

        try (Socket first = connect(port);
                Socket second = connect(port)) {
            assertThat(answers(first)).isTrue();
            assertThat(answers(second)).isTrue();
            try (Socket third = connect(port)) {
                assertThat(drained(third)).isTrue();
            }
        }
        await(() -> limits.open() == 0);
        assertThat(canary(port)).isTrue();
        assertThat(audit.events()).contains("connection.limit");
    }

    @Test
    void attack25_connectAndCloseInALoopLeavesNothing() throws Exception {
        int port = open(listen(ListenerProtocol.PLAINTEXT, null, 10));

        for (int i = 0; i < 500; i++) {
            connect(port).close();
        }

        assertThat(canary(port)).isTrue();
        await(() -> limits.open() == 0);
    }

    @Test
    void aPortThatIsTakenIsSaidInOneSentence() {
        int port = open(listen(ListenerProtocol.PLAINTEXT, null, 10));
        ListenerSettings same = ListenerSettings.defaults("SECOND", "127.0.0.1", port, ListenerProtocol.PLAINTEXT);

        assertThatThrownBy(() -> open(listener(same, Optional.empty())))
                .isInstanceOf(ListenerFailure.class)
                .hasMessageStartingWith("listener SECOND cannot be bound to 127.0.0.1:" + port)
                .hasMessageEndingWith("(expected: an address of this machine and a port that is free)");
    }

    @Test
    void closingTheListenerClosesItsConnections() throws Exception {
        Listener listener = listen(ListenerProtocol.PLAINTEXT, null, 10);
        int port = open(listener);

        try (Socket socket = connect(port)) {
            assertThat(answers(socket)).isTrue();
            listener.close();

            assertThat(drained(socket)).isTrue();
        }
        await(() -> limits.open() == 0);
    }

    private Listener listen(
            ListenerProtocol protocol, @org.jspecify.annotations.Nullable TestPki pki, int deadlineSeconds) {
        ListenerSettings defaults = ListenerSettings.defaults("TEST", "127.0.0.1", 0, protocol);
        ListenerSettings settings = new ListenerSettings(
                defaults.name(),
                defaults.host(),
                0,
                protocol,
                200,
                -1,
                -1,
                defaults.requestBytesMax(),
                defaults.strangerBytesMax(),
                Duration.ofSeconds(deadlineSeconds),
                defaults.idleMax(),
                defaults.failureDelay());
        return listener(settings, Optional.ofNullable(pki));
    }

    private Listener listener(ListenerSettings settings, Optional<TestPki> pki) {
        ListenerPolicy policy = settings.protocol().sasl()
                ? ListenerPolicy.sasl(settings.name(), List.of(new TestMechanism()))
                : ListenerPolicy.certificate(settings.name(), PrincipalMapping.DEFAULT);
        return keep(new Listener(
                settings,
                policy,
                pki.map(present -> keep(present.server(ClientAuth.REQUIRED, TlsProvider.AUTO))),
                threads));
    }

    private int open(Listener listener) {
        int port = listener.reserve();
        listener.admit(TestGate.services(
                apis, sessions, new QuotaLedger(11, Duration.ofSeconds(1)), limits, InstantSource.system()));
        return port;
    }

    private <C extends AutoCloseable> C keep(C closeable) {
        open.push(closeable);
        return closeable;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static boolean canary(int port) throws IOException {
        try (Socket socket = connect(port)) {
            return answers(socket);
        }
    }

    private static boolean answers(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request(ApiKey.METADATA, 12, 1, new MetadataRequestData()));
        return new DataInputStream(socket.getInputStream()).readInt() > 0;
    }

    /** Whether the peer closed, whatever it said before; a reset counts. */
    private static boolean drained(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void writeInBackground(Socket socket, byte[] bytes, int times) {
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < times; i++) {
                    socket.getOutputStream().write(bytes);
                }
            } catch (IOException expected) {
                // The test has closed the socket.
            }
        });
        writer.setDaemon(true);
        writer.start();
    }

    /** The number of requests served, once it has been the same for a while. */
    private int settled() {
        int[] last = {-1, 0};
        await(() -> {
            int now = apis.entered.get();
            last[1] = now == last[0] ? last[1] + 1 : 0;
            last[0] = now;
            return last[1] > 20;
        });
        return last[0];
    }

    static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("time is up").isBefore(end);
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
