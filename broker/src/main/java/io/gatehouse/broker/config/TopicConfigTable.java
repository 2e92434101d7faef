package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.doubleBetween;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.intWhere;
import static io.gatehouse.broker.config.ValueType.listOf;
import static io.gatehouse.broker.config.ValueType.listWhere;
import static io.gatehouse.broker.config.ValueType.longFrom;
import static io.gatehouse.broker.config.ValueType.oneOf;

import io.gatehouse.broker.config.TopicConfigKey.BrokerSynonym;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Every setting that a topic can have (CONFORMANCE TPC-01..30). Thread: any. */
public final class TopicConfigTable {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final String LONG_MAX = Long.toString(Long.MAX_VALUE);
    private static final Pattern REPLICA = Pattern.compile("\\d+:\\d+");
    private static final ValueType<List<String>> REPLICAS = listWhere(
            TopicConfigTable::throttledReplicas, "partition:broker pairs separated by commas, *, none or nothing");

    private static final List<TopicConfigKey> KEYS = List.of(
            key(
                    "cleanup.policy",
                    listOf("compact", "delete"),
                    "delete",
                    "What happens to old records: removed after" + " their time, or compacted to the newest per key.",
                    "log.cleanup.policy"),
            key(
                    "compression.gzip.level",
                    intWhere(v -> v == -1 || (v >= 1 && v <= 9), "-1 or 1..9"),
                    "-1",
                    "The level of gzip where the broker compresses.",
                    "compression.gzip.level"),
            key(
                    "compression.lz4.level",
                    intWhere(v -> v >= 1 && v <= 17, "1..17"),
                    "9",
                    "The level of lz4 where the broker compresses.",
                    "compression.lz4.level"),
            key(
                    "compression.type",
                    oneOf("producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"),
                    "producer",
                    "The compression that stored batches have; producer keeps what was sent.",
                    "compression.type"),
            key(
                    "compression.zstd.level",
                    intWhere(v -> v >= -131072 && v <= 22, "-131072..22"),
                    "3",
                    "The level of zstd where the broker compresses.",
                    "compression.zstd.level"),
            key(
                    "delete.retention.ms",
                    longFrom(0),
                    "86400000",
                    "How long a deletion marker stays in a compacted topic.",
                    "log.cleaner.delete.retention.ms"),
            key(
                    "file.delete.delay.ms",
                    longFrom(0),
                    "60000",
                    "How long the files of a deleted segment stay on the disk.",
                    "log.segment.delete.delay.ms"),
            key(
                    "flush.messages",
                    longFrom(1),
                    LONG_MAX,
                    "After how many records they are forced to the disk.",
                    "log.flush.interval.messages"),
            key(
                    "flush.ms",
                    longFrom(0),
                    LONG_MAX,
                    "After what time records are forced to the disk.",
                    "log.flush.interval.ms",
                    "log.flush.scheduler.interval.ms"),
            key(
                    "follower.replication.throttled.replicas",
                    REPLICAS,
                    "",
                    "Followers whose replication counts against the follower's quota."),
            key(
                    "index.interval.bytes",
                    intFrom(0),
                    "4096",
                    "How many bytes lie between two entries of the offset index.",
                    "log.index.interval.bytes"),
            key(
                    "leader.replication.throttled.replicas",
                    REPLICAS,
                    "",
                    "Followers whose replication counts against the leader's quota."),
            key(
                    "local.retention.bytes",
                    longFrom(-2),
                    "-2",
                    "Tiered storage, which this broker does not have.",
                    "log.local.retention.bytes"),
            key(
                    "local.retention.ms",
                    longFrom(-2),
                    "-2",
                    "Tiered storage, which this broker does not have.",
                    "log.local.retention.ms"),
            key(
                    "max.compaction.lag.ms",
                    longFrom(1),
                    LONG_MAX,
                    "The longest time that a record stays uncompacted.",
                    "log.cleaner.max.compaction.lag.ms"),
            key(
                    "max.message.bytes",
                    intFrom(0),
                    "1048588",
                    "The largest batch that is taken, after compression.",
                    "message.max.bytes"),
            key(
                    "message.downconversion.enable",
                    BOOLEAN,
                    "true",
                    "Whether old consumers get records in their old format.",
                    "log.message.downconversion.enable"),
            key(
                    "message.format.version",
                    ValueType.TEXT,
                    "3.0-IV1",
                    "Deprecated and without effect: records are always stored in the newest format.",
                    "log.message.format.version"),
            key(
                    "message.timestamp.after.max.ms",
                    longFrom(0),
                    LONG_MAX,
                    "How far a record's time may lie in the future.",
                    "log.message.timestamp.after.max.ms"),
            key(
                    "message.timestamp.before.max.ms",
                    longFrom(0),
                    LONG_MAX,
                    "How far a record's time may lie in the past.",
                    "log.message.timestamp.before.max.ms"),
            key(
                    "message.timestamp.difference.max.ms",
                    longFrom(0),
                    LONG_MAX,
                    "Deprecated: how far a record's time may lie from the broker's.",
                    "log.message.timestamp.difference.max.ms"),
            key(
                    "message.timestamp.type",
                    oneOf("CreateTime", "LogAppendTime"),
                    "CreateTime",
                    "Whose time a record carries: the producer's or the broker's.",
                    "log.message.timestamp.type"),
            key(
                    "min.cleanable.dirty.ratio",
                    doubleBetween(0, 1, "a number from 0 to 1"),
                    "0.5",
                    "The uncompacted share at which compaction starts.",
                    "log.cleaner.min.cleanable.ratio"),
            key(
                    "min.compaction.lag.ms",
                    longFrom(0),
                    "0",
                    "The shortest time that a record stays uncompacted.",
                    "log.cleaner.min.compaction.lag.ms"),
            key(
                    "min.insync.replicas",
                    intFrom(1),
                    "1",
                    "How many replicas must have a record before acks=all is answered.",
                    "min.insync.replicas"),
            key(
                    "preallocate",
                    BOOLEAN,
                    "false",
                    "Whether a new segment gets its full size at once.",
                    "log.preallocate"),
            key("remote.log.copy.disable", BOOLEAN, "false", "Tiered storage, which this broker does not have."),
            key("remote.log.delete.on.disable", BOOLEAN, "false", "Tiered storage, which this broker does not have."),
            key("remote.storage.enable", onlyFalse(), "false", "Tiered storage, which this broker does not have."),
            key(
                    "retention.bytes",
                    longFrom(Long.MIN_VALUE),
                    "-1",
                    "How large a partition may grow before its oldest segments go; -1 is without limit.",
                    "log.retention.bytes"),
            new TopicConfigKey(
                    "retention.ms",
                    longFrom(-1),
                    "604800000",
                    List.of(
                            new BrokerSynonym("log.retention.ms", 1),
                            new BrokerSynonym("log.retention.minutes", MINUTE),
                            new BrokerSynonym("log.retention.hours", HOUR)),
                    "How long records are kept; -1 is without limit."),
            key("segment.bytes", intFrom(14), "1073741824", "The size of a segment file.", "log.segment.bytes"),
            key(
                    "segment.index.bytes",
                    intFrom(4),
                    "10485760",
                    "The size of a segment's indexes.",
                    "log.index.size.max.bytes"),
            new TopicConfigKey(
                    "segment.jitter.ms",
                    longFrom(0),
                    "0",
                    List.of(
                            new BrokerSynonym("log.roll.jitter.ms", 1),
                            new BrokerSynonym("log.roll.jitter.hours", HOUR)),
                    "How much earlier than segment.ms a segment may end, by chance."),
            new TopicConfigKey(
                    "segment.ms",
                    longFrom(1),
                    "604800000",
                    List.of(new BrokerSynonym("log.roll.ms", 1), new BrokerSynonym("log.roll.hours", HOUR)),
                    "After what time a segment ends though it is not full."),
            key(
                    "unclean.leader.election.enable",
                    BOOLEAN,
                    "false",
                    "Whether a replica that lags may lead when no other is left; loses records.",
                    "unclean.leader.election.enable"));

    private static final Map<String, TopicConfigKey> BY_NAME = byName();

    private TopicConfigTable() {}

    /** All keys, sorted by name. */
    public static List<TopicConfigKey> keys() {
        return KEYS;
    }

    public static Optional<TopicConfigKey> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static TopicConfigKey key(
            String name, ValueType<?> type, String defaultValue, String purpose, String... brokerKeys) {
        List<BrokerSynonym> synonyms =
                Arrays.stream(brokerKeys).map(key -> new BrokerSynonym(key, 1)).toList();
        return new TopicConfigKey(name, type, defaultValue, synonyms, purpose);
    }

    private static ValueType<Boolean> onlyFalse() {
        return new ValueType<>(
                ConfigKind.BOOLEAN,
                text -> {
                    if (!text.trim().equalsIgnoreCase("false")) {
                        throw new IllegalArgumentException();
                    }
                    return false;
                },
                "false; this broker has no tiered storage");
    }

    private static boolean throttledReplicas(List<String> replicas) {
        return replicas.equals(List.of("*"))
                || replicas.equals(List.of("none"))
                || replicas.stream()
                        .allMatch(replica -> REPLICA.matcher(replica).matches());
    }

    private static Map<String, TopicConfigKey> byName() {
        Map<String, TopicConfigKey> byName = new LinkedHashMap<>();
        KEYS.forEach(key -> byName.put(key.name(), key));
        return Map.copyOf(byName);
    }
}
