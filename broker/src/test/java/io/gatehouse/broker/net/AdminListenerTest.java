package io.gatehouse.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.admin.AdminAnswer;
import io.gatehouse.broker.api.admin.AdminCaller;
import io.gatehouse.broker.api.admin.AdminPath;
import io.gatehouse.broker.api.admin.AdminRequest;
import io.gatehouse.broker.api.admin.AdminRoute;
import io.gatehouse.broker.api.admin.AdminTable;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.TlsMaterial;
import io.gatehouse.tls.TlsProvider;
import io.gatehouse.tls.TlsServer;
import io.gatehouse.tls.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP from those who mean harm, over real TLS: the request that reaches the table is the one that was sent, or there is none. */
final class AdminListenerTest {
    private static final int LONG_BYTES = 200_000;
    private static final String HOST = "Host: localhost\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final NetThreads threads = new NetThreads(1);
    private final AuditLines audit = new AuditLines();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger posted = new AtomicInteger();
    private final BlockList blocks = BlockList.empty();
    private TestPki pki;
    private AdminListener listener;
    private int port;

    @BeforeEach
    void listen() {
        pki = new TestPki(folder);
        listen(AdminDeadlines.USUAL);
    }

    private void listen(AdminDeadlines deadlines) {
        listener = keep(new AdminListener(
                ListenerSettings.defaults("ADMIN", "127.0.0.1", 0, ListenerProtocol.SSL),
                deadlines,
                keep(pki.server(ClientAuth.REQUIRED, TlsProvider.AUTO)),
                threads));
        port = listener.reserve();
        admit();
    }

    private void admit() {
        ExecutorService workers = Executors.newSingleThreadExecutor();
        open.push(workers::shutdownNow);
        AclEngine acls = new AclEngine(Set.of(VerifiedPrincipal.user("CN=client")), false, check -> {});
        listener.admit(new AdminServices(
                new AdminTable(
                        List.of(
                                new Echo("GET", "echo", AdminRoute.BODY_BYTES_USUAL, served),
                                new Echo("POST", "echo", AdminRoute.BODY_BYTES_USUAL, posted),
                                new Echo("POST", "long", LONG_BYTES, posted)),
                        List.of(),
                        acls,
                        new AuditTrail(),
                        () -> "id-1"),
                PrincipalMapping.DEFAULT,
                blocks,
                new AuditTrail(),
                workers,
                InstantSource.system()));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        threads.close();
        audit.close();
        assertThat(listener.open()).isZero();
    }

    private <C extends AutoCloseable> C keep(C closeable) {
        open.push(closeable);
        return closeable;
    }

    /** Says who asked. */
    private record Echo(String method, String last, int bodyBytesMax, AtomicInteger calls) implements AdminPath {
        @Override
        public AdminRoute route() {
            return new AdminRoute(method, List.of("v1", last), Operation.ALTER, bodyBytesMax);
        }

        @Override
        public CompletionStage<AdminAnswer> handle(
                Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
            calls.incrementAndGet();
            return CompletableFuture.completedStage(new AdminAnswer(200, "{\"by\":\"" + caller.principal() + "\"}"));
        }
    }

    private SSLSocket connect(String client) throws IOException {
        SSLContext context = keep(pki.client(client)).jdkContext();
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Everything that comes until the other side closes. */
    private String told(String... parts) throws IOException {
        try (SSLSocket socket = connect("client")) {
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
            return drained(socket);
        }
    }

    private static String drained(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        InputStream in = socket.getInputStream();
        byte[] piece = new byte[4096];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            all.append(new String(piece, 0, read, StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    }

    private static String post(String headers, String body) {
        return "POST /v1/echo HTTP/1.1\r\n" + HOST + headers + "\r\n" + body;
    }

    @Test
    void whoShowsACertificateIsServedUnderItsName() throws Exception {
        String answer = told(get("/v1/echo"));

        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("content-type: application/json")
                .containsIgnoringCase("cache-control: no-store")
                .doesNotContainIgnoringCase("access-control")
                .doesNotContainIgnoringCase("set-cookie")
                .endsWith("{\"by\":\"User:CN=client\"}");
    }

    @Test
    void oneConnectionServesOneRequestAfterTheOther() throws Exception {
        try (SSLSocket socket = connect("client")) {
            for (int i = 1; i <= 3; i++) {
                socket.getOutputStream()
                        .write(("GET /v1/echo HTTP/1.1\r\n" + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII));
                readUntil(socket, "}");
                assertThat(served).hasValue(i);
            }
        }
    }

    private static void readUntil(Socket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int one = socket.getInputStream().read();
            assertThat(one).as("after " + read).isNotNegative();
            read.append((char) one);
        }
    }

    @Test
    void whoShowsNoCertificateIsRefusedByTls() throws Exception {
        SSLContext nobody = SSLContext.getInstance("TLS");
        nobody.init(null, new TrustManager[] {new TrustAll()}, null);

        assertThatThrownBy(() -> {
                    try (SSLSocket socket =
                            (SSLSocket) nobody.getSocketFactory().createSocket("localhost", port)) {
                        socket.getOutputStream().write(get("/v1/echo").getBytes(StandardCharsets.US_ASCII));
                        if (socket.getInputStream().read() < 0) {
                            throw new IOException("closed");
                        }
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(served).hasValue(0);
    }

    @Test
    void whoMayNotIsToldSoInOneSentenceAndTheAuditSaysWhy() throws Exception {
        pki.addClient("stranger");
        String answer;
        try (SSLSocket socket = connect("stranger")) {
            socket.getOutputStream().write(get("/v1/echo").getBytes(StandardCharsets.US_ASCII));
            answer = drained(socket);
        }

        assertThat(answer).startsWith("HTTP/1.1 403 ").endsWith("{\"error\":\"not allowed (diagnostic id id-1)\"}");
        assertThat(audit.events()).contains("admin");
        assertThat(served).hasValue(0);
    }

    @Test
    void whoIsBlockedIsRefusedAlsoOnAConnectionThatIsOpen() throws Exception {
        try (SSLSocket socket = connect("client")) {
            socket.getOutputStream()
                    .write(("GET /v1/echo HTTP/1.1\r\n" + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII));
            readUntil(socket, "}");
            VerifiedPrincipal client = VerifiedPrincipal.user("CN=client");
            blocks.replace(List.of(new Block(
                    "id", Optional.of(client), Optional.empty(), "", client, Instant.EPOCH, Optional.empty())));

            socket.getOutputStream().write(get("/v1/echo").getBytes(StandardCharsets.US_ASCII));

            assertThat(drained(socket)).startsWith("HTTP/1.1 403 ");
        }
        assertThat(served).hasValue(1);
    }

    @Test
    void plaintextIsNotAnswered() throws Exception {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(get("/v1/echo").getBytes(StandardCharsets.US_ASCII));
            assertThat(drained(socket)).doesNotContain("HTTP");
        }
        assertThat(served).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET http://localhost/v1/echo HTTP/1.1 | 400",
                "GET //v1/echo HTTP/1.1 | 400",
                "GET /v1/../v1/echo HTTP/1.1 | 400",
                "GET /v1/%2e%2e/v1/echo HTTP/1.1 | 400",
                "GET /v1/%65cho HTTP/1.1 | 400",
                "GET /v1/echo/ HTTP/1.1 | 400",
                "GET /v1/echo#x HTTP/1.1 | 400",
                "GET /v1/echo;a=b HTTP/1.1 | 400",
                "GET * HTTP/1.1 | 400",
                "GET v1/echo HTTP/1.1 | 400",
                "GET /v1/nothing HTTP/1.1 | 404",
                "GET /v1/echo/deeper HTTP/1.1 | 404",
                "DELETE /v1/echo HTTP/1.1 | 405",
                "PUT /v1/echo HTTP/1.1 | 405",
                "OPTIONS /v1/echo HTTP/1.1 | 405",
                "TRACE /v1/echo HTTP/1.1 | 405",
                "CONNECT localhost:443 HTTP/1.1 | 405",
                "get /v1/echo HTTP/1.1 | 405",
                "PRI * HTTP/2.0 | 505",
                "GET /v1/echo HTTP/1.0 | 505",
                "GET /v1/echo HTTP/3.7 | 505",
                "GET /v1/echo | 400",
                "nonsense | 400"
            })
    void aRequestLineThatIsNotOursIsRefused(String line, int status) throws Exception {
        String answer = told(line + "\r\n" + HOST + "Connection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(served).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Length: 2;Content-Length: 2 | 400",
                "Content-Length: 2;Content-Length: 40 | 400",
                "Content-Length: 2, 2 | 400",
                "Content-Length: +2 | 400",
                "Content-Length: 0x2 | 400",
                "Content-Length: -1 | 400",
                "Content-Length: 02 | 400",
                "Content-Length : 2 | 400",
                "Content-Length: 99999999999999999999 | 400",
                "Content-Length: 65537 | 413",
                "Transfer-Encoding: chunked;Content-Length: 2 | 400",
                "Content-Length: 2;Transfer-Encoding: chunked | 400",
                "Transfer-Encoding: chunked | 400",
                "Transfer-Encoding: xchunked;Content-Length: 2 | 400",
                "Transfer-Encoding: identity;Content-Length: 2 | 400",
                "X: y | 411",
                "Content-Length: 2;Expect: 100-continue | 417",
                "Content-Length: 2;Origin: https://evil.example | 403",
                "Content-Length: 2;Host: other | 400"
            })
    void lengthsThatTwoReadersCouldReadInTwoWaysAreRefused(String headers, int status) throws Exception {
        String answer = told(post(JSON + headers.replace(";", "\r\n") + "\r\n", "{}"));

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").containsIgnoringCase("connection: close");
        assertThat(posted).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/echo HTTP/1.1\nHost: localhost\r\n\r\n",
                "GET /v1/echo HTTP/1.1\r\nHost: localhost\n\r\n",
                "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\n\n",
                "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n",
                "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n",
                "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\nX\u0000: b\r\n\r\n",
                "GET /v1/echo HTTP/1.1\r\n\r\n"
            })
    void linesThatEndOtherwiseAndCharactersThatMayNotBeAreRefused(String request) throws Exception {
        assertThat(told(request)).startsWith("HTTP/1.1 400 ");
        assertThat(served).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", ""})
    void whatAFormCanSendIsRefused(String type) throws Exception {
        String answer = told(post("Content-Type: " + type + "\r\nContent-Length: 2\r\n", "{}"));

        assertThat(answer).startsWith("HTTP/1.1 415 ");
        assertThat(posted).hasValue(0);
    }

    @Test
    void aHugeHeaderIsRefused() throws Exception {
        assertThat(told("GET /v1/echo HTTP/1.1\r\n" + HOST + "X: " + "y".repeat(10_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(served).hasValue(0);
    }

    @Test
    void manyHeadersAreRefused() throws Exception {
        assertThat(told("GET /v1/echo HTTP/1.1\r\n" + HOST + "X: y\r\n".repeat(64) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(told("GET /v1/echo HTTP/1.1\r\n" + HOST + "X: y\r\n".repeat(4_000) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(served).hasValue(0);
    }

    @Test
    void aHugeLineIsRefused() throws Exception {
        assertThat(told("GET /v1/echo?" + "y".repeat(5_000) + " HTTP/1.1\r\n" + HOST + "\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(served).hasValue(0);
    }

    @Test
    void theLargestBodyIsTakenAndAPieceMoreIsTheNextRequest() throws Exception {
        String body = " ".repeat(AdminRoute.BODY_BYTES_USUAL);

        String answer = told(post(JSON + "Connection: close\r\nContent-Length: " + body.length() + "\r\n", body));

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(posted).hasValue(1);
    }

    @Test
    void aPathMayTakeALongerBodyFromWhoMayDoWhatItDoes() throws Exception {
        pki.addClient("stranger");

        assertThat(told(longPost(LONG_BYTES))).startsWith("HTTP/1.1 200 ");
        assertThat(told(longPost(LONG_BYTES + 1))).startsWith("HTTP/1.1 413 ");
        assertThat(posted).hasValue(1);
        try (SSLSocket socket = connect("stranger")) {
            socket.getOutputStream().write(longPost(LONG_BYTES).getBytes(StandardCharsets.US_ASCII), 0, 300);

            assertThat(drained(socket)).startsWith("HTTP/1.1 413 ").contains("at most 65536 bytes");
        }
    }

    @Test
    void whoIsBlockedSendsNoLongBody() throws Exception {
        VerifiedPrincipal client = VerifiedPrincipal.user("CN=client");
        blocks.replace(List.of(
                new Block("id", Optional.of(client), Optional.empty(), "", client, Instant.EPOCH, Optional.empty())));

        try (SSLSocket socket = connect("client")) {
            socket.getOutputStream().write(longPost(LONG_BYTES).getBytes(StandardCharsets.US_ASCII), 0, 300);

            assertThat(drained(socket)).startsWith("HTTP/1.1 413 ");
        }
        assertThat(posted).hasValue(0);
    }

    private static String longPost(int bytes) {
        return post(JSON + "Connection: close\r\nContent-Length: " + bytes + "\r\n", " ".repeat(bytes))
                .replace("/v1/echo", "/v1/long");
    }

    /** Attacks 6 and 7: a byte now and then moves no deadline. */
    @Test
    void whoIsSlowIsHungUpOn() throws Exception {
        Duration patience = Duration.ofMillis(300);
        listen(new AdminDeadlines(patience, patience, Duration.ofMinutes(1)));

        for (String begin : List.of(
                "", "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\n", post(JSON + "Content-Length: 1000\r\n", "{"))) {
            try (SSLSocket slow = connect("client")) {
                slow.startHandshake();
                slow.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
                assertThat(drips(slow)).as("hung up after: " + begin).isTrue();
            }
        }
        assertThat(served).hasValue(0);
        assertThat(posted).hasValue(0);
    }

    /** Sends a letter whenever nothing has come for a while; whether the other side hung up in the end. */
    private static boolean drips(SSLSocket slow) throws IOException {
        slow.setSoTimeout(50);
        for (int i = 0; i < 400; i++) {
            try {
                if (slow.getInputStream().read() < 0) {
                    return true;
                }
            } catch (SocketTimeoutException nothingYet) {
                try {
                    slow.getOutputStream().write('x');
                } catch (IOException gone) {
                    return true;
                }
            } catch (IOException gone) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aStrangerWhoSaysNothingHoldsAPlaceOnlyUntilSomebodyNeedsIt() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                silent.add(new Socket("localhost", port));
            }

            assertThat(listener.open()).isLessThanOrEqualTo(32);
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
        await(() -> listener.open() == 0);
        assertThat(told(get("/v1/echo"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aRevokedCertificateIsNotServedAnyMoreOnAConnectionThatIsOpen() throws Exception {
        pki.revoke();
        TlsSettings settings = pki.serverWithLists();
        TlsServer tls = keep(TlsServer.of(settings, TlsMaterial.load(settings)));
        listener = keep(new AdminListener(
                ListenerSettings.defaults("ADMIN", "127.0.0.1", 0, ListenerProtocol.SSL),
                AdminDeadlines.USUAL,
                tls,
                threads));
        port = listener.reserve();
        admit();
        try (SSLSocket socket = connect("client")) {
            socket.getOutputStream()
                    .write(("GET /v1/echo HTTP/1.1\r\n" + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII));
            readUntil(socket, "}");
            pki.revoke("client");
            tls.prepare(TlsMaterial.load(settings)).use();

            socket.getOutputStream().write(get("/v1/echo").getBytes(StandardCharsets.US_ASCII));

            assertThat(drained(socket)).startsWith("HTTP/1.1 403 ");
        }
        assertThat(served).hasValue(1);
        assertThat(audit.events()).contains("certificate");
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.onSpinWait();
        }
    }

    /** What stands behind a request is not taken for another one by whoever reads it. */
    @Test
    void aSecondRequestInTheSameBreathIsNotServed() throws Exception {
        String answer = told(post(JSON + "Content-Length: 2\r\n", "{}")
                + "GET /v1/echo HTTP/1.1\r\n" + HOST + "\r\n"
                + "GET /v1/echo HTTP/1.1\r\n" + HOST + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("connection: close");
        assertThat(answer.split("HTTP/1.1", -1)).hasSize(2);
        assertThat(posted).hasValue(1);
        assertThat(served).hasValue(0);
    }

    @Test
    void aRequestThatComesInPiecesIsServed() throws Exception {
        String answer = told(
                "POST /v1/ec",
                "ho HTTP/1.1\r\n" + HOST,
                JSON + "Connection: close\r\nContent-Le",
                "ngth: 2\r\n\r\n{",
                "}");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(posted).hasValue(1);
    }
}
