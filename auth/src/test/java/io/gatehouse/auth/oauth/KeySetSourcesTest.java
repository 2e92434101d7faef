package io.gatehouse.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers that answer badly, slowly, too much or from elsewhere (attacks 102, 105, 106). */
final class KeySetSourcesTest {
    private static final String SECRET = "root:x:0:0";

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger elsewhere = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/elsewhere", exchange -> {
            elsewhere.incrementAndGet();
            answer(exchange, 200, "{}");
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private KeySetEndpoint at(HttpHandler handler) {
        server.createContext("/keys", handler);
        return new KeySetEndpoint(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"), Optional.empty());
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void whatTheProviderSaysIsReadWhole() throws IOException {
        String long200 = "x".repeat(200 * 1024);

        assertThat(at(exchange -> answer(exchange, 200, long200)).read()).hasSize(200 * 1024);
    }

    @ParameterizedTest
    @CsvSource({"500", "503", "404", "401", "204"})
    void anotherStatusIsNoAnswerAndIsNotShown(int status) {
        KeySetEndpoint endpoint = at(exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });

        assertThatThrownBy(endpoint::read).hasMessageContaining("HTTP status " + status);
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void noRedirectionIsFollowed(int status) {
        for (String target : new String[] {
            "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere", "/elsewhere", "file:///etc/passwd"
        }) {
            HttpServer fresh = server;
            fresh.createContext("/from" + target.hashCode(), exchange -> {
                exchange.getResponseHeaders().set("Location", target);
                answer(exchange, status, SECRET);
            });
            KeySetEndpoint endpoint = new KeySetEndpoint(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/from" + target.hashCode()),
                    Optional.empty());

            assertThatThrownBy(endpoint::read)
                    .hasMessageContaining("a redirection")
                    .hasMessageNotContaining(SECRET)
                    .hasMessageNotContaining("passwd");
        }
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void aHugeAnswerIsDroppedAtTheFirstByteTooMany() {
        AtomicInteger sent = new AtomicInteger();
        KeySetEndpoint endpoint = at(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = new byte[64 * 1024];
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 16_000; i++) {
                    out.write(piece);
                    sent.addAndGet(piece.length);
                }
            }
        });

        assertThatThrownBy(endpoint::read).hasMessageContaining("more than 262144 bytes");
        assertThat(sent.get()).isLessThan(100 * 1024 * 1024);
    }

    /** As slow as it likes, byte by byte: all of it has the same few seconds. */
    @Test
    void aDripIsGivenUp() {
        KeySetEndpoint endpoint = at(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitTheEnd();
        });

        assertThatThrownBy(endpoint::read).hasMessageContaining("longer than 4 s");
    }

    @Test
    void silenceIsGivenUp() {
        assertThatThrownBy(at(exchange -> awaitTheEnd())::read).hasMessageContaining("longer than 4 s");
    }

    private void awaitTheEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A bomb of zeros is 1,000 times as large when it is unpacked; nobody unpacks it. */
    @Test
    void compressedAnswersAreNotUnpacked() {
        KeySetEndpoint endpoint = at(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            answer(exchange, 200, "x");
        });

        assertThatThrownBy(endpoint::read).hasMessageContaining("compressed");
    }

    @Test
    void nobodyThereIsSaidInPlainWords() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(
                        () -> new KeySetEndpoint(URI.create("http://127.0.0.1:" + port + "/"), Optional.empty()).read())
                .hasMessageStartingWith("it cannot be asked: ConnectException");
    }

    /** Where TLS is expected, a server without it is nobody. */
    @Test
    void aServerWithoutTlsIsNotTheProvider() {
        server.createContext("/keys", exchange -> answer(exchange, 200, "{}"));
        KeySetEndpoint endpoint = new KeySetEndpoint(
                URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/keys"), Optional.empty());

        assertThatThrownBy(endpoint::read).isInstanceOf(IOException.class);
    }

    /** OAU-09, attack 106. */
    @Test
    void aFileIsReadAndNeverShown() throws IOException {
        Path file = folder.resolve("keys.json");
        assertThatThrownBy(() -> new KeySetFile(file).read()).hasMessageContaining("cannot be read");
        Files.writeString(file, SECRET);
        assertThat(new KeySetFile(file).read()).asString().isEqualTo(SECRET);
        assertThat(new KeySetFile(file).place()).startsWith("file:///");
        Files.writeString(file, "x".repeat(256 * 1024 + 1));
        assertThatThrownBy(() -> new KeySetFile(file).read()).hasMessageContaining("more than 262144 bytes");
        assertThatThrownBy(() -> new KeySetFile(folder).read()).isInstanceOf(IOException.class);
    }
}
