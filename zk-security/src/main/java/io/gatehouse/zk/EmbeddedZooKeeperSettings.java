package io.gatehouse.zk;

import io.gatehouse.tls.TlsSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the embedded server runs.
 *
 * @param address where it listens; port 0 takes a free one
 * @param dataDir snapshots ({@code dataDir})
 * @param logDir transaction log ({@code dataLogDir})
 * @param tickTime {@code tickTime}: the unit of its timers
 * @param minSessionTimeout {@code minSessionTimeout}: what a client that asks for less gets
 * @param maxSessionTimeout {@code maxSessionTimeout}: what a client that asks for more gets
 * @param connectionsPerHostMax {@code maxClientCnxns}
 * @param snapshotsKept {@code autopurge.snapRetainCount}, at least 3
 * @param purgeHours {@code autopurge.purgeInterval}; 0 never purges
 * @param tls mutual TLS; empty is a plain port
 */
public record EmbeddedZooKeeperSettings(
        InetSocketAddress address,
        Path dataDir,
        Path logDir,
        Duration tickTime,
        Duration minSessionTimeout,
        Duration maxSessionTimeout,
        int connectionsPerHostMax,
        int snapshotsKept,
        int purgeHours,
        Optional<TlsSettings> tls) {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int CONNECTIONS_PER_HOST_MAX = 60;
    private static final int SNAPSHOTS_KEPT = 3;

    /** ZooKeeper never purges by itself, and then fills the disk. */
    private static final int PURGE_HOURS = 24;

    public EmbeddedZooKeeperSettings {
        if (tickTime.toMillis() < 1) {
            throw new IllegalArgumentException("tickTime (expected: at least 1 ms)");
        }
        if (snapshotsKept < SNAPSHOTS_KEPT) {
            throw new IllegalArgumentException(
                    "autopurge.snapRetainCount = " + snapshotsKept + " (expected: at least 3)");
        }
    }

    /**
     * Our defaults behind mutual TLS, for a server in the process of its client: a session ends within half a second of its
     * time, so that a restart after a crash waits little.
     */
    public static EmbeddedZooKeeperSettings secure(InetSocketAddress address, Path dataDir, TlsSettings tls) {
        return new EmbeddedZooKeeperSettings(
                address,
                dataDir,
                dataDir,
                TICK,
                TICK.multipliedBy(2),
                TICK.multipliedBy(80),
                CONNECTIONS_PER_HOST_MAX,
                SNAPSHOTS_KEPT,
                PURGE_HOURS,
                Optional.of(tls));
    }
}
