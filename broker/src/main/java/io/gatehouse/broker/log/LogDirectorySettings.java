package io.gatehouse.broker.log;

import io.gatehouse.broker.model.BrokerId;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One data directory and how it is kept.
 *
 * @param lanes threads for the partitions of this directory
 * @param loaders threads that load it at the start ({@code num.recovery.threads.per.data.dir})
 * @param highWatermarkEvery {@code replica.high.watermark.checkpoint.interval.ms}
 * @param checkpointEvery {@code log.flush.offset.checkpoint.interval.ms}
 * @param retentionEvery {@code log.retention.check.interval.ms}
 * @param producerExpiry {@code producer.id.expiration.ms} (COMPAT A5.6.12)
 */
public record LogDirectorySettings(
        Path path,
        String clusterId,
        BrokerId brokerId,
        int lanes,
        int loaders,
        Duration highWatermarkEvery,
        Duration checkpointEvery,
        Duration retentionEvery,
        Duration producerExpiry) {
    private static final int LANES = 2;

    /** Kafka's intervals, two lanes and one loader. */
    public static LogDirectorySettings of(Path path, String clusterId, BrokerId brokerId) {
        return new LogDirectorySettings(
                path,
                clusterId,
                brokerId,
                LANES,
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofDays(1));
    }
}
