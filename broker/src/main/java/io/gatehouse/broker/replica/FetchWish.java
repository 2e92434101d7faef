package io.gatehouse.broker.replica;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;

/** One partition of a consumer's fetch. Built with the permit to read the topic. */
public final class FetchWish {
    private final TopicPartition partition;
    private final int leaderEpoch;
    private final long offset;
    private final int bytesMax;
    private final int lastFetchedEpoch;

    /**
     * @param leaderEpoch the epoch that the client believes in, -1 for none (COMPAT B5.10)
     * @param lastFetchedEpoch the epoch of the last record the client has, -1 for none (COMPAT B5.16)
     */
    public FetchWish(
            Permit<TopicName> permit, int partition, int leaderEpoch, long offset, int bytesMax, int lastFetchedEpoch) {
        this.partition = new TopicPartition(permit.resource(Operation.READ), partition);
        this.leaderEpoch = leaderEpoch;
        this.offset = offset;
        this.bytesMax = bytesMax;
        this.lastFetchedEpoch = lastFetchedEpoch;
    }

    TopicPartition partition() {
        return partition;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    long offset() {
        return offset;
    }

    int bytesMax() {
        return bytesMax;
    }

    int lastFetchedEpoch() {
        return lastFetchedEpoch;
    }
}
