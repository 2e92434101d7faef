package io.gatehouse.broker.log;

import java.time.Duration;

/**
 * How compaction runs (CONFORMANCE CFG-135..140).
 *
 * @param threads {@code log.cleaner.threads}; 0 for none
 * @param dedupeBytes memory of all threads for keys, {@code log.cleaner.dedupe.buffer.size}
 * @param loadFactor how full the table of keys becomes, {@code log.cleaner.io.buffer.load.factor}
 * @param ioBytes memory of all threads for batches, {@code log.cleaner.io.buffer.size}; a larger batch gets what it needs
 * @param bytesPerSecond read and written by all threads, {@code log.cleaner.io.max.bytes.per.second}
 * @param backoff between two looks when nothing is dirty, {@code log.cleaner.backoff.ms}
 */
public record CleanerSettings(
        int threads, long dedupeBytes, double loadFactor, int ioBytes, double bytesPerSecond, Duration backoff) {
    /** Kafka's. */
    public static CleanerSettings defaults() {
        return new CleanerSettings(1, 128 << 20, 0.9, 512 << 10, Double.MAX_VALUE, Duration.ofSeconds(15));
    }
}
