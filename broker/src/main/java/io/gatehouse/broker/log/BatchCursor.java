package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Looks at the headers of stored batches one after the other, through a small window on the file. Sizes that the file
 * claims are believed only within the file's end, and nothing is allocated by them. Reads the old formats too, as far
 * as finding and serving them needs (COMPAT A5.2.1).
 */
final class BatchCursor {
    /** Enough for what lies between two entries of an index and a header. */
    static final int LOOKUP_WINDOW = 4_096 + Batch.HEADER;

    private static final int OLD_CRC_FROM = 16;
    private static final int OLD_TIMESTAMP = 18;
    private static final int OLD_MAGIC_WITH_TIMESTAMP = 1;
    private static final int NONE = -1;

    private final LogFile file;
    private final ByteBuffer window;
    private final int windowBytes;
    private long windowAt;
    private long position;
    private boolean passedGap;

    /**
     * @param window borrowed while the cursor is in use
     * @param windowBytes how much of it to fill at once
     */
    BatchCursor(LogFile file, ByteBuffer window, int windowBytes) {
        this.file = file;
        this.window = window;
        this.windowBytes = windowBytes;
        window.clear().limit(0);
    }

    /** True when a whole batch of a plausible shape begins at {@code at}. */
    boolean moveTo(long at) throws IOException {
        position = at;
        if (at < 0 || file.size() - at < Batch.TO_MAGIC) { // Positions come from indexes, which have no checksum.
            return false;
        }
        long header = Math.min(Batch.HEADER, file.size() - at);
        if (at < windowAt || at + header > windowAt + window.limit()) {
            fill(at);
        }
        if (window.limit() - inWindow() < header) {
            return false; // The file became shorter than we know: not ours to believe.
        }
        return plausible(header);
    }

    private boolean plausible(long header) {
        long size = size();
        if (baseOffset() < 0 || size > file.size() - position) {
            return false;
        }
        return switch (magic()) {
            case 0, 1 -> size >= Batch.OLD_MIN;
            case Batch.MAGIC ->
                size >= Batch.HEADER
                        && header == Batch.HEADER
                        && Batch.lastOffsetDelta(window, inWindow()) >= 0
                        && Batch.count(window, inWindow()) >= 0
                        && lastOffset() >= baseOffset();
            default -> false;
        };
    }

    boolean next() throws IOException {
        return moveTo(position + size());
    }

    /** The first batch from {@code at} on whose last offset is {@code offset} or more. */
    boolean find(long at, long offset) throws IOException {
        passedGap = false;
        boolean found = moveTo(at);
        while (found && lastOffset() < offset) {
            long end = lastOffset() + 1;
            found = next();
            passedGap |= found && !OffsetChain.follows(this, end);
        }
        return found;
    }

    /** Whether the last {@link #find} met a batch that does not begin where the one before it ends. */
    boolean passedGap() {
        return passedGap;
    }

    long position() {
        return position;
    }

    long size() {
        return Batch.size(window, inWindow());
    }

    byte magic() {
        return Batch.magic(window, inWindow());
    }

    /** In the old formats a compressed set carries its last offset here. */
    long baseOffset() {
        return Batch.baseOffset(window, inWindow());
    }

    long lastOffset() {
        return magic() < Batch.MAGIC ? baseOffset() : Batch.lastOffset(window, inWindow());
    }

    /** Of its records; -1 when it has none, or they have none. */
    long maxTimestamp() {
        return switch (magic()) {
            case 0 -> NONE;
            case OLD_MAGIC_WITH_TIMESTAMP -> window.getLong(inWindow() + OLD_TIMESTAMP);
            default -> Batch.recordsTimestamp(window, inWindow());
        };
    }

    int leaderEpoch() {
        return magic() < Batch.MAGIC ? NONE : Batch.leaderEpoch(window, inWindow());
    }

    /** The header's bytes, at {@link #headerAt}, for what only format v2 has. */
    ByteBuffer header() {
        return window;
    }

    int headerAt() {
        return inWindow();
    }

    /** Reads the whole batch through the window. The cursor stays where it is. */
    boolean crcMatches() throws IOException {
        boolean old = magic() < Batch.MAGIC;
        Checksum crc = old ? new CRC32() : new CRC32C();
        int stored = old ? window.getInt(inWindow() + Batch.PREFIX) : Batch.crc(window, inWindow());
        long at = position + (old ? OLD_CRC_FROM : Batch.checksummedFrom());
        long end = position + size();
        long batch = position;
        while (at < end) {
            if (at < windowAt || at >= windowAt + window.limit()) {
                fill(at);
            }
            int from = (int) (at - windowAt);
            int bytes = (int) Math.min(end - at, window.limit() - from);
            if (bytes <= 0) {
                return false;
            }
            crc.update(window.slice(from, bytes));
            at += bytes;
        }
        position = batch;
        if (batch < windowAt) {
            fill(batch);
        }
        return (int) crc.getValue() == stored;
    }

    private int inWindow() {
        return (int) (position - windowAt);
    }

    private void fill(long at) throws IOException {
        window.clear().limit((int) Math.min(windowBytes, Math.max(0, file.size() - at)));
        file.read(window, at);
        window.flip();
        windowAt = at;
    }
}
