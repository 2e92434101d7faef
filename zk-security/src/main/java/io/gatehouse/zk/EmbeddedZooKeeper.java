package io.gatehouse.zk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * ZooKeeper's own server in this process: one node, its client port behind mutual TLS, without the admin server. Of
 * the four-letter words it knows {@code srvr} only, which ZooKeeper cannot be kept from answering (attack 281).
 *
 * <p>ZooKeeper's server reads its TLS keys from system properties; see {@link ZooKeeperProperties}. So all embedded
 * servers of one process share them. Thread: {@link #start} and {@link #close} from one thread.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
    private static final int BACKLOG = 128;
    private static final Duration PORT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration PORT_LOOK_EVERY = Duration.ofMillis(5);

    private final ServerCnxnFactory connections;
    private final DatadirCleanupManager cleanup;
    private final CountDownLatch closed = new CountDownLatch(1);

    private EmbeddedZooKeeper(ServerCnxnFactory connections, DatadirCleanupManager cleanup) {
        this.connections = connections;
        this.cleanup = cleanup;
    }

    /**
     * Recovers the data and accepts connections when this returns.
     *
     * @throws ZkUnavailable if the port or the folder cannot be used, with one sentence that says why
     */
    public static EmbeddedZooKeeper start(EmbeddedZooKeeperSettings settings) {
        ZooKeeperProperties.setForServer(settings.tls());
        try {
            Files.createDirectories(settings.dataDir());
            Files.createDirectories(settings.logDir());
            FileTxnSnapLog log = new FileTxnSnapLog(
                    settings.logDir().toFile(), settings.dataDir().toFile());
            ZooKeeperServer server = new ZooKeeperServer(
                    log,
                    (int) settings.tickTime().toMillis(),
                    (int) settings.minSessionTimeout().toMillis(),
                    (int) settings.maxSessionTimeout().toMillis(),
                    BACKLOG,
                    new ZKDatabase(log),
                    "");
            return new EmbeddedZooKeeper(accept(server, settings), cleanup(settings));
        } catch (IOException e) {
            throw new ZkUnavailable("ZooKeeper does not start on " + settings.address() + " with " + settings.dataDir()
                    + ": " + e.getMessage());
        }
    }

    /** The port that clients connect to. */
    public int port() {
        return connections.getLocalPort();
    }

    /** Stops accepting, closes all connections, and returns when the data is on disk and the port is free again. */
    @Override
    public void close() {
        InetSocketAddress address = connections.getLocalAddress();
        cleanup.shutdown();
        connections.shutdown();
        awaitFree(address);
        closed.countDown();
    }

    /** ZooKeeper returns from its shutdown before the system has the port back, some 100 ms later. */
    private static void awaitFree(InetSocketAddress address) {
        long deadline = System.nanoTime() + PORT_PATIENCE.toNanos();
        while (!isFree(address) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PORT_LOOK_EVERY.toNanos());
        }
    }

    private static boolean isFree(InetSocketAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether it serves. ZooKeeper stops serving, but not its threads, when it cannot write to its disk.
     */
    public boolean running() {
        return connections.getZooKeeperServer().isRunning();
    }

    /** Waits for {@link #close} by another thread; false after {@code atMost}. */
    public boolean awaitClosed(Duration atMost) throws InterruptedException {
        return closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends a client's session, as the server does when it has not heard of the client for too long. */
    void expire(long sessionId) {
        connections.getZooKeeperServer().closeSession(sessionId);
    }

    private static ServerCnxnFactory accept(ZooKeeperServer server, EmbeddedZooKeeperSettings settings)
            throws IOException {
        ServerCnxnFactory factory = ServerCnxnFactory.createFactory();
        factory.configure(
                settings.address(),
                settings.connectionsPerHostMax(),
                BACKLOG,
                settings.tls().isPresent());
        try {
            factory.startup(server);
            return factory;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ZkUnavailable("interrupted while starting ZooKeeper");
        } catch (IOException | RuntimeException e) { // Netty throws IOExceptions without declaring them.
            factory.shutdown();
            throw e;
        }
    }

    private static DatadirCleanupManager cleanup(EmbeddedZooKeeperSettings settings) {
        DatadirCleanupManager manager = new DatadirCleanupManager(
                settings.dataDir().toFile(),
                settings.logDir().toFile(),
                settings.snapshotsKept(),
                settings.purgeHours());
        manager.start();
        return manager;
    }
}
