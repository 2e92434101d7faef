package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.file.Path;

/** From offsets to positions in the {@code .log} (COMPAT A4.1). */
final class OffsetIndex {
    static final int ENTRY = 8;

    private final long baseOffset;
    private final IndexFile file;
    private long lastOffset;

    private OffsetIndex(long baseOffset, IndexFile file, long lastOffset) {
        this.baseOffset = baseOffset;
        this.file = file;
        this.lastOffset = lastOffset;
    }

    /**
     * @throws CorruptIndex when its end does not fit a log of {@code logBytes} bytes
     */
    static OffsetIndex open(Path path, long baseOffset, long logBytes) throws IOException {
        IndexFile file = IndexFile.open(path, ENTRY);
        if (!file.last()) {
            return new OffsetIndex(baseOffset, file, baseOffset - 1);
        }
        if (file.key() < 0 || file.value() < 0 || file.value() >= logBytes) {
            throw new CorruptIndex(path + " ends with offset " + file.key() + " at " + file.value()
                    + " (expected: within the log's " + logBytes + " bytes)");
        }
        return new OffsetIndex(baseOffset, file, baseOffset + file.key());
    }

    static OffsetIndex empty(Path path, long baseOffset) throws IOException {
        return new OffsetIndex(baseOffset, IndexFile.empty(path, ENTRY), baseOffset - 1);
    }

    IndexFile file() {
        return file;
    }

    boolean full(int indexBytes) {
        return file.count() >= indexBytes / ENTRY;
    }

    /** The offset in the last entry; below the base offset when there is none. */
    long lastOffset() {
        return lastOffset;
    }

    /**
     * @param offset the last one of the batch
     * @param position where the batch starts
     */
    void add(long offset, int position) throws IOException {
        if (offset <= lastOffset) {
            throw new IllegalStateException("index entry for offset " + offset + " after " + lastOffset);
        }
        file.next().putInt((int) (offset - baseOffset)).putInt(position);
        lastOffset = offset;
    }

    /** A position at or before the batch that holds {@code offset}. */
    int position(long offset) throws IOException {
        return file.floor(offset - baseOffset) ? file.value() : 0;
    }

    /** The last offset of the batch to which {@link #position} pointed just now, when that was not the start. */
    long positioned() {
        return baseOffset + file.key();
    }

    /** Where the batch of the last entry starts. */
    int lastPosition() throws IOException {
        return file.last() ? file.value() : 0;
    }
}
