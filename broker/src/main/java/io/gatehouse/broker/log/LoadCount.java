package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;

/** Counts loaded partitions of several loaders for one listener. */
final class LoadCount {
    private final int total;
    private final LoadProgress progress;
    private int done;

    LoadCount(int total, LoadProgress progress) {
        this.total = total;
        this.progress = progress;
    }

    synchronized void loaded(TopicPartition partition, boolean recovered) {
        done++;
        progress.loaded(partition, done, total, recovered);
    }
}
