package io.gatehouse.broker.replica;

import io.gatehouse.broker.model.TopicPartition;

/** Hears which partitions this broker begins and ceases to lead. Thread: the partition's log lane, so the
 * calls for one partition come in the order of the controller's orders; must not block. */
public interface LeadershipListener {
    void leads(TopicPartition partition, int leaderEpoch);

    void resigned(TopicPartition partition);
}
