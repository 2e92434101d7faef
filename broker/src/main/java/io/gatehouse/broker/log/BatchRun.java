package io.gatehouse.broker.log;

import java.nio.ByteBuffer;

/**
 * The batches at the start of a buffer that end within some bytes and below an offset.
 *
 * @param nextOffset the offset after the last of them
 * @param gap whether one of them, or the next one, does not begin where the one before it ends
 * @param overlap whether one of them, or the next one, begins before the one before it ends
 * @param nextSeen whether the next one's beginning is in the buffer
 */
record BatchRun(int bytes, long nextOffset, boolean gap, boolean overlap, boolean nextSeen) {
    private static final int OLD_SIZE_MIN = 26;

    static BatchRun of(ByteBuffer batches, long bytes, long bound) {
        int end = 0;
        long next = -1;
        boolean gap = false;
        boolean overlap = false;
        while (batches.limit() - end >= Batch.TO_MAGIC) {
            long size = Batch.size(batches, end);
            boolean old = Batch.magic(batches, end) < Batch.MAGIC;
            long base = Batch.baseOffset(batches, end);
            overlap |= base < next;
            gap |= next >= 0 && !old && base > next;
            if (size < (old ? OLD_SIZE_MIN : Batch.HEADER) || size > bytes - end) {
                break;
            }
            long last = old ? base : Batch.lastOffset(batches, end);
            if (last >= bound) {
                break;
            }
            next = last + 1;
            end += (int) size;
        }
        return new BatchRun(end, next, gap, overlap, batches.limit() - end >= Batch.TO_MAGIC);
    }
}
