package io.gatehouse.broker.log;

import java.io.IOException;

/**
 * Whether gaps between the batches of a segment are to be believed. A batch's checksum does not cover its offset, so the
 * batches around it have to vouch for it: each begins where the one before ends. Where one does not, as in a log that was
 * compacted once, offsets must still grow throughout, and the batch before each gap must be whole. Thread: the log lane.
 */
final class OffsetChain {
    private long checked;
    private long before;
    private long expected = -1;

    /** @param limit the offset at which the segment must have ended */
    boolean holds(Segment segment, BatchCursor cursor, long limit) throws IOException {
        if (expected < 0 || segment.sizeBytes() < checked) {
            checked = 0;
            before = -1;
            expected = segment.baseOffset();
        }
        while (checked < segment.sizeBytes()) {
            if (!cursor.moveTo(checked) || (!follows(cursor, expected) && !gapHolds(cursor))) {
                return false;
            }
            before = checked;
            expected = cursor.lastOffset() + 1;
            checked += cursor.size();
        }
        return expected <= limit;
    }

    /** Of a compressed set in an old format only the last offset is known. */
    static boolean follows(BatchCursor batch, long end) {
        return batch.magic() < Batch.MAGIC ? batch.lastOffset() >= end : batch.baseOffset() == end;
    }

    private boolean gapHolds(BatchCursor cursor) throws IOException {
        if (cursor.baseOffset() < expected) {
            return false;
        }
        boolean whole = before < 0 || (cursor.moveTo(before) && cursor.crcMatches());
        return cursor.moveTo(checked) && whole;
    }
}
