package io.gatehouse.zk;

import io.gatehouse.tls.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A real ZooKeeper server behind mutual TLS, and the sessions that a test opened with it. */
final class TestZooKeeper implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final List<ZkSession> sessions = new ArrayList<>();
    private final TestPki pki;
    private final TlsSettings serverTls;
    private final TlsSettings brokerTls;
    private EmbeddedZooKeeper server;
    private int chroots;

    TestZooKeeper() {
        this("127.0.0.1");
    }

    /** @param host what its certificate says that it is called; sessions call it 127.0.0.1 */
    TestZooKeeper(String host) {
        try {
            folder = Files.createTempDirectory("gatehouse-zk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pki = new TestPki(folder);
        serverTls = pki.identity("zookeeper", host);
        brokerTls = pki.identity("broker", "127.0.0.1");
        server = EmbeddedZooKeeper.start(serverSettings(portThatNoClientGets()));
    }

    TestPki pki() {
        return pki;
    }

    TlsSettings brokerTls() {
        return brokerTls;
    }

    Path folder() {
        return folder;
    }

    int port() {
        return server.port();
    }

    /** A path of the server that no other test uses. */
    String freshChroot() {
        return "/test-" + chroots++;
    }

    ZkSession session(String chroot) {
        return session(settings(chroot, brokerTls));
    }

    ZkSession session(ZkSettings settings) {
        ZkSession session = ZkSession.connect(settings);
        sessions.add(session);
        return session;
    }

    ZkSettings settings(String chroot, TlsSettings tls) {
        return new ZkSettings(
                "127.0.0.1:" + port() + chroot, Duration.ofSeconds(4), PATIENCE, 10, Optional.of(tls), false, true);
    }

    void stop() {
        server.close();
    }

    void startAgain() {
        server = EmbeddedZooKeeper.start(serverSettings(server.port()));
    }

    /** Ends a session behind the back of its owner, as the server does when it has not heard of it for too long. */
    void expire(ZkSession session) {
        server.expire(session.sessionId());
    }

    void closeSessions() {
        sessions.forEach(ZkSession::close);
        sessions.clear();
    }

    @Override
    public void close() {
        closeSessions();
        server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = ZkFailure.unwrap(e);
            throw cause instanceof RuntimeException failure ? failure : new CompletionException(cause);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no answer within " + PATIENCE, e);
        }
    }

    /** Looks again and again until the condition holds. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /**
     * A free port below those that the system gives to outgoing connections: a client that retries while the server is
     * down could be given the server's own port, connect to itself and keep the server from coming back.
     */
    static int portThatNoClientGets() {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
        } while (!isFree(port));
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EmbeddedZooKeeperSettings serverSettings(int port) {
        return EmbeddedZooKeeperSettings.secure(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), folder.resolve("data"), serverTls);
    }
}
