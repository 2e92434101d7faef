package io.gatehouse.broker.replica;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;

/** One partition of a ListOffsets request. Built with the permit to describe the topic. */
public final class OffsetWish {
    /** The end of what the asker may see. */
    public static final long LATEST = -1;

    /** The first offset still there. */
    public static final long EARLIEST = -2;

    /** The record with the largest timestamp (KIP-734). */
    public static final long MAX_TIMESTAMP = -3;

    /** The first offset on local disk; without tiers the same as {@link #EARLIEST}. */
    public static final long EARLIEST_LOCAL = -4;

    private final TopicPartition partition;
    private final int leaderEpoch;
    private final long timestamp;
    private final boolean committedOnly;

    /** @param timestamp milliseconds, or one of the constants */
    public OffsetWish(Permit<TopicName> permit, int partition, int leaderEpoch, long timestamp, boolean committedOnly) {
        this.partition = new TopicPartition(permit.resource(Operation.DESCRIBE), partition);
        this.leaderEpoch = leaderEpoch;
        this.timestamp = timestamp;
        this.committedOnly = committedOnly;
    }

    TopicPartition partition() {
        return partition;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    long timestamp() {
        return timestamp;
    }

    boolean committedOnly() {
        return committedOnly;
    }
}
