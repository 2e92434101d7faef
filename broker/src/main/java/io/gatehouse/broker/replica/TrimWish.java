package io.gatehouse.broker.replica;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;

/** One partition of a DeleteRecords request. Built with the permit to delete of the topic. */
public final class TrimWish {
    private final TopicPartition partition;
    private final long before;

    /** @param before the first offset that stays; -1 for the high watermark */
    public TrimWish(Permit<TopicName> permit, int partition, long before) {
        this.partition = new TopicPartition(permit.resource(Operation.DELETE), partition);
        this.before = before;
    }

    TopicPartition partition() {
        return partition;
    }

    long before() {
        return before;
    }
}
