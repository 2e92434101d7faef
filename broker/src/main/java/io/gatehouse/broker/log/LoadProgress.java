package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;

/** Told of each partition that was loaded at start. Thread: any loader; calls do not overlap. */
@FunctionalInterface
public interface LoadProgress {
    /**
     * Nothing is loaded yet.
     *
     * @param clean whether the last stop was orderly, so that no segment has to be checked
     */
    default void begins(int total, boolean clean) {}

    /**
     * @param done partitions loaded so far, this one included
     * @param recovered whether its segments had to be checked because the last stop was not orderly
     */
    void loaded(TopicPartition partition, int done, int total, boolean recovered);
}
