package io.gatehouse.broker.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A channel to a real file or directory that notes what is written and synced through it. */
final class JournaledChannel extends FileChannel {
    private final FileChannel real;
    private final DiskJournal journal;
    private final Path path;
    /** Null for a directory. */
    private final DiskJournal.@Nullable Inode inode;

    private boolean append;

    JournaledChannel(
            FileChannel real, DiskJournal journal, Path path, DiskJournal.@Nullable Inode inode, boolean append) {
        this.real = real;
        this.journal = journal;
        this.path = path;
        this.inode = inode;
        this.append = append;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return real.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return real.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return real.read(target, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return note(append ? real.size() : real.position(), source, () -> real.write(source));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return note(position, source, () -> real.write(source, position));
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            while (sources[i].hasRemaining()) {
                written += write(sources[i]);
            }
        }
        return written;
    }

    @FunctionalInterface
    private interface Write {
        int run() throws IOException;
    }

    private int note(long at, ByteBuffer source, Write write) throws IOException {
        ByteBuffer bytes = source.duplicate();
        int written = write.run();
        byte[] copy = new byte[written];
        bytes.get(copy);
        if (inode != null) {
            journal.written(inode, at, copy);
        }
        return written;
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (size < real.size() && inode != null) {
            real.truncate(size);
            journal.truncated(inode, size);
        }
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        real.force(metaData);
        if (inode == null) {
            journal.namesSynced(path);
        } else {
            journal.synced(inode);
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) count);
        int read = source.read(bytes);
        return read <= 0 ? 0 : write(bytes.flip(), position);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("writes into a mapping cannot be noted");
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return real.lock(position, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
