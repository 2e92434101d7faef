package io.gatehouse.broker.log;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How one topic's log behaves; names and meanings are Kafka's (CONFORMANCE TPC-01..28). */
public record LogConfig(
        int segmentBytes,
        long segmentMillis,
        long segmentJitterMillis,
        int segmentIndexBytes,
        int indexIntervalBytes,
        long flushMessages,
        long flushMillis,
        long retentionBytes,
        long retentionMillis,
        long fileDeleteDelayMillis,
        boolean compact,
        boolean delete,
        long deleteRetentionMillis,
        long minCompactionLagMillis,
        long maxCompactionLagMillis,
        double minCleanableRatio,
        int maxMessageBytes,
        CompressionChoice compression,
        int gzipLevel,
        int lz4Level,
        int zstdLevel,
        boolean logAppendTime,
        long timestampBeforeMaxMillis,
        long timestampAfterMaxMillis) {
    public static LogConfig defaults() {
        return of(Map.of(), Map.of());
    }

    /**
     * @param brokerDefaults by broker names such as {@code log.segment.bytes}; keys of others are ignored
     * @param topicOverrides by topic names such as {@code segment.bytes}; keys of others are ignored
     * @throws IllegalArgumentException with key, value and what is expected
     */
    public static LogConfig of(Map<String, String> brokerDefaults, Map<String, String> topicOverrides) {
        Values values = new Values(brokerDefaults, topicOverrides);
        Set<String> policy = values.policy();
        return new LogConfig(
                values.integer(LogSetting.SEGMENT_BYTES),
                segmentMillis(values, policy),
                values.number(LogSetting.SEGMENT_JITTER_MS),
                values.integer(LogSetting.SEGMENT_INDEX_BYTES),
                values.integer(LogSetting.INDEX_INTERVAL_BYTES),
                values.number(LogSetting.FLUSH_MESSAGES),
                values.number(LogSetting.FLUSH_MS),
                values.number(LogSetting.RETENTION_BYTES),
                values.number(LogSetting.RETENTION_MS),
                values.number(LogSetting.FILE_DELETE_DELAY_MS),
                policy.contains("compact"),
                policy.contains("delete"),
                values.number(LogSetting.DELETE_RETENTION_MS),
                values.number(LogSetting.MIN_COMPACTION_LAG_MS),
                values.number(LogSetting.MAX_COMPACTION_LAG_MS),
                Double.parseDouble(values.text(LogSetting.MIN_CLEANABLE_DIRTY_RATIO)),
                values.integer(LogSetting.MAX_MESSAGE_BYTES),
                CompressionChoice.parse(values.text(LogSetting.COMPRESSION_TYPE)),
                values.integer(LogSetting.GZIP_LEVEL),
                values.integer(LogSetting.LZ4_LEVEL),
                values.integer(LogSetting.ZSTD_LEVEL),
                values.text(LogSetting.TIMESTAMP_TYPE).equals("LogAppendTime"),
                values.timestampLimit(LogSetting.TIMESTAMP_BEFORE),
                values.timestampLimit(LogSetting.TIMESTAMP_AFTER));
    }

    /** What has to be compacted in time must leave the active segment in time (KIP-354). */
    private static long segmentMillis(Values values, Set<String> policy) {
        long wanted = values.number(LogSetting.SEGMENT_MS);
        return policy.contains("compact") ? Math.min(wanted, values.number(LogSetting.MAX_COMPACTION_LAG_MS)) : wanted;
    }

    private record Values(Map<String, String> broker, Map<String, String> topic) {
        String text(LogSetting setting) {
            return setting.value(broker, topic);
        }

        int integer(LogSetting setting) {
            return Integer.parseInt(text(setting));
        }

        long number(LogSetting setting) {
            return Long.parseLong(text(setting));
        }

        /** The deprecated difference feeds both directions where they are not given (COMPAT A5.4.19). */
        long timestampLimit(LogSetting setting) {
            return number(setting.given(broker, topic) ? setting : LogSetting.TIMESTAMP_DIFFERENCE);
        }

        Set<String> policy() {
            return Arrays.stream(text(LogSetting.CLEANUP_POLICY).split(",", -1))
                    .map(String::trim)
                    .collect(Collectors.toSet());
        }
    }
}
