package io.gatehouse.broker.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file with several owners: the log that writes it, and answers that are still being sent from it. The last one
 * closes it, so that a segment can go while its bytes are on their way. Thread: any.
 */
final class SharedFile {
    private final FileChannel channel;
    private final AtomicInteger owners = new AtomicInteger(1);

    /** Owned by the caller. */
    SharedFile(FileChannel channel) {
        this.channel = channel;
    }

    FileChannel channel() {
        return channel;
    }

    /** One more owner; called by one who is. */
    SharedFile share() {
        owners.incrementAndGet();
        return this;
    }

    void release() throws IOException {
        int left = owners.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("a file was released more often than shared");
        }
        if (left == 0) {
            channel.close();
        }
    }

    /** For readers, to whom a failing close of a file that they did not write is nothing they could act upon. */
    void releaseRead() {
        try {
            release();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
