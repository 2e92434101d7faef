package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the end of a log back, so that others may stand at those offsets (COMPAT B7.5, B7.7).
 *
 * <p>Safe at any power cut by its order. First the checkpoints take back what they promised beyond the new end: from then
 * on a start checks every batch that may go, or may come in its place. Then the files go, from the last one to the first,
 * so that what a crash leaves is a prefix of the log as it was, and its batches tell their epochs again. When it is done
 * all of it is on the disk, before the first append: nothing that was taken back can return behind or amid what is new.
 *
 * <p>Thread: the log lane.
 */
final class Truncation {
    /**
     * Where a log is cut.
     *
     * @param kept how many segments stay
     * @param position where the last of them ends then
     * @param start the log's start then
     * @param end the log's end then; in a compacted log perhaps behind the last batch that stays
     */
    record Cut(int kept, long position, long start, long end) {
        /** The one after which a log that reaches beyond {@code offset} does not hold it: its whole batch goes. */
        static Cut at(long offset, long logStart, Segments segments, LogLane lane) throws IOException {
            if (offset < logStart) {
                return all(offset);
            }
            int index = segments.indexFor(offset);
            Segment segment = segments.at(index);
            BatchCursor cursor = cursor(segment, lane);
            boolean found = StoredBatches.seek(cursor, segment.offsets(), offset);
            if (!found && cursor.position() < segment.sizeBytes()) {
                throw new LogFailure(
                        segment.log().path() + " cannot be cut at offset " + offset + ": it is not readable at byte "
                                + cursor.position() + " of " + segment.sizeBytes() + " (expected: a batch)");
            }
            long end = Math.max(logStart, found ? Math.min(offset, cursor.baseOffset()) : offset);
            if (cursor.position() > 0) {
                return new Cut(index + 1, cursor.position(), logStart, end);
            }
            return new Cut(index, index == 0 ? 0 : segments.at(index - 1).sizeBytes(), logStart, end);
        }

        /** Nothing stays; the log begins anew at {@code offset}. */
        static Cut all(long offset) {
            if (offset < 0) {
                throw new IllegalArgumentException("a log that begins at offset " + offset + " (expected: 0 or more)");
            }
            return new Cut(0, 0, offset, offset);
        }
    }

    private final TopicPartition partition;
    private final Segments segments;
    private final LeaderEpochs epochs;
    private final LogContext context;
    private final LogConfig config;
    private final Path directory;
    private final long dueMillis;
    private final long nowMillis;

    Truncation(
            TopicPartition partition,
            Segments segments,
            LeaderEpochs epochs,
            LogContext context,
            LogConfig config,
            long nowMillis) {
        this.partition = partition;
        this.segments = segments;
        this.epochs = epochs;
        this.context = context;
        this.config = config;
        this.nowMillis = nowMillis;
        directory = segments.active().directory();
        dueMillis = nowMillis + config.fileDeleteDelayMillis();
    }

    /**
     * Cuts; the log's own numbers must say no more than its new end by now.
     *
     * @return the producers as of the new end
     */
    ProducerStates run(Cut cut) throws IOException {
        segments.cutting();
        context.checkpoints().endAtMost(partition, cut.end);
        epochs.truncateFromEnd(cut.kept == 0 ? 0 : cut.end);
        epochs.store();
        for (int i = segments.count() - 1; i >= cut.kept; i--) {
            bury(segments.at(i), cut);
        }
        segments.replaceEnd(Math.max(0, cut.kept - 1), end(cut));
        if (cut.kept > 0) {
            LeftoverFiles.removeStraySnapshots(directory, segments, cut.end);
        } else {
            LeftoverFiles.removeSnapshots(directory); // Nothing is left of the producers.
        }
        DurableFile.syncDirectory(directory);
        ProducerStates producers = new ProducerReplay(
                        partition,
                        directory,
                        segments,
                        Set.of(),
                        context.lane().memory().window())
                .load(cut.start, cut.end, false);
        ProducerSnapshot.write(directory, cut.end, producers);
        context.checkpoints().startAtMost(partition, cut.start);
        return producers;
    }

    /** The producers' state as of where a segment begins is true as long as the log reaches there. */
    private void bury(Segment segment, Cut cut) throws IOException {
        if (segment.baseOffset() <= cut.end && cut.kept > 0) {
            segment.buryRecords(context.graveyard(), dueMillis);
        } else {
            segment.bury(context.graveyard(), dueMillis);
        }
    }

    private List<Segment> end(Cut cut) throws IOException {
        List<Segment> end = new ArrayList<>();
        long next = -1;
        if (cut.kept > 0) {
            Segment last = cut(segments.at(cut.kept - 1), cut);
            next = last.nextOffset();
            end.add(last);
        }
        DurableFile.syncDirectory(directory); // Never a segment that goes beside what comes in its place.
        if (next < cut.end) {
            end.add(Segment.create(directory, cut.end, nowMillis, context.jitter(config)));
        }
        return end;
    }

    /** A new object for what is left, so that nobody goes on with what was learnt of the old one. */
    private Segment cut(Segment old, Cut cut) throws IOException {
        old.cut(cut.position, cut.end);
        Segment left = opened(old);
        if (left == null) {
            left = Segment.openForRebuild(directory, old.baseOffset(), old.createdMillis(), old.jitterMillis());
            if (!left.reindex(cursor(left, context.lane()), config.indexIntervalBytes())) {
                throw new IOException("segment " + left.log().path() + " does not read as it was written");
            }
        }
        return left;
    }

    private @Nullable Segment opened(Segment old) throws IOException {
        try {
            Segment left = Segment.open(directory, old.baseOffset(), old.createdMillis(), old.jitterMillis());
            return left.readEnd(cursor(left, context.lane())) ? left : null;
        } catch (CorruptIndex unusable) {
            return null;
        }
    }

    private static BatchCursor cursor(Segment segment, LogLane lane) {
        return new BatchCursor(segment.log(), lane.memory().window(), BatchCursor.LOOKUP_WINDOW);
    }
}
