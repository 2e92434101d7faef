package io.gatehouse.broker.net;

import static io.gatehouse.broker.net.ListenerTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.broker.session.SessionRegistry;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.quotas.QuotaLedger;
import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.TlsProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real sockets and real handshakes, with both providers, of those who behave badly and of one who does not. */
@Timeout(60)
final class TlsListenerTest {
    private static final int STRANGERS_MAX = 50;

    @TempDir
    private Path folder;

    private final TestApis apis = new TestApis();
    private final SessionRegistry sessions = new SessionRegistry();
    private final AuditLines audit = new AuditLines();
    private final NetThreads threads = new NetThreads(2);
    private final ConnectionLimits limits = new ConnectionLimits(1000, 1000, Map.of(), STRANGERS_MAX, 1000);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private TestPki pki;

    @BeforeEach
    void anAuthority() {
        pki = new TestPki(folder);
    }

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

    private <C extends AutoCloseable> C keep(C closeable) {
        open.push(closeable);
        return closeable;
    }

    private int listen(TlsProvider provider) {
        Listener listener = keep(new Listener(
                ListenerSettings.defaults("TEST", "127.0.0.1", 0, ListenerProtocol.SSL),
                ListenerPolicy.certificate("TEST", PrincipalMapping.DEFAULT),
                Optional.of(keep(pki.server(ClientAuth.REQUIRED, provider))),
                threads));
        int port = listener.reserve();
        listener.admit(TestGate.services(
                apis, sessions, new QuotaLedger(11, Duration.ofSeconds(1)), limits, InstantSource.system()));
        return port;
    }

    private PeerClient canary(int port) throws Exception {
        return keep(PeerClients.overTls(threads, keep(pki.client()), PeerSettings.defaults("canary"))
                .to("localhost", port));
    }

    private static void sing(PeerClient canary) throws Exception {
        MetadataResponseData answer =
                (MetadataResponseData) canary.send(ApiKey.METADATA, (short) 12, new MetadataRequestData())
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);

        assertThat(answer.clusterId()).isEqualTo("User:CN=client");
    }

    /** A client that does not care who the server is, and shows nothing. */
    private static SSLContext nobody() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack34_noCertificateWhereOneIsRequiredReachesNoDecoder(TlsProvider provider) throws Exception {
        int port = listen(provider);

        try (SSLSocket socket = (SSLSocket) nobody().getSocketFactory().createSocket("localhost", port)) {
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getOutputStream().write(TestGate.versions(3, 1));
                        if (socket.getInputStream().read() < 0) {
                            throw new IOException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }

        await(() -> audit.events().contains("tls.failed"));
        assertThat(audit.lines()).anyMatch(line -> line.contains("the client shows no certificate"));
        assertThat(apis.entered).hasValue(0);
        assertThat(sessions.list()).isEmpty();
    }

    /** Those who say hello and nothing more push each other out; who is in goes on, and who comes gets in. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack49_abandonedHandshakesAreBoundedAndHurtNobody(TlsProvider provider) throws Exception {
        int port = listen(provider);
        PeerClient canary = canary(port);
        sing(canary);
        byte[] hello = hello();

        for (int i = 0; i < 200; i++) {
            Socket stranger = keep(new Socket(InetAddress.getLoopbackAddress(), port));
            stranger.setSoTimeout(20_000);
            stranger.getOutputStream().write(hello);
            assertThat(stranger.getInputStream().read())
                    .as("a record with our ServerHello")
                    .isEqualTo(0x16);
            assertThat(limits.unauthenticated()).isLessThanOrEqualTo(STRANGERS_MAX);
        }

        sing(canary);
        sing(canary(port));
    }

    private static byte[] hello() throws Exception {
        SSLEngine engine = nobody().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        byte[] bytes = new byte[record.flip().remaining()];
        record.get(bytes);
        return bytes;
    }

    /** Records of one byte each at full speed, into a request that never ends: the others have their turn. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack47_recordsOfOneByteLeaveTheOthersTheirTurn(TlsProvider provider) throws Exception {
        int port = listen(provider);
        PeerClient canary = canary(port);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> floods = new ArrayList<>();
        for (int i = 0; i < 4; i++) { // Two for each event loop.
            SSLSocket socket = keep((SSLSocket)
                    keep(pki.client()).jdkContext().getSocketFactory().createSocket("localhost", port));
            socket.startHandshake();
            Thread flood = new Thread(() -> flood(socket, over), "flood-" + i);
            flood.start();
            floods.add(flood);
        }

        for (int i = 0; i < 10; i++) {
            sing(canary);
        }

        over.set(true);
        for (Thread flood : floods) {
            flood.join();
        }
        assertThat(limits.open()).isEqualTo(5);
    }

    private static void flood(Socket socket, AtomicBoolean over) {
        try {
            OutputStream out = socket.getOutputStream();
            for (byte each : new byte[] {0x06, 0, 0, 0}) { // The size of a hundred megabytes.
                out.write(each);
            }
            while (!over.get()) {
                out.write(0);
            }
        } catch (IOException e) {
            over.set(true); // The connection has ended, which the test will notice.
        }
    }
}
