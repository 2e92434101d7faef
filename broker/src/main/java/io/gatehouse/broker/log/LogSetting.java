package io.gatehouse.broker.log;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The topic settings that the log obeys, with the broker settings that give their defaults (CONFORMANCE TPC-01..28). */
@SuppressWarnings("ImmutableEnumChecker") // The lists are unmodifiable, the predicates pure.
enum LogSetting {
    SEGMENT_BYTES("segment.bytes", "1073741824", "an int of 14 or more", ints(14), "log.segment.bytes"),
    SEGMENT_MS("segment.ms", "604800000", "1 or more", longs(1), "log.roll.ms", "log.roll.hours"),
    SEGMENT_JITTER_MS("segment.jitter.ms", "0", "0 or more", longs(0), "log.roll.jitter.ms", "log.roll.jitter.hours"),
    SEGMENT_INDEX_BYTES("segment.index.bytes", "10485760", "an int of 4 or more", ints(4), "log.index.size.max.bytes"),
    FLUSH_MESSAGES("flush.messages", max(), "1 or more", longs(1), "log.flush.interval.messages"),
    FLUSH_MS("flush.ms", max(), "0 or more", longs(0), "log.flush.interval.ms", "log.flush.scheduler.interval.ms"),
    RETENTION_BYTES("retention.bytes", "-1", "a number, -1 for no limit", longs(Long.MIN_VALUE), "log.retention.bytes"),
    RETENTION_MS(
            "retention.ms",
            "604800000",
            "-1 or more, -1 for no limit",
            longs(-1),
            "log.retention.ms",
            "log.retention.minutes",
            "log.retention.hours"),
    MAX_MESSAGE_BYTES("max.message.bytes", "1048588", "an int of 0 or more", ints(0), "message.max.bytes"),
    INDEX_INTERVAL_BYTES("index.interval.bytes", "4096", "an int of 0 or more", ints(0), "log.index.interval.bytes"),
    FILE_DELETE_DELAY_MS("file.delete.delay.ms", "60000", "0 or more", longs(0), "log.segment.delete.delay.ms"),
    CLEANUP_POLICY("cleanup.policy", "delete", "delete, compact or both", LogSetting::isPolicy, "log.cleanup.policy"),
    DELETE_RETENTION_MS("delete.retention.ms", "86400000", "0 or more", longs(0), "log.cleaner.delete.retention.ms"),
    MIN_COMPACTION_LAG_MS("min.compaction.lag.ms", "0", "0 or more", longs(0), "log.cleaner.min.compaction.lag.ms"),
    MAX_COMPACTION_LAG_MS("max.compaction.lag.ms", max(), "1 or more", longs(1), "log.cleaner.max.compaction.lag.ms"),
    MIN_CLEANABLE_DIRTY_RATIO(
            "min.cleanable.dirty.ratio", "0.5", "0..1", LogSetting::isShare, "log.cleaner.min.cleanable.ratio"),
    COMPRESSION_TYPE(
            "compression.type",
            "producer",
            "producer, uncompressed, gzip, snappy, lz4 or zstd",
            LogSetting::isCompression,
            "compression.type"),
    GZIP_LEVEL("compression.gzip.level", "-1", "-1 or 1..9", LogSetting::isGzipLevel, "compression.gzip.level"),
    LZ4_LEVEL("compression.lz4.level", "9", "1..17", range(1, 17), "compression.lz4.level"),
    ZSTD_LEVEL("compression.zstd.level", "3", "-131072..22", range(-131_072, 22), "compression.zstd.level"),
    TIMESTAMP_TYPE(
            "message.timestamp.type",
            "CreateTime",
            "CreateTime or LogAppendTime",
            Set.of("CreateTime", "LogAppendTime")::contains,
            "log.message.timestamp.type"),
    TIMESTAMP_DIFFERENCE(
            "message.timestamp.difference.max.ms",
            max(),
            "0 or more",
            longs(0),
            "log.message.timestamp.difference.max.ms"),
    TIMESTAMP_BEFORE(
            "message.timestamp.before.max.ms", max(), "0 or more", longs(0), "log.message.timestamp.before.max.ms"),
    TIMESTAMP_AFTER(
            "message.timestamp.after.max.ms", max(), "0 or more", longs(0), "log.message.timestamp.after.max.ms");

    private final String topicKey;
    private final String fallback;
    private final String expected;
    private final Predicate<String> legal;
    private final List<String> brokerKeys;

    LogSetting(String topicKey, String fallback, String expected, Predicate<String> legal, String... brokerKeys) {
        this.topicKey = topicKey;
        this.fallback = fallback;
        this.expected = expected;
        this.legal = legal;
        this.brokerKeys = List.of(brokerKeys);
    }

    String topicKey() {
        return topicKey;
    }

    /** The topic's own value, else the first broker setting that is set, else Kafka's default. */
    String value(Map<String, String> broker, Map<String, String> topic) {
        String own = topic.get(topicKey);
        if (own != null) {
            return checked(topicKey, own.trim());
        }
        for (String key : brokerKeys) {
            String value = broker.get(key);
            if (value != null && !value.isBlank()) {
                return checked(key, inMillis(key, value.trim()));
            }
        }
        return fallback;
    }

    boolean given(Map<String, String> broker, Map<String, String> topic) {
        return topic.containsKey(topicKey) || brokerKeys.stream().anyMatch(broker::containsKey);
    }

    private String checked(String key, String value) {
        if (!legal.test(value)) {
            throw new IllegalArgumentException(key + " = " + value + " (expected: " + expected + ")");
        }
        return value;
    }

    private static String inMillis(String key, String value) {
        TimeUnit unit = key.endsWith(".hours") ? TimeUnit.HOURS : key.endsWith(".minutes") ? TimeUnit.MINUTES : null;
        Long number = unit == null ? null : parsed(value);
        if (unit == null || number == null) {
            return value;
        }
        return Long.toString(number < 0 ? -1 : unit.toMillis(number));
    }

    private static Predicate<String> longs(long least) {
        return text -> {
            Long number = parsed(text);
            return number != null && number >= least;
        };
    }

    private static Predicate<String> ints(int least) {
        return range(least, Integer.MAX_VALUE);
    }

    private static Predicate<String> range(int least, int most) {
        return text -> {
            Long number = parsed(text);
            return number != null && number >= least && number <= most;
        };
    }

    private static boolean isGzipLevel(String text) {
        return text.equals("-1") || range(1, 9).test(text);
    }

    private static boolean isShare(String text) {
        try {
            double share = Double.parseDouble(text);
            return share >= 0 && share <= 1;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static boolean isPolicy(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::trim).allMatch(Set.of("compact", "delete")::contains);
    }

    private static boolean isCompression(String text) {
        return Arrays.stream(CompressionChoice.values())
                .anyMatch(choice -> choice.text().equals(text));
    }

    private static String max() {
        return Long.toString(Long.MAX_VALUE);
    }

    private static @Nullable Long parsed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
