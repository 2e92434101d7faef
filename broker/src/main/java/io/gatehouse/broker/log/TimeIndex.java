package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.file.Path;

/** From timestamps to offsets: the largest timestamp so far and where it stands (COMPAT A4.2). */
final class TimeIndex {
    static final int ENTRY = 12;

    private static final long NONE = -1;

    private final long baseOffset;
    private final IndexFile file;
    private long lastTimestamp;
    private long lastOffset;
    private long located = NONE;

    private TimeIndex(long baseOffset, IndexFile file, long lastTimestamp, long lastOffset) {
        this.baseOffset = baseOffset;
        this.file = file;
        this.lastTimestamp = lastTimestamp;
        this.lastOffset = lastOffset;
    }

    static TimeIndex open(Path path, long baseOffset) throws IOException {
        IndexFile file = IndexFile.open(path, ENTRY);
        if (!file.last()) {
            return new TimeIndex(baseOffset, file, NONE, baseOffset);
        }
        if (file.key() < 0 || file.value() < 0) {
            throw new CorruptIndex(path + " ends with timestamp " + file.key() + " at offset " + file.value());
        }
        return new TimeIndex(baseOffset, file, file.key(), baseOffset + file.value());
    }

    static TimeIndex empty(Path path, long baseOffset) throws IOException {
        return new TimeIndex(baseOffset, IndexFile.empty(path, ENTRY), NONE, baseOffset);
    }

    IndexFile file() {
        return file;
    }

    /** One place is kept for the entry that sealing forces in (COMPAT A4.2.3). */
    boolean full(int indexBytes) {
        return file.count() >= indexBytes / ENTRY - 1;
    }

    /** -1 when there is none. */
    long lastTimestamp() {
        return lastTimestamp;
    }

    /** The offset in the last entry; the base offset when there is none. */
    long lastOffset() {
        return lastOffset;
    }

    /** Adds an entry if {@code timestamp} is larger than all before. */
    void add(long timestamp, long offset) throws IOException {
        if (timestamp > lastTimestamp && offset >= lastOffset) {
            file.next().putLong(timestamp).putInt((int) (offset - baseOffset));
            lastTimestamp = timestamp;
            lastOffset = offset;
        }
    }

    /** No record before this offset has a timestamp of {@code timestamp} or more. */
    long offset(long timestamp) throws IOException {
        // The entry for exactly this timestamp may stand after an earlier record with the same one in its batch, so the
        // search begins at the entry before it.
        located = file.floor(timestamp - 1) ? file.key() : NONE;
        return located == NONE ? baseOffset : baseOffset + file.value();
    }

    /** The largest timestamp of the batch that holds the offset which {@link #offset} gave; -1 when that was the base. */
    long located() {
        return located;
    }
}
