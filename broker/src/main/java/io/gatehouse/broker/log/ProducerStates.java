package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The producers of one log: whether a batch is a repetition, in order, or neither (COMPAT A5.6). Thread: the log lane. */
final class ProducerStates {
    /**
     * A client may write under any producer id, so their number is bounded; the one that was silent longest is
     * forgotten first, as if it had expired.
     */
    static final int PRODUCERS_MAX = 65_536;

    private final LinkedHashMap<Long, ProducerEntry> entries = new LinkedHashMap<>(4, 0.75f, true);
    private final UnstableTransactions transactions = new UnstableTransactions();

    /** The answer to the batch between {@code at} and {@code end} if it must not be written; empty when it may. */
    Optional<AppendResult> check(
            ByteBuffer batch, int at, int end, AppendOrigin origin, long logStartOffset, boolean logAppendTime)
            throws InvalidRecords {
        ProducerEntry entry = entries.get(Batch.producerId(batch, at));
        if (entry == null) {
            return Optional.empty(); // COMPAT A5.6.5.
        }
        short epoch = Batch.producerEpoch(batch, at);
        if (epoch < entry.epoch()) { // COMPAT A5.6.2, A5.6.7.
            return refused(
                    ErrorCode.INVALID_PRODUCER_EPOCH,
                    "producer epoch " + epoch + " (expected: " + entry.epoch() + " or more)");
        }
        if (Batch.hasAttribute(batch, at, Batch.CONTROL)) {
            return checkMarker(entry, ControlRecord.parse(batch, at, end).coordinatorEpoch());
        }
        return origin.client() ? checkSequence(entry, batch, at, logStartOffset, logAppendTime) : Optional.empty();
    }

    /** COMPAT A5.6.8. */
    private static Optional<AppendResult> checkMarker(ProducerEntry entry, int coordinatorEpoch) {
        return coordinatorEpoch < entry.coordinatorEpoch()
                ? refused(
                        ErrorCode.TRANSACTION_COORDINATOR_FENCED,
                        "coordinator epoch " + coordinatorEpoch + " (expected: " + entry.coordinatorEpoch()
                                + " or more)")
                : Optional.empty();
    }

    private static Optional<AppendResult> checkSequence(
            ProducerEntry entry, ByteBuffer batch, int at, long logStartOffset, boolean logAppendTime) {
        short epoch = Batch.producerEpoch(batch, at);
        int first = Batch.baseSequence(batch, at);
        int last = Sequence.increment(first, Batch.lastOffsetDelta(batch, at));
        if (epoch != entry.epoch()) {
            return first == 0 || entry.epoch() == ProducerEntry.NO_EPOCH
                    ? Optional.empty()
                    : refused(
                            ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
                            "sequence " + first + " (expected: 0, the producer's epoch is new)");
        }
        int found = entry.find(first, last);
        if (found >= 0) {
            return Optional.of(AppendResult.duplicate(
                    entry.baseOffsetAt(found),
                    entry.lastOffsetAt(found),
                    logAppendTime ? entry.timestampAt(found) : -1,
                    logStartOffset));
        }
        return inOrder(entry, first, Batch.hasAttribute(batch, at, Batch.TRANSACTIONAL));
    }

    private static Optional<AppendResult> inOrder(ProducerEntry entry, int first, boolean transactional) {
        int expected =
                entry.lastSequence() == ProducerEntry.NO_SEQUENCE ? 0 : Sequence.increment(entry.lastSequence(), 1);
        if (first != expected && entry.epoch() != ProducerEntry.NO_EPOCH) {
            return refused(
                    ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, "sequence " + first + " (expected: " + expected + ")");
        }
        if (!transactional && entry.transactionStart() != ProducerEntry.NO_OFFSET) { // COMPAT A5.6.6.
            return refused(ErrorCode.INVALID_TXN_STATE, "a batch outside the transaction that this producer has open");
        }
        return Optional.empty();
    }

    private static Optional<AppendResult> refused(ErrorCode error, String message) {
        return Optional.of(AppendResult.refused(error, message));
    }

    /** Takes notice of a v2 batch in the log, whose offsets are final. The buffer needs to hold its header only. */
    void update(ByteBuffer batch, int at) {
        long producerId = Batch.producerId(batch, at);
        if (producerId < 0 || Batch.hasAttribute(batch, at, Batch.CONTROL)) {
            return;
        }
        ProducerEntry entry = entry(producerId);
        entry.epoch(Batch.producerEpoch(batch, at));
        int delta = Batch.lastOffsetDelta(batch, at);
        int first = Batch.baseSequence(batch, at);
        entry.batch(
                first < 0 ? ProducerEntry.NO_SEQUENCE : Sequence.increment(first, delta),
                Batch.lastOffset(batch, at),
                delta,
                Batch.maxTimestamp(batch, at));
        if (Batch.hasAttribute(batch, at, Batch.TRANSACTIONAL)) {
            entry.beginTransaction(Batch.baseOffset(batch, at));
            transactions.begin(producerId, entry.transactionStart());
        }
    }

    /** Takes notice of a whole batch that was checked before; the transaction that it aborts. */
    Optional<AbortedTransaction> written(ByteBuffer batch, int at) {
        if (!Batch.hasAttribute(batch, at, Batch.CONTROL)) {
            update(batch, at);
            return Optional.empty();
        }
        try {
            return end(batch, at, ControlRecord.parse(batch, at, batch.limit()));
        } catch (InvalidRecords unreadable) {
            throw new IllegalStateException("a control record that was read before", unreadable);
        }
    }

    /** Takes notice of a producer's epoch, of which nothing else is left. */
    void seen(ByteBuffer batch, int at) {
        entry(Batch.producerId(batch, at)).epoch(Batch.producerEpoch(batch, at));
    }

    /**
     * Takes notice of a transaction's end in the log.
     *
     * @return what the transaction index must tell of it; nothing when it was committed, or held no records (COMPAT
     *     A5.6.11)
     */
    Optional<AbortedTransaction> end(ByteBuffer batch, int at, ControlRecord marker) {
        long producerId = Batch.producerId(batch, at);
        ProducerEntry entry = entry(producerId);
        entry.epoch(Batch.producerEpoch(batch, at));
        long first = entry.endTransaction(marker.coordinatorEpoch(), Batch.maxTimestamp(batch, at));
        if (first == ProducerEntry.NO_OFFSET) {
            return Optional.empty();
        }
        long last = Batch.lastOffset(batch, at);
        transactions.end(first, last);
        return marker.type() == ControlRecord.ABORT
                ? Optional.of(
                        new AbortedTransaction(producerId, first, last, Math.min(transactions.firstOpen(), last + 1)))
                : Optional.empty();
    }

    /** The transactions that hold back the last stable offset. */
    UnstableTransactions transactions() {
        return transactions;
    }

    /** Forgets producers that wrote nothing since {@code before} (COMPAT A5.6.12). */
    void expire(long before) {
        entries.values()
                .removeIf(
                        entry -> entry.lastTimestamp() < before && entry.transactionStart() == ProducerEntry.NO_OFFSET);
    }

    int count() {
        return entries.size();
    }

    Map<Long, ProducerEntry> entries() {
        return entries;
    }

    /** Puts back what a snapshot holds. */
    void restore(long producerId, ProducerEntry entry) {
        entries.put(producerId, entry);
        if (entry.transactionStart() != ProducerEntry.NO_OFFSET) {
            transactions.begin(producerId, entry.transactionStart());
        }
    }

    void clear() {
        entries.clear();
        transactions.clear();
    }

    private ProducerEntry entry(long producerId) {
        ProducerEntry known = entries.get(producerId);
        if (known != null) {
            return known;
        }
        ProducerEntry created = new ProducerEntry();
        entries.put(producerId, created);
        if (entries.size() > PRODUCERS_MAX) {
            forgetOne();
        }
        return created;
    }

    private void forgetOne() {
        Iterator<ProducerEntry> oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()) {
            if (oldestFirst.next().transactionStart() == ProducerEntry.NO_OFFSET) {
                oldestFirst.remove();
                return;
            }
        }
    }
}
