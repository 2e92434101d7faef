package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One data directory: its lock, its identity, its partitions and their checkpoints (COMPAT A1, A7, A8).
 *
 * <p>Thread: any, unless a method says otherwise.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class LogDirectory implements AutoCloseable {
    private LogDirectory() {}

    /** Takes the directory's lock and checks that it belongs to this cluster and broker; loads nothing yet. */
    public static LogDirectory open(LogDirectorySettings settings, RandomGenerator random, InstantSource clock) {
        throw new UnsupportedOperationException(settings + " " + random + clock);
    }

    /** Loads all partitions, recovering them if the last stop was not orderly. Blocks; call once, before serving. */
    public void loadAll(Function<TopicName, LogConfig> configs, LoadProgress progress) {
        throw new UnsupportedOperationException(configs + " " + progress);
    }

    /** Thread: {@code laneOf(partition)}. An existing log is returned as it is. */
    public PartitionLog create(TopicPartition partition, TopicId topicId, LogConfig config) {
        throw new UnsupportedOperationException(partition + " " + topicId + config);
    }

    public Optional<PartitionLog> log(TopicPartition partition) {
        throw new UnsupportedOperationException(partition.toString());
    }

    public Collection<PartitionLog> logs() {
        throw new UnsupportedOperationException();
    }

    public LogLane laneOf(TopicPartition partition) {
        throw new UnsupportedOperationException(partition.toString());
    }

    /** Thread: {@code laneOf(partition)}. The data is gone for good at once; its files follow later (COMPAT A9.9). */
    public void delete(TopicPartition partition) {
        throw new UnsupportedOperationException(partition.toString());
    }

    /** Writes recovery points, log start offsets and high watermarks. */
    public CompletionStage<Void> checkpoint() {
        throw new UnsupportedOperationException();
    }

    /** Does what is due by now: checkpoints, retention, flush by time, removal of deleted files. Call every second. */
    public CompletionStage<Void> housekeep(Instant now) {
        throw new UnsupportedOperationException(now.toString());
    }

    /** Retention of every log now (COMPAT A9.4). */
    public CompletionStage<Void> retain(Instant now) {
        throw new UnsupportedOperationException(now.toString());
    }

    /** False once an I/O error took the directory away. */
    public boolean online() {
        throw new UnsupportedOperationException();
    }

    /** Called once, on the thread that met the error, when the directory goes offline. */
    public void onOffline(Consumer<LogFailure> listener) {
        throw new UnsupportedOperationException(listener.toString());
    }

    /** Orderly stop (COMPAT A8.14). */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
