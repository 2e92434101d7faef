package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a data directory can still be trusted. After the first I/O error it cannot: what a failed write or sync left
 * behind is unknown, so nothing is written there until the next start (COMPAT A5.4.24, attack 213). Thread: any.
 */
final class DirectoryHealth {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryHealth.class);

    @FunctionalInterface
    interface DiskRead<T> {
        T run() throws IOException;
    }

    @FunctionalInterface
    interface DiskWrite {
        void run() throws IOException;
    }

    private final Path directory;
    private final AtomicReference<@Nullable LogFailure> failure = new AtomicReference<>();
    private final List<Consumer<LogFailure>> listeners = new CopyOnWriteArrayList<>();

    DirectoryHealth(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    boolean online() {
        return failure.get() == null;
    }

    void requireOnline() {
        LogFailure first = failure.get();
        if (first != null) {
            throw new LogFailure("log directory " + directory + " is offline: " + first.getMessage(), first);
        }
    }

    /** What the disk answers; an I/O error takes the directory offline. */
    <T> T onDisk(String doing, DiskRead<T> action) {
        try {
            return action.run();
        } catch (IOException failed) {
            throw failed(doing, failed);
        }
    }

    /** The same for what has no answer. */
    void onDisk(String doing, DiskWrite action) {
        try {
            action.run();
        } catch (IOException failed) {
            throw failed(doing, failed);
        }
    }

    /** Takes the directory offline; the caller throws what is returned. */
    LogFailure failed(String doing, IOException cause) {
        LogFailure now = new LogFailure(doing + " failed: " + cause, cause);
        if (failure.compareAndSet(null, now)) {
            LOGGER.atError()
                    .addKeyValue("directory", directory)
                    .addKeyValue("doing", doing)
                    .setCause(cause)
                    .log("log directory goes offline");
            listeners.forEach(listener -> listener.accept(now));
        }
        return now;
    }

    void onOffline(Consumer<LogFailure> listener) {
        listeners.add(listener);
    }
}
