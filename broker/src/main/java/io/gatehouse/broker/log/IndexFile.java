package io.gatehouse.broker.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sorted entries of fixed size in a file (COMPAT A4). The newest ones stay in memory until there is a block of them, so
 * that an append costs no system call; after a crash the active segment's index is built again from its batches, so
 * nothing depends on them being in the file. The file never holds unused space.
 */
final class IndexFile implements Closeable {
    /** A multiple of both entry sizes, just below a page. */
    private static final int BLOCK_BYTES = 4_080;

    private static final int FIRST_TAIL_BYTES = 240;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final int entryBytes;
    private final int blockEntries;
    private Path path;
    private @Nullable FileChannel channel;
    private int stored;
    /** Entries not yet in the file; the position is where the next one goes. */
    private ByteBuffer tail = NOTHING;
    /** A block of the file that was read last; empty when none. */
    private ByteBuffer block = NOTHING;

    private int blockFirst;
    private ByteBuffer hitIn = NOTHING;
    private int hitAt;

    private IndexFile(Path path, int entryBytes, int stored) {
        this.path = path;
        this.entryBytes = entryBytes;
        this.stored = stored;
        blockEntries = BLOCK_BYTES / entryBytes;
    }

    /** A missing file is an empty index. */
    static IndexFile open(Path path, int entryBytes) throws IOException {
        long bytes = Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? Files.size(path) : 0;
        if (bytes % entryBytes != 0 || bytes > Integer.MAX_VALUE) {
            throw new CorruptIndex(path + " has " + bytes + " bytes (expected: a multiple of " + entryBytes + ")");
        }
        return new IndexFile(path, entryBytes, (int) (bytes / entryBytes));
    }

    /** An index without entries, whatever the file holds now. */
    static IndexFile empty(Path path, int entryBytes) throws IOException {
        IndexFile index = new IndexFile(path, entryBytes, 0);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            index.channel().truncate(0);
        }
        return index;
    }

    Path path() {
        return path;
    }

    int count() {
        return stored + tail.position() / entryBytes;
    }

    /** Where the next entry is to be put, {@code entryBytes} of it, before any other call. */
    ByteBuffer next() throws IOException {
        if (tail.remaining() < entryBytes) {
            if (tail.capacity() == BLOCK_BYTES) {
                store();
            } else {
                int bytes = Math.min(BLOCK_BYTES, Math.max(FIRST_TAIL_BYTES, tail.capacity() * 4));
                tail = ByteBuffer.allocate(bytes - bytes % entryBytes).put(tail.flip());
            }
        }
        return tail;
    }

    /** Writes what is only in memory. */
    void store() throws IOException {
        ByteBuffer pending = tail;
        if (pending.position() == 0) {
            if (stored == 0) {
                channel(); // An empty index is an empty file, as Kafka leaves it.
            }
            return;
        }
        int entries = pending.position() / entryBytes;
        pending.flip();
        long at = (long) stored * entryBytes;
        while (pending.hasRemaining()) {
            at += channel().write(pending, at);
        }
        pending.clear();
        stored += entries;
        block = NOTHING;
    }

    /** Removes the entries from the first one on whose value is this or more; values grow as keys do. */
    void cut(int value) throws IOException {
        store();
        int kept = stored;
        while (kept > 0 && storedValue(kept - 1) >= value) {
            kept--;
        }
        stored = kept;
        block = NOTHING;
        hitIn = NOTHING;
        channel().truncate((long) kept * entryBytes);
    }

    private int storedValue(int entry) throws IOException {
        int number = entry / blockEntries;
        if (block.limit() == 0 || blockFirst != number * blockEntries) {
            load(number);
        }
        return valueIn(block, entry - blockFirst);
    }

    /** Writes what is only in memory and lets go of buffers and file, until the next lookup. */
    void seal() throws IOException {
        store();
        tail = NOTHING;
        block = NOTHING;
        hitIn = NOTHING;
        close();
    }

    void moved(Path to) {
        path = to;
    }

    /** Finds the last entry whose key is at most {@code target}; then {@link #key} and {@link #value} tell it. */
    boolean floor(long target) throws IOException {
        if (tail.position() > 0 && keyIn(tail, 0) <= target) {
            return hit(tail, tail.position() / entryBytes, target);
        }
        if (stored == 0) {
            return false;
        }
        if (!coveredByBlock(target)) {
            load(blockFor(target));
        }
        return hit(block, block.limit() / entryBytes, target);
    }

    /** Finds the last entry. */
    boolean last() throws IOException {
        return floor(Long.MAX_VALUE);
    }

    long key() {
        return keyIn(hitIn, hitAt);
    }

    int value() {
        return valueIn(hitIn, hitAt);
    }

    private int valueIn(ByteBuffer entries, int entry) {
        return entries.getInt(entry * entryBytes + entryBytes - Integer.BYTES);
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private boolean hit(ByteBuffer entries, int count, long target) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keyIn(entries, middle) <= target) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        hitIn = entries;
        hitAt = low - 1;
        return low > 0;
    }

    private boolean coveredByBlock(long target) {
        int entries = block.limit() / entryBytes;
        return entries > 0
                && keyIn(block, 0) <= target
                && (target <= keyIn(block, entries - 1) || blockFirst + entries == stored);
    }

    private int blockFor(long target) throws IOException {
        int low = 0;
        int high = (stored - 1) / blockEntries;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            load(middle);
            if (keyIn(block, 0) <= target) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void load(int number) throws IOException {
        int first = number * blockEntries;
        int entries = Math.min(blockEntries, stored - first);
        if (block.capacity() < entries * entryBytes) {
            block = ByteBuffer.allocate(entries * entryBytes);
        }
        block.clear().limit(entries * entryBytes);
        blockFirst = first;
        long at = (long) first * entryBytes;
        while (block.hasRemaining()) {
            int got = channel().read(block, at + block.position());
            if (got < 0) {
                throw new CorruptIndex(path + " has become shorter than its " + stored + " entries");
            }
        }
    }

    private long keyIn(ByteBuffer entries, int entry) {
        int at = entry * entryBytes;
        return entryBytes == OffsetIndex.ENTRY ? entries.getInt(at) : entries.getLong(at);
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(
                    path,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS));
            channel = open;
        }
        return open;
    }
}
