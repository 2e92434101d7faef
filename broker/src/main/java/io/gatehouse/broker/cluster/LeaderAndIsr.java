package io.gatehouse.broker.cluster;

import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import java.util.List;

/** The controller's order to lead or follow partitions (COMPAT D7). */
public record LeaderAndIsr(BrokerId controller, int controllerEpoch, long brokerEpoch, List<Assignment> assignments) {
    public LeaderAndIsr {
        assignments = List.copyOf(assignments);
    }

    /** @param isNew the partition never had a leader before: its log may be created */
    public record Assignment(TopicId topicId, PartitionImage state, boolean isNew) {}
}
