package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.CLUSTER_WIDE;
import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.shortFrom;

import java.util.List;

/** Transactions and producers (CONFORMANCE CFG-236..CFG-246). */
final class TransactionKeys {
    static final ConfigKey<Integer> PRODUCER_ID_EXPIRATION_MS = key(
            "producer.id.expiration.ms",
            intFrom(1),
            "86400000",
            CLUSTER_WIDE,
            "Forget idempotent producer state (2.7: uses transactional.id.expiration.ms).");

    static final List<ConfigKey<?>> ALL = List.of(
            later(
                    "transactional.id.expiration.ms",
                    intFrom(1),
                    "604800000",
                    RESTART,
                    "Forget unused transactional ids."),
            later("transaction.max.timeout.ms", intFrom(1), "900000", RESTART, "Else INVALID_TRANSACTION_TIMEOUT."),
            later(
                    "transaction.state.log.num.partitions",
                    intFrom(1),
                    "50",
                    RESTART,
                    "Partitions of the transaction topic."),
            later(
                    "transaction.state.log.replication.factor",
                    shortFrom(1),
                    "3",
                    RESTART,
                    "Creation waits for that many brokers."),
            later("transaction.state.log.min.isr", intFrom(1), "2", RESTART, "Overrides min.insync.replicas there."),
            later("transaction.state.log.segment.bytes", intFrom(1), "104857600", RESTART, "Segment size there."),
            later("transaction.state.log.load.buffer.size", intFrom(1), "5242880", RESTART, "Load batch."),
            later(
                    "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                    intFrom(1),
                    "10000",
                    RESTART,
                    "Sweep for timed-out transactions."),
            later(
                    "transaction.remove.expired.transaction.cleanup.interval.ms",
                    intFrom(1),
                    "3600000",
                    RESTART,
                    "Sweep for expired ids."),
            later(
                    "transaction.partition.verification.enable",
                    BOOLEAN,
                    "true",
                    CLUSTER_WIDE,
                    "Verify partitions with the coordinator (KIP-890 part 1)."),
            PRODUCER_ID_EXPIRATION_MS);

    private TransactionKeys() {}
}
