package io.gatehouse.broker.log;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the partitions of a directory share.
 *
 * @param background where rolled segments are brought to the disk, in order
 */
record LogContext(
        LogLane lane,
        Executor background,
        DirectoryHealth health,
        Checkpoints checkpoints,
        Graveyard graveyard,
        RandomGenerator random) {
    /** The same on another thread: for loading, before anything is asked of the partition. */
    LogContext on(LogLane loader) {
        return new LogContext(loader, background, health, checkpoints, graveyard, random);
    }

    long jitter(LogConfig config) {
        long most = Math.min(config.segmentJitterMillis(), config.segmentMillis());
        return most <= 0 ? 0 : random.nextLong(most);
    }
}
