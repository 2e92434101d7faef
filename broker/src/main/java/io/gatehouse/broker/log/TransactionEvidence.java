package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Compares transaction indexes, which have no checksum, with the batches: a bit that changed would show aborted records
 * to readers, or hide committed ones. Segments are to be asked from the last one to the first. Thread: the one that loads.
 */
final class TransactionEvidence {
    private final Segments segments;
    private final StoredBatches batches;
    private final long logStart;
    /** The smallest first offset of the entries seen so far, all of which end later than those to come. */
    private long firstOfLater = Long.MAX_VALUE;

    TransactionEvidence(Segments segments, long logStart, ByteBuffer window) {
        this.segments = segments;
        this.logStart = logStart;
        batches = new StoredBatches(segments, window);
    }

    /** Whether every entry of the segment is what its batches say, as far as they are still there. */
    boolean supports(int segment) throws IOException {
        if (segments.at(segment).transactions().emptied()) {
            return false;
        }
        List<AbortedTransaction> entries;
        try {
            entries = segments.at(segment).transactions().all();
        } catch (CorruptIndex unreadable) {
            return false;
        }
        long base = segments.at(segment).baseOffset();
        long next = segments.at(segment).nextOffset();
        for (int i = entries.size() - 1; i >= 0; i--) {
            AbortedTransaction entry = entries.get(i);
            if (entry.lastOffset() < base || entry.lastOffset() >= next || !plausible(entry) || !witnessed(entry)) {
                return false;
            }
            next = entry.lastOffset();
            firstOfLater = Math.min(firstOfLater, entry.firstOffset());
        }
        return true;
    }

    /** Readers stop at an entry by its stable offset, so no later entry may begin below it (COMPAT A4.3.3). */
    private boolean plausible(AbortedTransaction entry) {
        return entry.firstOffset() >= 0
                && entry.firstOffset() < entry.lastOffset()
                && entry.lastStableOffset() <= Math.min(entry.lastOffset() + 1, firstOfLater);
    }

    private boolean witnessed(AbortedTransaction entry) throws IOException {
        Optional<BatchCursor> marker = batches.holding(entry.lastOffset());
        if (marker.isPresent() && !says(marker.get(), entry, Batch.CONTROL)) {
            return false;
        }
        if (entry.firstOffset() < logStart) {
            return true; // Its records are gone, or on their way.
        }
        Optional<BatchCursor> first = batches.holding(entry.firstOffset());
        return first.isEmpty() || (says(first.get(), entry, 0) && first.get().baseOffset() == entry.firstOffset());
    }

    private static boolean says(BatchCursor batch, AbortedTransaction entry, int control) {
        return batch.magic() == Batch.MAGIC
                && Batch.producerId(batch.header(), batch.headerAt()) == entry.producerId()
                && Batch.hasAttribute(batch.header(), batch.headerAt(), Batch.TRANSACTIONAL)
                && (Batch.attributes(batch.header(), batch.headerAt()) & Batch.CONTROL) == control;
    }
}
