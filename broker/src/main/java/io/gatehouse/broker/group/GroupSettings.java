package io.gatehouse.broker.group;

import java.time.Duration;

/**
 * Settings of the group coordinator.
 *
 * @param sessionMin {@code group.min.session.timeout.ms}
 * @param sessionMax {@code group.max.session.timeout.ms}
 * @param initialDelay {@code group.initial.rebalance.delay.ms}: how long an empty group waits for more members
 * @param sizeMax {@code group.max.size}
 * @param instancesBound {@code group.instance.id.bound.to.principal}
 * @param offsetMetadataMax {@code offset.metadata.max.bytes}
 * @param offsetsRetention {@code offsets.retention.minutes}
 * @param retentionInterval {@code offsets.retention.check.interval.ms}
 * @param offsetsPartitions {@code offsets.topic.num.partitions}, used until the topic exists
 * @param appendBytesMax the largest batch appended: the offsets topic's {@code max.message.bytes}
 */
public record GroupSettings(
        Duration sessionMin,
        Duration sessionMax,
        Duration initialDelay,
        int sizeMax,
        boolean instancesBound,
        int offsetMetadataMax,
        Duration offsetsRetention,
        Duration retentionInterval,
        int offsetsPartitions,
        int appendBytesMax) {
    /** Kafka's defaults (CONFORMANCE CFG-198 to CFG-208). */
    public static final GroupSettings DEFAULTS = new GroupSettings(
            Duration.ofSeconds(6),
            Duration.ofMinutes(30),
            Duration.ofSeconds(3),
            Integer.MAX_VALUE,
            false,
            4096,
            Duration.ofDays(7),
            Duration.ofMinutes(10),
            50,
            1_048_588);

    public GroupSettings {
        if (sessionMin.compareTo(sessionMax) > 0) {
            throw new IllegalArgumentException("group.min.session.timeout.ms " + sessionMin.toMillis()
                    + " (expected: at most group.max.session.timeout.ms, " + sessionMax.toMillis() + ")");
        }
        if (sizeMax < 1 || offsetsPartitions < 1) {
            throw new IllegalArgumentException("group.max.size " + sizeMax + ", offsets.topic.num.partitions "
                    + offsetsPartitions + " (expected: 1 or more)");
        }
    }
}
