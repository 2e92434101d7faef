package io.gatehouse.broker.replica;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;

/** One partition of a consumer's fetch. Built with the permit to read the topic. */
public final class FetchWish {
    private final TopicPartition partition;
    private final TopicId topicId;
    private final int leaderEpoch;
    private final long offset;
    private final int bytesMax;
    private final int lastFetchedEpoch;

    /**
     * @param topicId what the client means by the topic, {@link TopicId#ZERO} if it knows the name only
     * @param leaderEpoch the epoch that the client believes in, -1 for none (COMPAT B5.10)
     * @param lastFetchedEpoch the epoch of the last record the client has, -1 for none (COMPAT B5.16)
     */
    public FetchWish(
            Permit<TopicName> permit,
            TopicId topicId,
            int partition,
            int leaderEpoch,
            long offset,
            int bytesMax,
            int lastFetchedEpoch) {
        this.partition = new TopicPartition(permit.resource(Operation.READ), partition);
        this.topicId = topicId;
        this.leaderEpoch = leaderEpoch;
        this.offset = offset;
        this.bytesMax = bytesMax;
        this.lastFetchedEpoch = lastFetchedEpoch;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether a log of this topic is what the client means: one of the same name may have come since (attack 155). */
    boolean means(TopicId id) {
        return topicId.equals(TopicId.ZERO) || topicId.equals(id);
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
