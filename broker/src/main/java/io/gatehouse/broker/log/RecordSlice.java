package io.gatehouse.broker.log;

import io.gatehouse.broker.model.FilePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whole batches in a segment's file. Thread: any; one owner at a time. */
public final class RecordSlice implements FilePart {
    private final SharedFile file;
    private final long position;
    private final int size;
    private final long nextOffset;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over one share of {@code file}. */
    RecordSlice(SharedFile file, long position, int size, long nextOffset) {
        this.file = file;
        this.position = position;
        this.size = size;
        this.nextOffset = nextOffset;
    }

    /** The offset after the last batch. */
    public long nextOffset() {
        return nextOffset;
    }

    /** All of it, in memory of the caller's own. Shorter only if the file lost its end meanwhile. */
    ByteBuffer read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        LogFile.read(file.channel(), bytes, position);
        return bytes.flip();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel file() {
        return file.channel();
    }

    @Override
    public RecordSlice share() {
        return new RecordSlice(file.share(), position, size, nextOffset);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            throw new IllegalStateException("a slice was closed twice");
        }
        file.releaseRead();
    }
}
