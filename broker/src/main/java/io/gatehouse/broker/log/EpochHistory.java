package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Loads a log's leader epochs and compares them with the batches: their file has no checksum, and a digit that changed
 * would let followers cut in the wrong place. Thread: the one that loads.
 */
final class EpochHistory {
    private static final Logger LOGGER = LoggerFactory.getLogger(EpochHistory.class);

    private final TopicPartition partition;
    private final Path directory;
    private final ByteBuffer window;
    private boolean lost;

    EpochHistory(TopicPartition partition, Path directory, ByteBuffer window) {
        this.partition = partition;
        this.directory = directory;
        this.window = window;
    }

    LeaderEpochs load() throws IOException {
        try {
            return LeaderEpochs.load(directory);
        } catch (IOException malformed) {
            relearning(Level.WARN, malformed.getMessage());
            lost = true;
            Files.delete(directory.resolve(LeaderEpochs.FILE));
            return LeaderEpochs.load(directory);
        }
    }

    /** Reads them from the batches where the file was lost or says something else than the batches do. */
    void check(LeaderEpochs epochs, Segments segments, long logStart) throws IOException {
        if (lost) {
            relearn(epochs, segments);
            return;
        }
        Optional<String> contradiction = contradiction(epochs, segments, logStart);
        if (contradiction.isPresent()) {
            // Whoever deletes records moves the first epoch with them, so those before it should not be there.
            boolean undeleted = !epochs.starts().isEmpty() && epochs.at(logStart) < 0;
            relearning(undeleted ? Level.ERROR : Level.WARN, contradiction.get());
            relearn(epochs, segments);
        }
    }

    private void relearning(Level level, @Nullable String found) {
        LOGGER.atLevel(level)
                .addKeyValue("partition", partition)
                .addKeyValue("found", found)
                .log("leader epochs are read from the batches again");
    }

    /** Asks the batches on both sides of each change, and the first and the last one. */
    private Optional<String> contradiction(LeaderEpochs epochs, Segments segments, long logStart) throws IOException {
        StoredBatches batches = new StoredBatches(segments, window);
        long last = segments.active().nextOffset() - 1;
        Optional<String> found = contradiction(epochs, batches, logStart);
        for (long start : epochs.starts()) {
            if (start > logStart && start <= last && found.isEmpty()) {
                found = contradiction(epochs, batches, start - 1);
                if (found.isEmpty()) {
                    found = contradiction(epochs, batches, start);
                }
            }
        }
        return found.isEmpty() && last > logStart ? contradiction(epochs, batches, last) : found;
    }

    private static Optional<String> contradiction(LeaderEpochs epochs, StoredBatches batches, long offset)
            throws IOException {
        Optional<BatchCursor> batch = batches.holding(offset);
        if (batch.isEmpty() || batch.get().leaderEpoch() < 0 || batch.get().leaderEpoch() == epochs.at(offset)) {
            return Optional.empty();
        }
        return Optional.of(LeaderEpochs.FILE + " says " + epochs.at(offset) + " of offset " + offset + " (expected: "
                + batch.get().leaderEpoch() + ", as its batch says)");
    }

    /** An epoch that the next batch does not share or exceed is a lie of one batch: they only grow. */
    private void relearn(LeaderEpochs epochs, Segments segments) throws IOException {
        epochs.truncateFromEnd(0);
        int pending = -1;
        long pendingFrom = -1;
        for (int i = 0; i < segments.count(); i++) {
            BatchCursor cursor = new BatchCursor(segments.at(i).log(), window, BatchCursor.LOOKUP_WINDOW);
            boolean more = cursor.moveTo(0);
            while (more) {
                int epoch = cursor.leaderEpoch();
                if (epoch >= pending && pending > epochs.latest()) {
                    epochs.assign(pending, pendingFrom);
                }
                if (epoch != pending) {
                    pending = epoch;
                    pendingFrom = cursor.baseOffset();
                }
                more = cursor.next();
            }
        }
        epochs.assign(pending, pendingFrom);
    }
}
