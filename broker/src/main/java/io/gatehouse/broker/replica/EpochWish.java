package io.gatehouse.broker.replica;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;

/** One partition of an OffsetForLeaderEpoch request: where does an epoch end. Built with the permit to ask. */
public final class EpochWish {
    private final TopicPartition partition;
    private final int leaderEpoch;
    private final int epoch;

    private EpochWish(TopicPartition partition, int leaderEpoch, int epoch) {
        this.partition = partition;
        this.leaderEpoch = leaderEpoch;
        this.epoch = epoch;
    }

    /**
     * A consumer's.
     *
     * @param leaderEpoch the epoch that the asker believes in, -1 for none
     * @param epoch the one whose end is asked for
     */
    public static EpochWish ofClient(Permit<TopicName> permit, int partition, int leaderEpoch, int epoch) {
        return new EpochWish(new TopicPartition(permit.resource(Operation.DESCRIBE), partition), leaderEpoch, epoch);
    }

    /** Another broker's, who may ask about every topic. */
    public static EpochWish ofBroker(
            Permit<ClusterScope> permit, TopicName topic, int partition, int leaderEpoch, int epoch) {
        permit.resource(Operation.CLUSTER_ACTION);
        return new EpochWish(new TopicPartition(topic, partition), leaderEpoch, epoch);
    }

    TopicPartition partition() {
        return partition;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    int epoch() {
        return epoch;
    }
}
