package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.CLUSTER_WIDE;
import static io.gatehouse.broker.config.ConfigKey.Update.PER_BROKER;
import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.longFrom;

import java.util.List;

/** Replication (CONFORMANCE CFG-172..CFG-197). */
final class ReplicationKeys {
    /** Kafka takes it only as a dynamic setting (CONFORMANCE XKY-05); here it stands in the file until there are such. */
    static final ConfigKey<Long> REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND = key(
            "replica.alter.log.dirs.io.max.bytes.per.second",
            longFrom(0),
            "9223372036854775807",
            PER_BROKER,
            "All moves between log directories together.");

    static final ConfigKey<Integer> DEFAULT_REPLICATION_FACTOR = key(
            "default.replication.factor",
            intFrom(Integer.MIN_VALUE),
            "1",
            RESTART,
            "Factor of auto-created topics and of -1.");

    static final ConfigKey<Integer> MIN_INSYNC_REPLICAS =
            key("min.insync.replicas", intFrom(1), "1", CLUSTER_WIDE, "With acks=all; else NOT_ENOUGH_REPLICAS.");

    static final ConfigKey<Boolean> UNCLEAN_LEADER_ELECTION_ENABLE =
            key("unclean.leader.election.enable", BOOLEAN, "false", CLUSTER_WIDE, "Allow a leader from outside ISR.");

    static final ConfigKey<Long> REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS = key(
            "replica.high.watermark.checkpoint.interval.ms",
            longFrom(Long.MIN_VALUE),
            "5000",
            RESTART,
            "HW write period.");

    static final ConfigKey<String> BROKER_RACK = key("broker.rack", TEXT, RESTART, "Rack id for placement and fetch.");

    static final ConfigKey<Integer> FETCH_MAX_BYTES =
            key("fetch.max.bytes", intFrom(1024), "57671680", RESTART, "Cap on any fetch response.");

    static final ConfigKey<Integer> FETCH_SESSIONS =
            key("max.incremental.fetch.session.cache.slots", intFrom(0), "1000", RESTART, "Fetch sessions kept.");

    static final List<ConfigKey<?>> ALL = List.of(
            DEFAULT_REPLICATION_FACTOR,
            MIN_INSYNC_REPLICAS,
            UNCLEAN_LEADER_ELECTION_ENABLE,
            later("auto.leader.rebalance.enable", BOOLEAN, "true", RESTART, "Periodic preferred election."),
            later("leader.imbalance.check.interval.seconds", longFrom(1), "300", RESTART, "Period of it."),
            later("leader.imbalance.per.broker.percentage", intFrom(Integer.MIN_VALUE), "10", RESTART, "Threshold."),
            later(
                    "num.replica.fetchers",
                    intFrom(Integer.MIN_VALUE),
                    "1",
                    CLUSTER_WIDE,
                    "Fetch threads per source broker."),
            later("replica.fetch.min.bytes", intFrom(Integer.MIN_VALUE), "1", RESTART, "Follower fetch."),
            later(
                    "replica.fetch.max.bytes",
                    intFrom(0),
                    "1048576",
                    RESTART,
                    "Follower fetch per partition (first batch always whole)."),
            later("replica.fetch.response.max.bytes", intFrom(0), "10485760", RESTART, "Follower fetch per response."),
            later("replica.fetch.wait.max.ms", intFrom(Integer.MIN_VALUE), "500", RESTART, "Follower fetch wait."),
            later("replica.fetch.backoff.ms", intFrom(0), "1000", RESTART, "Pause after error."),
            later("replica.lag.time.max.ms", longFrom(Long.MIN_VALUE), "30000", RESTART, "Out of ISR after this."),
            REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS,
            later(
                    "replica.socket.timeout.ms",
                    intFrom(Integer.MIN_VALUE),
                    "30000",
                    RESTART,
                    "Follower socket timeout."),
            later(
                    "replica.socket.receive.buffer.bytes",
                    intFrom(Integer.MIN_VALUE),
                    "65536",
                    RESTART,
                    "Follower socket buffer."),
            later("replica.selector.class", TEXT, RESTART, "Read-from-replica selection (KIP-392)."),
            later(
                    "num.replica.alter.log.dirs.threads",
                    intFrom(Integer.MIN_VALUE),
                    RESTART,
                    "Threads for disk moves; null = number of disks."),
            REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND,
            BROKER_RACK,
            FETCH_MAX_BYTES,
            later("fetch.purgatory.purge.interval.requests", intFrom(Integer.MIN_VALUE), "1000", RESTART, "Internal."),
            later(
                    "producer.purgatory.purge.interval.requests",
                    intFrom(Integer.MIN_VALUE),
                    "1000",
                    RESTART,
                    "Internal."),
            later(
                    "delete.records.purgatory.purge.interval.requests",
                    intFrom(Integer.MIN_VALUE),
                    "1",
                    RESTART,
                    "Internal."),
            FETCH_SESSIONS,
            later(
                    "inter.broker.protocol.version",
                    TEXT,
                    "3.9-IV0",
                    RESTART,
                    "Protocol level between brokers; accept every listed value."),
            later("background.threads", intFrom(1), "10", CLUSTER_WIDE, "Maintenance threads."));

    private ReplicationKeys() {}
}
