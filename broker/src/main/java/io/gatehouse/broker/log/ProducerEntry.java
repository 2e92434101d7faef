package io.gatehouse.broker.log;

/** What a log remembers of one producer: its epoch and its newest batches (COMPAT A5.6). */
final class ProducerEntry {
    /** As many as an idempotent producer may have in flight. */
    static final int BATCHES = 5;

    static final int NO_SEQUENCE = -1;
    static final long NO_OFFSET = -1;
    static final short NO_EPOCH = -1;
    static final int NO_COORDINATOR = -1;

    private short epoch = NO_EPOCH;
    private int coordinatorEpoch = NO_COORDINATOR;
    private long transactionStart = NO_OFFSET;
    private long lastTimestamp = -1;
    /** A ring: the newest batch stands at {@code newest}, {@code kept} of them count. */
    private final int[] lastSequences = new int[BATCHES];

    private final long[] lastOffsets = new long[BATCHES];
    private final int[] offsetDeltas = new int[BATCHES];
    private final long[] timestamps = new long[BATCHES];
    private int newest = BATCHES - 1;
    private int kept;

    short epoch() {
        return epoch;
    }

    int coordinatorEpoch() {
        return coordinatorEpoch;
    }

    /** First offset of the open transaction, or {@link #NO_OFFSET}. */
    long transactionStart() {
        return transactionStart;
    }

    long lastTimestamp() {
        return lastTimestamp;
    }

    int lastSequence() {
        return kept == 0 ? NO_SEQUENCE : lastSequences[newest];
    }

    long lastOffset() {
        return kept == 0 ? NO_OFFSET : lastOffsets[newest];
    }

    int lastOffsetDelta() {
        return kept == 0 ? 0 : offsetDeltas[newest];
    }

    /** Where the batch with exactly these sequences is kept, -1 when it is not. */
    int find(int firstSequence, int lastSequence) {
        for (int i = 0; i < kept; i++) {
            int at = Math.floorMod(newest - i, BATCHES);
            if (lastSequences[at] == lastSequence
                    && Sequence.decrement(lastSequences[at], offsetDeltas[at]) == firstSequence) {
                return at;
            }
        }
        return -1;
    }

    long lastOffsetAt(int at) {
        return lastOffsets[at];
    }

    long baseOffsetAt(int at) {
        return lastOffsets[at] - offsetDeltas[at];
    }

    long timestampAt(int at) {
        return timestamps[at];
    }

    /** A new epoch forgets the batches of the old one. */
    void epoch(short newEpoch) {
        if (newEpoch != epoch) {
            epoch = newEpoch;
            kept = 0;
        }
    }

    void batch(int lastSequence, long lastOffset, int offsetDelta, long timestamp) {
        newest = (newest + 1) % BATCHES;
        kept = Math.min(BATCHES, kept + 1);
        lastSequences[newest] = lastSequence;
        lastOffsets[newest] = lastOffset;
        offsetDeltas[newest] = offsetDelta;
        timestamps[newest] = timestamp;
        lastTimestamp = timestamp;
    }

    void beginTransaction(long firstOffset) {
        if (transactionStart == NO_OFFSET) {
            transactionStart = firstOffset;
        }
    }

    /** The first offset of the transaction that was open, or {@link #NO_OFFSET}. */
    long endTransaction(int newCoordinatorEpoch, long timestamp) {
        long began = transactionStart;
        transactionStart = NO_OFFSET;
        coordinatorEpoch = newCoordinatorEpoch;
        lastTimestamp = timestamp;
        return began;
    }

    /** As a snapshot tells it. */
    void restore(long timestamp, int storedCoordinatorEpoch, long storedTransactionStart) {
        lastTimestamp = timestamp;
        coordinatorEpoch = storedCoordinatorEpoch;
        transactionStart = storedTransactionStart;
    }
}
