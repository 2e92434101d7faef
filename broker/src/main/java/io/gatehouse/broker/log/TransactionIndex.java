package io.gatehouse.broker.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The aborted transactions whose markers lie in one segment, in the order of the markers (COMPAT A4.3). Made with the
 * first of them. Each entry is written at once: an abort is rare, and a reader must not see the records before it.
 */
final class TransactionIndex implements Closeable {
    static final int ENTRY = 34;

    private static final short VERSION = 0;
    private static final int LAST_OFFSET_AT = 18;
    private static final int BLOCK_ENTRIES = 120;

    private Path path;
    private @Nullable FileChannel channel;
    private int count;
    private boolean emptied;

    private TransactionIndex(Path path, int count) {
        this.path = path;
        this.count = count;
    }

    /**
     * A missing file is an empty index.
     *
     * @throws CorruptIndex when its size or its last entry does not fit
     */
    static TransactionIndex open(Path path, long baseOffset) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return new TransactionIndex(path, 0);
        }
        long bytes = Files.size(path);
        if (bytes % ENTRY != 0 || bytes > Integer.MAX_VALUE) {
            throw new CorruptIndex(path + " has " + bytes + " bytes (expected: a multiple of " + ENTRY + ")");
        }
        TransactionIndex index = new TransactionIndex(path, (int) (bytes / ENTRY));
        index.emptied = bytes == 0;
        if (index.count > 0) {
            AbortedTransaction last = index.decode(index.read(index.count - 1, ENTRY), 0);
            index.close();
            if (last.lastOffset() < baseOffset) {
                throw new CorruptIndex(path + " ends with offset " + last.lastOffset() + " (expected: " + baseOffset
                        + " or more, the segment's first)");
            }
        }
        return index;
    }

    /** An index without entries, whatever the file holds now. */
    static TransactionIndex empty(Path path) throws IOException {
        Files.deleteIfExists(path);
        return new TransactionIndex(path, 0);
    }

    Path path() {
        return path;
    }

    void moved(Path to) {
        path = to;
    }

    int count() {
        return count;
    }

    /** Whether a file without any entry was found: it is made with its first one, so it held some. */
    boolean emptied() {
        return emptied;
    }

    /** Throws all entries away, so that a replay can fill them again. */
    void clear() throws IOException {
        close();
        Files.deleteIfExists(path);
        count = 0;
        emptied = false;
    }

    /** Removes the entries whose markers lie at {@code offset} or later. */
    void cut(long offset) throws IOException {
        int kept = firstEndingAt(offset);
        if (kept == 0) {
            clear();
        } else if (kept < count) {
            channel().truncate((long) kept * ENTRY);
            count = kept;
        }
    }

    /** Every entry, in order. */
    List<AbortedTransaction> all() throws IOException {
        List<AbortedTransaction> entries = new ArrayList<>(count);
        for (int first = 0; first < count; first += BLOCK_ENTRIES) {
            ByteBuffer block = read(first, Math.min(BLOCK_ENTRIES, count - first) * ENTRY);
            for (int at = 0; at < block.limit(); at += ENTRY) {
                entries.add(decode(block, at));
            }
        }
        return entries;
    }

    void add(AbortedTransaction aborted) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY)
                .putShort(VERSION)
                .putLong(aborted.producerId())
                .putLong(aborted.firstOffset())
                .putLong(aborted.lastOffset())
                .putLong(aborted.lastStableOffset())
                .flip();
        long at = (long) count * ENTRY;
        while (entry.hasRemaining()) {
            at += channel().write(entry, at);
        }
        count++;
    }

    /**
     * Adds to {@code found} what a reader of {@code from} up to {@code upper} has to skip (COMPAT A4.3.4).
     *
     * @return true when no later entry, here or in a later segment, can concern the reader
     */
    boolean collect(long from, long upper, List<AbortedTransaction> found) throws IOException {
        int entry = firstEndingAt(from);
        while (entry < count) {
            ByteBuffer block = read(entry, Math.min(BLOCK_ENTRIES, count - entry) * ENTRY);
            for (int at = 0; at < block.limit(); at += ENTRY) {
                AbortedTransaction aborted = decode(block, at);
                if (aborted.firstOffset() < upper) {
                    found.add(aborted);
                }
                if (aborted.lastStableOffset() >= upper) {
                    return true;
                }
                entry++;
            }
        }
        return false;
    }

    /** The first entry whose marker lies at {@code offset} or later; {@link #count} when there is none. */
    private int firstEndingAt(long offset) throws IOException {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (read(middle, ENTRY).getLong(LAST_OFFSET_AT) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private AbortedTransaction decode(ByteBuffer block, int at) throws CorruptIndex {
        short version = block.getShort(at);
        if (version != VERSION) {
            throw new CorruptIndex(path + " has an entry of version " + version + " (expected: " + VERSION + ")");
        }
        int fields = at + Short.BYTES;
        return new AbortedTransaction(
                block.getLong(fields),
                block.getLong(fields + Long.BYTES),
                block.getLong(fields + 2 * Long.BYTES),
                block.getLong(fields + 3 * Long.BYTES));
    }

    private ByteBuffer read(int entry, int bytes) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(bytes);
        long at = (long) entry * ENTRY;
        while (block.hasRemaining()) {
            int got = channel().read(block, at + block.position());
            if (got < 0) {
                throw new CorruptIndex(path + " has become shorter than its " + count + " entries");
            }
        }
        return block.flip();
    }

    void force() throws IOException {
        if (count > 0) {
            channel().force(true);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
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
