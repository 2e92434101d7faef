package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Shows the heads of stored batches through a window on the file: many with one reading where batches are small, one with
 * each where they are large, so that their records are not read for the sake of their heads. Thread: the log lane.
 */
final class HeadWindow {
    private static final int SMALL_BATCH = 8 << 10;
    private static final int FEW_BYTES = 1 << 10;

    private final LogFile file;
    private final ByteBuffer window;
    private final int fillBytes;
    private long windowAt;
    private int at;

    /**
     * @param window borrowed
     * @param batchBytes how large batches are here, by a guess
     */
    HeadWindow(LogFile file, ByteBuffer window, long batchBytes) {
        this.file = file;
        this.window = window;
        fillBytes = batchBytes < SMALL_BATCH ? window.capacity() : FEW_BYTES;
        window.clear().limit(0);
    }

    /** Whether a head is at {@code position}: of the old formats, which are shorter, as much as tells them apart. */
    boolean show(long position) throws IOException {
        long left = file.size() - position;
        long needed = Math.min(Batch.HEADER, left);
        if (position < windowAt || position + needed > windowAt + window.limit()) {
            window.clear().limit((int) Math.max(0, Math.min(fillBytes, left)));
            file.read(window, position);
            window.flip();
            windowAt = position;
        }
        at = (int) (position - windowAt);
        return window.limit() - at >= Math.max(needed, Batch.TO_MAGIC);
    }

    ByteBuffer buffer() {
        return window;
    }

    /** Where in the buffer the head is that was shown last. */
    int at() {
        return at;
    }
}
