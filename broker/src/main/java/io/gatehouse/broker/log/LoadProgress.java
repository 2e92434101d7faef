package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;

/** Told of each partition that was loaded at start. Thread: any lane; calls do not overlap. */
@FunctionalInterface
public interface LoadProgress {
    /**
     * @param done partitions loaded so far, this one included
     * @param recovered whether its segments had to be checked because the last stop was not orderly
     */
    void loaded(TopicPartition partition, int done, int total, boolean recovered);
}
