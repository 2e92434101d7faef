package io.gatehouse.broker.log;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles at the start what a crash in the middle of a swap left: a log with a {@link MoveMark}, and perhaps the old copy, both
 * under their live names. The one that reaches further is kept: after a swap that was done only the new one was written to,
 * after one that failed only the old one. Where both reach as far they say the same. Thread: the one that starts the broker.
 */
public final class InterruptedMoves {
    private static final Logger LOGGER = LoggerFactory.getLogger(InterruptedMoves.class);

    private InterruptedMoves() {}

    /** Blocks; call when all directories are loaded, before they serve. */
    public static void settle(List<LogDirectory> directories) {
        for (LogDirectory directory : directories) {
            for (PartitionLog moved : directory.marked()) {
                settle(directory, moved, directories);
            }
        }
    }

    private static void settle(LogDirectory here, PartitionLog moved, List<LogDirectory> directories) {
        for (LogDirectory other : directories) {
            Optional<PartitionLog> old = other.equals(here) ? Optional.empty() : other.log(moved.partition());
            if (old.isPresent()) {
                if (old.get().logEndOffset() > moved.logEndOffset()) {
                    drop(here, moved, old.get());
                    return;
                }
                drop(other, old.get(), moved);
            }
        }
        // While the directory that it came from is not there, it may come back with the old copy: the mark waits.
        if (directories.stream().anyMatch(directory -> directory.online() && isSource(directory, here, moved))) {
            here.unmark(moved);
        }
    }

    private static boolean isSource(LogDirectory directory, LogDirectory here, PartitionLog moved) {
        try {
            return MoveMark.read(moved.directory())
                    .filter(directory.path().toString()::equals)
                    .isPresent();
        } catch (IOException failed) {
            throw here.health().failed("reading where " + moved.partition() + " was moved from", failed);
        }
    }

    private static void drop(LogDirectory directory, PartitionLog dropped, PartitionLog kept) {
        LOGGER.atWarn()
                .addKeyValue("partition", dropped.partition())
                .addKeyValue("kept", kept.directory())
                .addKeyValue("endOffset", kept.logEndOffset())
                .addKeyValue("removed", dropped.directory())
                .log("a move was interrupted, one of two copies is removed");
        try {
            dropped.lane()
                    .submit(() -> {
                        directory.delete(dropped.partition());
                        return true;
                    })
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof LogFailure) {
                return; // That directory is offline by now, and the copy in it is not known any more.
            }
            throw failed;
        }
    }
}
