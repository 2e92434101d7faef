package io.gatehouse.broker.wire;

import io.gatehouse.broker.model.FilePart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A file for tests, which counts who still has a part of it. */
public final class StoredBytes implements AutoCloseable {
    private final byte[] bytes;
    private final Path path;
    private final FileChannel file;
    private final AtomicInteger owned = new AtomicInteger();

    public StoredBytes(int size) {
        bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        try {
            path = Files.createTempFile("stored", ".bytes");
            Files.write(path, bytes);
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All but the first and the last byte. */
    public FilePart part() {
        return new Part();
    }

    /** What {@link #part} holds. */
    public byte[] partBytes() {
        return java.util.Arrays.copyOfRange(bytes, 1, bytes.length - 1);
    }

    public int owned() {
        return owned.get();
    }

    public void truncate(int size) throws IOException {
        file.truncate(size);
    }

    @Override
    public void close() throws IOException {
        file.close();
        Files.delete(path);
    }

    private final class Part implements FilePart {
        private final AtomicBoolean closed = new AtomicBoolean();

        Part() {
            owned.incrementAndGet();
        }

        @Override
        public int size() {
            return bytes.length - 2;
        }

        @Override
        public long position() {
            return 1;
        }

        @Override
        public FileChannel file() {
            return file;
        }

        @Override
        public FilePart share() {
            return new Part();
        }

        @Override
        public void close() {
            if (!closed.compareAndSet(false, true)) {
                throw new IllegalStateException("closed twice");
            }
            owned.decrementAndGet();
        }
    }
}
