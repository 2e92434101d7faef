package io.gatehouse.zk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * ZooKeeper's own server in this process: one node, its client port behind mutual TLS, without the admin server and
 * without four-letter words (attack 281).
 *
 * <p>ZooKeeper's server reads its TLS keys from system properties; see {@link ZooKeeperProperties}. So all embedded
 * servers of one process share them. Thread: {@link #start} and {@link #close} from one thread.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final ServerCnxnFactory connections;
    private final DatadirCleanupManager cleanup;

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

    /** Stops accepting, closes all connections, and returns when the data is on disk. */
    @Override
    public void close() {
        cleanup.shutdown();
        connections.shutdown();
        try {
            connections.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a client's session, as the server does when it has not heard of the client for too long. */
    void expire(long sessionId) {
        connections.getZooKeeperServer().closeSession(sessionId);
    }

    /** Waits until the server has been closed by another thread. */
    void await() throws InterruptedException {
        connections.join();
    }

    private static ServerCnxnFactory accept(ZooKeeperServer server, EmbeddedZooKeeperSettings settings)
            throws IOException {
        ServerCnxnFactory factory = ServerCnxnFactory.createFactory();
        InetSocketAddress address = settings.address();
        factory.configure(
                address,
                settings.connectionsPerHostMax(),
                BACKLOG,
                settings.tls().isPresent());
        try {
            factory.startup(server);
            return factory;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ZkUnavailable("interrupted while starting ZooKeeper");
        } catch (RuntimeException e) { // Netty throws a checked BindException unchecked.
            factory.shutdown();
            throw new IOException("port " + address.getPort() + " is in use or not allowed", e);
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
