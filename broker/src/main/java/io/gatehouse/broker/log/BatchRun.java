package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Batches of a file, one after the other, that end within some bytes and below an offset.
 *
 * @param nextOffset the offset after the last of them
 * @param gap whether one of them, or the next one, does not begin where the one before it ends
 * @param overlap whether one of them, or the next one, begins before the one before it ends
 * @param nextSeen whether the beginning of the next one was looked at
 */
record BatchRun(int bytes, long nextOffset, boolean gap, boolean overlap, boolean nextSeen) {
    /**
     * @param start where the first one begins
     * @param bytes within the file
     */
    static BatchRun of(HeadWindow heads, long start, long bytes, long bound) throws IOException {
        ByteBuffer window = heads.buffer();
        int end = 0;
        long next = -1;
        boolean gap = false;
        boolean overlap = false;
        while (end <= bytes && heads.show(start + end)) {
            int at = heads.at();
            long size = Batch.size(window, at);
            boolean old = Batch.magic(window, at) < Batch.MAGIC;
            long base = Batch.baseOffset(window, at);
            overlap |= base < next;
            gap |= next >= 0 && !old && base > next;
            if (size < (old ? Batch.OLD_MIN : Batch.HEADER) || size > bytes - end) {
                return new BatchRun(end, next, gap, overlap, true);
            }
            long last = old ? base : Batch.lastOffset(window, at);
            if (last >= bound) {
                return new BatchRun(end, next, gap, overlap, true);
            }
            next = last + 1;
            end += (int) size;
        }
        return new BatchRun(end, next, gap, overlap, false);
    }
}
