package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicPartition;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * The log of one partition.
 *
 * <p>Thread: the partition's log lane, except where a method says any. I/O errors are thrown as {@link LogFailure}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class PartitionLog {
    private PartitionLog() {}

    /** Thread: any. */
    public TopicPartition partition() {
        throw new UnsupportedOperationException();
    }

    /** Thread: any. */
    public TopicId topicId() {
        throw new UnsupportedOperationException();
    }

    /** Thread: any. */
    public LogLane lane() {
        throw new UnsupportedOperationException();
    }

    /** Thread: any. */
    public LogConfig config() {
        throw new UnsupportedOperationException();
    }

    /** Thread: any; the next operation sees it. */
    public void config(LogConfig config) {
        throw new UnsupportedOperationException(config.toString());
    }

    /**
     * Checks the batches, gives them offsets and the leader epoch, writes them.
     *
     * @param batches taken over: changed in place where possible. From a client exactly one batch of format v2
     * @param produceVersion of the request; zstd needs 7
     */
    public AppendResult append(
            ByteBuffer batches, int leaderEpoch, AppendOrigin origin, short produceVersion, Instant now) {
        throw new UnsupportedOperationException(batches + " " + leaderEpoch + origin + produceVersion + now);
    }

    /**
     * Whole batches from {@code fromOffset} on, at most {@code maxBytes}, ending at or below {@code upperOffset}.
     *
     * @param atLeastOneBatch return the first batch even when it alone is larger than {@code maxBytes}
     */
    public ReadResult read(long fromOffset, int maxBytes, long upperOffset, boolean atLeastOneBatch) {
        throw new UnsupportedOperationException(fromOffset + " " + maxBytes + upperOffset + atLeastOneBatch);
    }

    /** Thread: any. */
    public long logStartOffset() {
        throw new UnsupportedOperationException();
    }

    /** Thread: any. */
    public long logEndOffset() {
        throw new UnsupportedOperationException();
    }

    /** The newest leader epoch in the log, -1 when none. Thread: any. */
    public int latestEpoch() {
        throw new UnsupportedOperationException();
    }

    /** Where the newest leader epoch began, -1 when there is none (COMPAT A11.6). Thread: any. */
    public long latestEpochStart() {
        throw new UnsupportedOperationException();
    }

    /** Thread: any. */
    public long highWatermark() {
        throw new UnsupportedOperationException();
    }

    /** Sets it, clamped to log start and log end (COMPAT B1.1). */
    public void highWatermark(long offset) {
        throw new UnsupportedOperationException(Long.toString(offset));
    }

    /** The first offset that a READ_COMMITTED reader may not see yet (COMPAT A11.4). Thread: any. */
    public long lastStableOffset() {
        throw new UnsupportedOperationException();
    }

    /** COMPAT B2.2. */
    public EpochEnd endOffsetFor(int epoch) {
        throw new UnsupportedOperationException(Integer.toString(epoch));
    }

    /** The first record with this timestamp or a later one (COMPAT A4.2.4). */
    public Optional<TimestampAndOffset> offsetFor(long timestamp) {
        throw new UnsupportedOperationException(Long.toString(timestamp));
    }

    /** The record with the largest timestamp, or {@link TimestampAndOffset#NONE} (KIP-734). */
    public TimestampAndOffset maxTimestamp() {
        throw new UnsupportedOperationException();
    }

    /** This broker leads from now on, under {@code leaderEpoch} (COMPAT B2.1). */
    public void beginEpoch(int leaderEpoch) {
        throw new UnsupportedOperationException(Integer.toString(leaderEpoch));
    }

    /** Returns when everything appended so far is on the disk. */
    public void flush() {
        throw new UnsupportedOperationException();
    }

    /** Bytes in all segments. Thread: any. */
    public long sizeBytes() {
        throw new UnsupportedOperationException();
    }
}
