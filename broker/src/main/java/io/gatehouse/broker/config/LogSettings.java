package io.gatehouse.broker.config;

import io.gatehouse.broker.log.CleanerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The log directories and what all logs share.
 *
 * @param topicDefaults the broker's settings that give topics their defaults, by the broker's names, only those that are
 *     set: the first argument of {@code LogConfig.of}
 * @param loaders threads that load each directory at the start
 * @param cleaner without threads where {@code log.cleaner.enable} is false
 * @param moveBytesPerSecond {@code replica.alter.log.dirs.io.max.bytes.per.second}
 */
public record LogSettings(
        List<Path> directories,
        Map<String, String> topicDefaults,
        Duration highWatermarkEvery,
        Duration checkpointEvery,
        Duration retentionEvery,
        Duration producerExpiry,
        int loaders,
        CleanerSettings cleaner,
        long moveBytesPerSecond) {
    public LogSettings {
        directories = List.copyOf(directories);
        topicDefaults = Map.copyOf(topicDefaults);
    }
}
