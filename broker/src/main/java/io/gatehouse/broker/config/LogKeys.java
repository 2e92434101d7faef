package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.CLUSTER_WIDE;
import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.doubleBetween;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.intWhere;
import static io.gatehouse.broker.config.ValueType.listOf;
import static io.gatehouse.broker.config.ValueType.longFrom;
import static io.gatehouse.broker.config.ValueType.oneOf;

import java.util.List;

/** The log (CONFORMANCE CFG-121..CFG-171). */
final class LogKeys {
    static final ConfigKey<String> LOG_DIRS = key("log.dirs", TEXT, RESTART, "Data directories; null = log.dir.");

    static final ConfigKey<String> LOG_DIR = key("log.dir", TEXT, "/tmp/kafka-logs", RESTART, "Single directory form.");

    static final ConfigKey<Integer> LOG_SEGMENT_BYTES =
            key("log.segment.bytes", intFrom(14), "1073741824", CLUSTER_WIDE, "Segment size.");

    static final ConfigKey<Long> LOG_ROLL_MS =
            key("log.roll.ms", longFrom(Long.MIN_VALUE), CLUSTER_WIDE, "Segment age; over hours.");

    static final ConfigKey<Integer> LOG_ROLL_HOURS = key("log.roll.hours", intFrom(1), "168", RESTART, "Segment age.");

    static final ConfigKey<Long> LOG_ROLL_JITTER_MS =
            key("log.roll.jitter.ms", longFrom(Long.MIN_VALUE), CLUSTER_WIDE, "Random early roll.");

    static final ConfigKey<Integer> LOG_ROLL_JITTER_HOURS =
            key("log.roll.jitter.hours", intFrom(0), "0", RESTART, "Random early roll.");

    static final ConfigKey<Long> LOG_RETENTION_MS = key(
            "log.retention.ms",
            longFrom(Long.MIN_VALUE),
            CLUSTER_WIDE,
            "Age limit; over minutes, over hours; -1 none.");

    static final ConfigKey<Integer> LOG_RETENTION_MINUTES =
            key("log.retention.minutes", intFrom(Integer.MIN_VALUE), RESTART, "Age limit.");

    static final ConfigKey<Integer> LOG_RETENTION_HOURS =
            key("log.retention.hours", intFrom(Integer.MIN_VALUE), "168", RESTART, "Age limit.");

    static final ConfigKey<Long> LOG_RETENTION_BYTES = key(
            "log.retention.bytes", longFrom(Long.MIN_VALUE), "-1", CLUSTER_WIDE, "Size limit per partition; -1 none.");

    static final ConfigKey<Long> LOG_RETENTION_CHECK_INTERVAL_MS =
            key("log.retention.check.interval.ms", longFrom(1), "300000", RESTART, "Sweep interval.");

    static final ConfigKey<Integer> NUM_RECOVERY_THREADS_PER_DATA_DIR = key(
            "num.recovery.threads.per.data.dir",
            intFrom(1),
            "1",
            CLUSTER_WIDE,
            "Threads that load each directory at the start.");

    static final ConfigKey<List<String>> LOG_CLEANUP_POLICY =
            key("log.cleanup.policy", listOf("compact", "delete"), "delete", CLUSTER_WIDE, "Delete, compact or both.");

    static final ConfigKey<Boolean> LOG_CLEANER_ENABLE = key(
            "log.cleaner.enable",
            BOOLEAN,
            "true",
            RESTART,
            "Compaction on; needed by the group and transaction topics.");

    static final ConfigKey<Integer> LOG_CLEANER_THREADS =
            key("log.cleaner.threads", intFrom(0), "1", CLUSTER_WIDE, "Cleaner threads.");

    static final ConfigKey<Long> LOG_CLEANER_DEDUPE_BUFFER_SIZE = key(
            "log.cleaner.dedupe.buffer.size",
            longFrom(Long.MIN_VALUE),
            "134217728",
            CLUSTER_WIDE,
            "Memory for all cleaners; above 1 MiB each.");

    static final ConfigKey<Integer> LOG_CLEANER_IO_BUFFER_SIZE =
            key("log.cleaner.io.buffer.size", intFrom(0), "524288", CLUSTER_WIDE, "I/O memory for all cleaners.");

    static final ConfigKey<Double> LOG_CLEANER_IO_BUFFER_LOAD_FACTOR = key(
            "log.cleaner.io.buffer.load.factor",
            doubleBetween(0, Double.MAX_VALUE, "a number that is not negative"),
            "0.9",
            CLUSTER_WIDE,
            "Fill of the map.");

    static final ConfigKey<Double> LOG_CLEANER_IO_MAX_BYTES_PER_SECOND = key(
            "log.cleaner.io.max.bytes.per.second",
            doubleBetween(0, Double.MAX_VALUE, "a number that is not negative"),
            "1.7976931348623157E308",
            CLUSTER_WIDE,
            "Cleaner I/O throttle.");

    static final ConfigKey<Long> LOG_CLEANER_BACKOFF_MS =
            key("log.cleaner.backoff.ms", longFrom(0), "15000", CLUSTER_WIDE, "Sleep when nothing is dirty.");

    static final ConfigKey<Double> LOG_CLEANER_MIN_CLEANABLE_RATIO = key(
            "log.cleaner.min.cleanable.ratio",
            doubleBetween(0, 1, "a number from 0 to 1"),
            "0.5",
            CLUSTER_WIDE,
            "Dirty share that triggers cleaning.");

    static final ConfigKey<Long> LOG_CLEANER_DELETE_RETENTION_MS =
            key("log.cleaner.delete.retention.ms", longFrom(0), "86400000", CLUSTER_WIDE, "Tombstone life.");

    static final ConfigKey<Long> LOG_CLEANER_MIN_COMPACTION_LAG_MS =
            key("log.cleaner.min.compaction.lag.ms", longFrom(0), "0", CLUSTER_WIDE, "Minimum uncompacted age.");

    static final ConfigKey<Long> LOG_CLEANER_MAX_COMPACTION_LAG_MS = key(
            "log.cleaner.max.compaction.lag.ms",
            longFrom(1),
            "9223372036854775807",
            CLUSTER_WIDE,
            "Maximum uncompacted age.");

    static final ConfigKey<Integer> LOG_INDEX_SIZE_MAX_BYTES =
            key("log.index.size.max.bytes", intFrom(4), "10485760", CLUSTER_WIDE, "Index file size.");

    static final ConfigKey<Integer> LOG_INDEX_INTERVAL_BYTES =
            key("log.index.interval.bytes", intFrom(0), "4096", CLUSTER_WIDE, "Index density.");

    static final ConfigKey<Long> LOG_FLUSH_INTERVAL_MESSAGES = key(
            "log.flush.interval.messages",
            longFrom(1),
            "9223372036854775807",
            CLUSTER_WIDE,
            "Fsync after so many records.");

    static final ConfigKey<Long> LOG_FLUSH_INTERVAL_MS = key(
            "log.flush.interval.ms",
            longFrom(Long.MIN_VALUE),
            CLUSTER_WIDE,
            "Fsync after time; null = scheduler value.");

    static final ConfigKey<Long> LOG_FLUSH_SCHEDULER_INTERVAL_MS = key(
            "log.flush.scheduler.interval.ms",
            longFrom(Long.MIN_VALUE),
            "9223372036854775807",
            RESTART,
            "Flush check period.");

    static final ConfigKey<Integer> LOG_FLUSH_OFFSET_CHECKPOINT_INTERVAL_MS = key(
            "log.flush.offset.checkpoint.interval.ms", intFrom(0), "60000", RESTART, "Recovery point write period.");

    static final ConfigKey<Long> LOG_SEGMENT_DELETE_DELAY_MS =
            key("log.segment.delete.delay.ms", longFrom(0), "60000", CLUSTER_WIDE, "Wait before unlinking.");

    static final ConfigKey<String> LOG_MESSAGE_TIMESTAMP_TYPE = key(
            "log.message.timestamp.type",
            oneOf("CreateTime", "LogAppendTime"),
            "CreateTime",
            CLUSTER_WIDE,
            "CreateTime or LogAppendTime.");

    static final ConfigKey<Long> LOG_MESSAGE_TIMESTAMP_DIFFERENCE_MAX_MS = key(
            "log.message.timestamp.difference.max.ms",
            longFrom(0),
            "9223372036854775807",
            CLUSTER_WIDE,
            "Allowed distance of CreateTime; else INVALID_TIMESTAMP.");

    static final ConfigKey<Long> LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS = key(
            "log.message.timestamp.before.max.ms",
            longFrom(0),
            "9223372036854775807",
            CLUSTER_WIDE,
            "Allowed past distance (≥3.6).");

    static final ConfigKey<Long> LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS = key(
            "log.message.timestamp.after.max.ms",
            longFrom(0),
            "9223372036854775807",
            CLUSTER_WIDE,
            "Allowed future distance (≥3.6).");

    static final ConfigKey<Integer> MESSAGE_MAX_BYTES =
            key("message.max.bytes", intFrom(0), "1048588", CLUSTER_WIDE, "Largest batch after compression.");

    static final ConfigKey<String> COMPRESSION_TYPE = key(
            "compression.type",
            oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
            "producer",
            CLUSTER_WIDE,
            "Producer, uncompressed, gzip, snappy, lz4, zstd.");

    static final ConfigKey<Integer> COMPRESSION_GZIP_LEVEL = key(
            "compression.gzip.level",
            intWhere(v -> v == -1 || (v >= 1 && v <= 9), "-1 or 1..9"),
            "-1",
            CLUSTER_WIDE,
            "When the broker recompresses.");

    static final ConfigKey<Integer> COMPRESSION_LZ4_LEVEL =
            key("compression.lz4.level", intWhere(v -> v >= 1 && v <= 17, "1..17"), "9", CLUSTER_WIDE, "Same.");

    static final ConfigKey<Integer> COMPRESSION_ZSTD_LEVEL = key(
            "compression.zstd.level",
            intWhere(v -> v >= -131072 && v <= 22, "-131072..22"),
            "3",
            CLUSTER_WIDE,
            "Same.");

    static final ConfigKey<Integer> NUM_PARTITIONS =
            key("num.partitions", intFrom(1), "1", RESTART, "Default partitions.");

    static final ConfigKey<Boolean> AUTO_CREATE_TOPICS_ENABLE = key(
            "auto.create.topics.enable",
            BOOLEAN,
            "true",
            RESTART,
            "Create on Metadata or Produce of unknown topic (needs Create, chapter 3.4).");

    static final ConfigKey<Boolean> DELETE_TOPIC_ENABLE =
            key("delete.topic.enable", BOOLEAN, "true", RESTART, "False = TOPIC_DELETION_DISABLED.");

    static final List<ConfigKey<?>> ALL = List.of(
            LOG_DIRS,
            LOG_DIR,
            LOG_SEGMENT_BYTES,
            LOG_ROLL_MS,
            LOG_ROLL_HOURS,
            LOG_ROLL_JITTER_MS,
            LOG_ROLL_JITTER_HOURS,
            LOG_RETENTION_MS,
            LOG_RETENTION_MINUTES,
            LOG_RETENTION_HOURS,
            LOG_RETENTION_BYTES,
            LOG_RETENTION_CHECK_INTERVAL_MS,
            LOG_CLEANUP_POLICY,
            LOG_CLEANER_ENABLE,
            LOG_CLEANER_THREADS,
            LOG_CLEANER_DEDUPE_BUFFER_SIZE,
            LOG_CLEANER_IO_BUFFER_SIZE,
            LOG_CLEANER_IO_BUFFER_LOAD_FACTOR,
            LOG_CLEANER_IO_MAX_BYTES_PER_SECOND,
            LOG_CLEANER_BACKOFF_MS,
            LOG_CLEANER_MIN_CLEANABLE_RATIO,
            LOG_CLEANER_DELETE_RETENTION_MS,
            LOG_CLEANER_MIN_COMPACTION_LAG_MS,
            LOG_CLEANER_MAX_COMPACTION_LAG_MS,
            LOG_INDEX_SIZE_MAX_BYTES,
            LOG_INDEX_INTERVAL_BYTES,
            LOG_FLUSH_INTERVAL_MESSAGES,
            LOG_FLUSH_INTERVAL_MS,
            LOG_FLUSH_SCHEDULER_INTERVAL_MS,
            LOG_FLUSH_OFFSET_CHECKPOINT_INTERVAL_MS,
            later(
                    "log.flush.start.offset.checkpoint.interval.ms",
                    intFrom(0),
                    "60000",
                    RESTART,
                    "Log start write period."),
            LOG_SEGMENT_DELETE_DELAY_MS,
            later("log.preallocate", BOOLEAN, "false", CLUSTER_WIDE, "Preallocate segment files."),
            later(
                    "log.message.format.version",
                    TEXT,
                    "3.0-IV1",
                    RESTART,
                    "Stored format; from 3.0 ignored when inter-broker version is 3.0+."),
            LOG_MESSAGE_TIMESTAMP_TYPE,
            LOG_MESSAGE_TIMESTAMP_DIFFERENCE_MAX_MS,
            LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS,
            LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS,
            later(
                    "log.message.downconversion.enable",
                    BOOLEAN,
                    "true",
                    CLUSTER_WIDE,
                    "False = UNSUPPORTED_VERSION for old fetchers."),
            later("log.dir.failure.timeout.ms", longFrom(1), "30000", RESTART, "KRaft JBOD only."),
            later("log.local.retention.bytes", longFrom(-2), "-2", CLUSTER_WIDE, "Tiered storage."),
            later("log.local.retention.ms", longFrom(-2), "-2", CLUSTER_WIDE, "Tiered storage."),
            NUM_RECOVERY_THREADS_PER_DATA_DIR,
            MESSAGE_MAX_BYTES,
            COMPRESSION_TYPE,
            COMPRESSION_GZIP_LEVEL,
            COMPRESSION_LZ4_LEVEL,
            COMPRESSION_ZSTD_LEVEL,
            NUM_PARTITIONS,
            AUTO_CREATE_TOPICS_ENABLE,
            DELETE_TOPIC_ENABLE);

    private LogKeys() {}
}
