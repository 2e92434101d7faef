package io.gatehouse.broker.api.topic;

import io.gatehouse.broker.controller.NewTopic;
import io.gatehouse.broker.controller.TopicAdmin;

/** The partitions that one request may ask for in sum, so that ten thousand topics in a frame cost little (attack 173). */
final class PartitionBudget {
    private final int defaultPartitions;
    private long left = TopicAdmin.PARTITIONS_MAX;

    PartitionBudget(int defaultPartitions) {
        this.defaultPartitions = defaultPartitions;
    }

    /** False if the sum is over. A single count over the maximum passes: it has an error of its own. */
    boolean takes(NewTopic topic) {
        long asked = topic.assignment()
                .map(assignment -> (long) assignment.size())
                .orElseGet(
                        () -> (long) (topic.partitions() == NewTopic.DEFAULT ? defaultPartitions : topic.partitions()));
        if (asked < 1 || asked > TopicAdmin.PARTITIONS_MAX) {
            return true;
        }
        left -= asked;
        return left >= 0;
    }
}
