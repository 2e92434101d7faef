package io.gatehouse.broker.log;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ended transactions of the part of a log that is compacted: whose records were aborted, and whether a marker still
 * has records before it (COMPAT A10.7). Shown all batches from the start of the log, in order. Thread: one cleaner thread.
 */
final class CompactedTransactions {
    /** By producer, by the first offset. */
    private final Map<Long, TreeMap<Long, AbortedTransaction>> aborted = new HashMap<>();

    private final Set<Long> producersWithRecords = new HashSet<>();

    CompactedTransactions(List<AbortedTransaction> transactions) {
        for (AbortedTransaction each : transactions) {
            aborted.computeIfAbsent(each.producerId(), id -> new TreeMap<>()).put(each.firstOffset(), each);
        }
    }

    /** Whether a batch holds records of an aborted transaction. */
    boolean isAborted(ByteBuffer batch) {
        return Batch.hasAttribute(batch, 0, Batch.TRANSACTIONAL)
                && !Batch.hasAttribute(batch, 0, Batch.CONTROL)
                && around(batch) != null;
    }

    /** Takes notice of records, which may be kept or not. */
    void records(ByteBuffer batch) {
        if (Batch.hasAttribute(batch, 0, Batch.TRANSACTIONAL)) {
            producersWithRecords.add(Batch.producerId(batch, 0));
        }
    }

    /** Takes notice of a marker; true when its transaction had records here. */
    boolean marker(ByteBuffer batch) {
        return producersWithRecords.remove(Batch.producerId(batch, 0));
    }

    /** The aborted transaction that a batch lies in, its marker included. */
    @Nullable
    AbortedTransaction around(ByteBuffer batch) {
        TreeMap<Long, AbortedTransaction> own = aborted.get(Batch.producerId(batch, 0));
        Map.Entry<Long, AbortedTransaction> before = own == null ? null : own.floorEntry(Batch.baseOffset(batch, 0));
        return before != null && before.getValue().lastOffset() >= Batch.baseOffset(batch, 0)
                ? before.getValue()
                : null;
    }
}
