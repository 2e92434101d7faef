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
 * The {@code .log} file of a segment: whole batches, one after the other. Opened when first used. Symbolic links are
 * refused (attack 219).
 */
final class LogFile implements Closeable {
    /** Returns when what was written before is on the disk. */
    @FunctionalInterface
    interface Sync {
        void force() throws IOException;
    }

    private Path path;
    private long size;
    private int cuts;
    private @Nullable SharedFile shared;

    private LogFile(Path path, long size) {
        this.path = path;
        this.size = size;
    }

    static LogFile open(Path path) throws IOException {
        return new LogFile(path, Files.size(path));
    }

    static LogFile create(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.size(path) > 0) {
                throw new IOException(path + " holds data already (expected: no such file, or an empty one)");
            }
            Files.delete(path); // COMPAT A9.2.
        }
        LogFile created = new LogFile(path, 0);
        created.shared = new SharedFile(FileChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS)));
        return created;
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** Writes all of the buffer at the end. After an exception the file may hold a part of it; do not go on. */
    void append(ByteBuffer bytes) throws IOException {
        FileChannel file = channel();
        long at = size;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
        size = at;
    }

    /** Fills the buffer from {@code position} as far as the file reaches. */
    void read(ByteBuffer target, long position) throws IOException {
        read(channel(), target, position);
    }

    static void read(FileChannel file, ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int got = file.read(target, at);
            if (got < 0) {
                return;
            }
            at += got;
        }
    }

    void truncate(long bytes) throws IOException {
        cuts++;
        channel().truncate(bytes);
        size = bytes;
    }

    /** How often bytes were cut off, after which others may stand where those were. */
    int cuts() {
        return cuts;
    }

    void force() throws IOException {
        channel().force(true);
    }

    /** {@link #force} for another thread. */
    Sync sync() throws IOException {
        FileChannel file = channel();
        return () -> file.force(true);
    }

    /** A share of the open file, which outlives {@link #close}. */
    SharedFile share() throws IOException {
        return open().share();
    }

    /** The file was renamed. */
    void moved(Path to) {
        path = to;
    }

    @Override
    public void close() throws IOException {
        SharedFile open = shared;
        shared = null;
        if (open != null) {
            open.release();
        }
    }

    private FileChannel channel() throws IOException {
        return open().channel();
    }

    private SharedFile open() throws IOException {
        SharedFile open = shared;
        if (open == null) {
            open = new SharedFile(FileChannel.open(
                    path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)));
            shared = open;
        }
        return open;
    }
}
