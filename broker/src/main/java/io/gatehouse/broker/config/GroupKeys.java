package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.intWhere;
import static io.gatehouse.broker.config.ValueType.listOf;
import static io.gatehouse.broker.config.ValueType.longFrom;
import static io.gatehouse.broker.config.ValueType.shortBetween;
import static io.gatehouse.broker.config.ValueType.shortFrom;

import java.util.List;

/** Consumer groups and their offsets (CONFORMANCE CFG-198..CFG-235). */
final class GroupKeys {
    static final ConfigKey<Integer> GROUP_MIN_SESSION_TIMEOUT_MS = key(
            "group.min.session.timeout.ms",
            intFrom(Integer.MIN_VALUE),
            "6000",
            RESTART,
            "Lower bound, else INVALID_SESSION_TIMEOUT.");

    static final ConfigKey<Integer> GROUP_MAX_SESSION_TIMEOUT_MS =
            key("group.max.session.timeout.ms", intFrom(Integer.MIN_VALUE), "1800000", RESTART, "Upper bound.");

    static final ConfigKey<Integer> GROUP_INITIAL_REBALANCE_DELAY_MS = key(
            "group.initial.rebalance.delay.ms",
            intFrom(Integer.MIN_VALUE),
            "3000",
            RESTART,
            "First wait of an empty group.");

    static final ConfigKey<Integer> GROUP_MAX_SIZE =
            key("group.max.size", intFrom(1), "2147483647", RESTART, "Members; beyond it GROUP_MAX_SIZE_REACHED.");

    static final ConfigKey<Integer> OFFSET_METADATA_MAX_BYTES = key(
            "offset.metadata.max.bytes",
            intFrom(Integer.MIN_VALUE),
            "4096",
            RESTART,
            "Else OFFSET_METADATA_TOO_LARGE.");

    static final ConfigKey<Integer> OFFSETS_RETENTION_MINUTES =
            key("offsets.retention.minutes", intFrom(1), "10080", RESTART, "Age of offsets of empty groups.");

    static final ConfigKey<Long> OFFSETS_RETENTION_CHECK_INTERVAL_MS =
            key("offsets.retention.check.interval.ms", longFrom(1), "600000", RESTART, "Sweep.");

    static final ConfigKey<Integer> OFFSETS_COMMIT_TIMEOUT_MS =
            key("offsets.commit.timeout.ms", intFrom(1), "5000", RESTART, "Replication wait of a commit.");

    static final ConfigKey<Integer> OFFSETS_TOPIC_NUM_PARTITIONS = key(
            "offsets.topic.num.partitions",
            intFrom(1),
            "50",
            RESTART,
            "Partitions of the group topic; never change later.");

    static final ConfigKey<Short> OFFSETS_TOPIC_REPLICATION_FACTOR = key(
            "offsets.topic.replication.factor",
            shortFrom(1),
            "3",
            RESTART,
            "Creation fails (COORDINATOR_NOT_AVAILABLE) below this many brokers.");

    static final ConfigKey<Integer> OFFSETS_TOPIC_SEGMENT_BYTES =
            key("offsets.topic.segment.bytes", intFrom(1), "104857600", RESTART, "Segment size there.");

    static final List<ConfigKey<?>> ALL = List.of(
            GROUP_MIN_SESSION_TIMEOUT_MS,
            GROUP_MAX_SESSION_TIMEOUT_MS,
            GROUP_INITIAL_REBALANCE_DELAY_MS,
            GROUP_MAX_SIZE,
            OFFSET_METADATA_MAX_BYTES,
            OFFSETS_RETENTION_MINUTES,
            OFFSETS_RETENTION_CHECK_INTERVAL_MS,
            OFFSETS_COMMIT_TIMEOUT_MS,
            later(
                    "offsets.commit.required.acks",
                    shortFrom(Short.MIN_VALUE),
                    "-1",
                    RESTART,
                    "Do not change; deprecated."),
            later("offsets.load.buffer.size", intFrom(1), "5242880", RESTART, "Load batch."),
            OFFSETS_TOPIC_NUM_PARTITIONS,
            OFFSETS_TOPIC_REPLICATION_FACTOR,
            OFFSETS_TOPIC_SEGMENT_BYTES,
            later("offsets.topic.compression.codec", intFrom(Integer.MIN_VALUE), "0", RESTART, "Codec id 0..4."),
            later(
                    "group.coordinator.rebalance.protocols",
                    listOf("consumer", "classic", "share", "unknown"),
                    "classic",
                    RESTART,
                    "Consumer and share need KRaft."),
            later("group.coordinator.threads", intFrom(1), "1", RESTART, "New coordinator only."),
            later("group.coordinator.append.linger.ms", intFrom(0), "10", RESTART, "New coordinator only."),
            later(
                    "group.consumer.assignors",
                    LIST,
                    "org.apache.kafka.coordinator.group.assignor.UniformAssignor,org.apache.kafka.coordinator.group.assignor.RangeAssignor",
                    RESTART,
                    "New consumer protocol."),
            later("group.consumer.heartbeat.interval.ms", intFrom(1), "5000", RESTART, "New consumer protocol."),
            later("group.consumer.min.heartbeat.interval.ms", intFrom(1), "5000", RESTART, "New consumer protocol."),
            later("group.consumer.max.heartbeat.interval.ms", intFrom(1), "15000", RESTART, "New consumer protocol."),
            later("group.consumer.session.timeout.ms", intFrom(1), "45000", RESTART, "New consumer protocol."),
            later("group.consumer.min.session.timeout.ms", intFrom(1), "45000", RESTART, "New consumer protocol."),
            later("group.consumer.max.session.timeout.ms", intFrom(1), "60000", RESTART, "New consumer protocol."),
            later("group.consumer.max.size", intFrom(1), "2147483647", RESTART, "New consumer protocol."),
            later(
                    "group.share.delivery.count.limit",
                    intWhere(v -> v >= 2 && v <= 10, "2..10"),
                    "5",
                    RESTART,
                    "Share groups (early access)."),
            later("group.share.heartbeat.interval.ms", intFrom(1), "5000", RESTART, "Share groups."),
            later("group.share.min.heartbeat.interval.ms", intFrom(1), "5000", RESTART, "Share groups."),
            later("group.share.max.heartbeat.interval.ms", intFrom(1), "15000", RESTART, "Share groups."),
            later("group.share.session.timeout.ms", intFrom(1), "45000", RESTART, "Share groups."),
            later("group.share.min.session.timeout.ms", intFrom(1), "45000", RESTART, "Share groups."),
            later("group.share.max.session.timeout.ms", intFrom(1), "60000", RESTART, "Share groups."),
            later("group.share.max.groups", shortBetween(1, 100), "10", RESTART, "Share groups."),
            later("group.share.max.size", shortBetween(10, 1000), "200", RESTART, "Share groups."),
            later(
                    "group.share.partition.max.record.locks",
                    intWhere(v -> v >= 100 && v <= 10000, "100..10000"),
                    "200",
                    RESTART,
                    "Share groups."),
            later(
                    "group.share.record.lock.duration.ms",
                    intWhere(v -> v >= 1000 && v <= 60000, "1000..60000"),
                    "30000",
                    RESTART,
                    "Share groups."),
            later(
                    "group.share.min.record.lock.duration.ms",
                    intWhere(v -> v >= 1000 && v <= 30000, "1000..30000"),
                    "15000",
                    RESTART,
                    "Share groups."),
            later(
                    "group.share.max.record.lock.duration.ms",
                    intWhere(v -> v >= 30000 && v <= 3600000, "30000..3600000"),
                    "60000",
                    RESTART,
                    "Share groups."));

    private GroupKeys() {}
}
