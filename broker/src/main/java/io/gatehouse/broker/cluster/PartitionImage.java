package io.gatehouse.broker.cluster;

import io.gatehouse.broker.model.TopicPartition;
import java.util.List;

/**
 * Who leads and who follows one partition, as the controller says it in LeaderAndIsr and UpdateMetadata.
 *
 * @param leader a broker id, {@link #NO_LEADER}, or {@link #LEADER_DURING_DELETE}
 * @param partitionEpoch the version of the partition's state znode (COMPAT C5.9)
 */
public record PartitionImage(
        TopicPartition partition,
        int controllerEpoch,
        int leader,
        int leaderEpoch,
        List<Integer> isr,
        int partitionEpoch,
        List<Integer> replicas,
        List<Integer> offlineReplicas) {
    public static final int NO_LEADER = -1;

    /** The leader that UpdateMetadata names for a partition that is being deleted (COMPAT D7.8). */
    public static final int LEADER_DURING_DELETE = -2;

    public PartitionImage {
        isr = List.copyOf(isr);
        replicas = List.copyOf(replicas);
        offlineReplicas = List.copyOf(offlineReplicas);
    }

    /** Whether this is the news that the partition goes. */
    public boolean beingDeleted() {
        return leader == LEADER_DURING_DELETE;
    }
}
