package io.gatehouse.broker.replica;

import io.gatehouse.broker.model.TopicPartition;

/** Hears which partitions this broker begins and ceases to lead. Thread: one call at a time, in the order of the orders. */
public interface LeadershipListener {
    void leads(TopicPartition partition, int leaderEpoch);

    void resigned(TopicPartition partition);
}
