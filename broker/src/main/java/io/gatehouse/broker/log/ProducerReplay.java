package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings back what a log knows of its producers: the newest snapshot, then the batches after it (COMPAT A6.6). */
final class ProducerReplay {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProducerReplay.class);

    private final TopicPartition partition;
    private final Path directory;
    private final Segments segments;
    private final Set<Segment> rebuilt;
    private final ByteBuffer window;
    private final ProducerStates states = new ProducerStates();

    /** @param rebuilt segments without a transaction index, which the replay fills again (COMPAT A8.6) */
    ProducerReplay(
            TopicPartition partition, Path directory, Segments segments, Set<Segment> rebuilt, ByteBuffer window) {
        this.partition = partition;
        this.directory = directory;
        this.segments = segments;
        this.rebuilt = rebuilt;
        this.window = window;
    }

    /**
     * @param clean a log without any snapshot after an orderly stop comes from a version that had none, and is not
     *     replayed (COMPAT A6.9)
     */
    ProducerStates load(long logStart, long logEnd, boolean clean) throws IOException {
        List<Long> snapshots = LeftoverFiles.snapshots(directory);
        long from = fromSnapshot(snapshots, logStart, Math.min(firstRebuilt(), logEnd));
        if (from < 0) {
            from = clean && rebuilt.isEmpty() && snapshots.isEmpty() ? logEnd : logStart;
        }
        replay(from, logEnd);
        for (int i = 0; i < segments.count(); i++) {
            if (rebuilt.contains(segments.at(i))) {
                segments.at(i).transactions().force();
                segments.at(i).transactions().close();
            }
        }
        return states;
    }

    /** A snapshot beyond this was made by a run whose segments we had to check. */
    private long firstRebuilt() {
        for (int i = 0; i < segments.count(); i++) {
            if (rebuilt.contains(segments.at(i))) {
                return segments.at(i).baseOffset();
            }
        }
        return Long.MAX_VALUE;
    }

    /** The offset of the snapshot that was read; -1 when there is none. */
    private long fromSnapshot(List<Long> snapshots, long logStart, long limit) throws IOException {
        List<Long> newestFirst = snapshots.stream()
                .filter(offset -> offset >= logStart && offset <= limit)
                .sorted(Comparator.reverseOrder())
                .toList();
        for (long offset : newestFirst) {
            Path file = SegmentName.of(directory, offset, SegmentName.SNAPSHOT);
            try {
                ProducerSnapshot.read(file, states);
                return offset;
            } catch (IOException worthless) {
                LOGGER.atWarn()
                        .addKeyValue("partition", partition)
                        .addKeyValue("snapshot", offset)
                        .addKeyValue("found", worthless.getMessage())
                        .log("producer snapshot is not usable; an older one is used");
                states.clear();
                Files.deleteIfExists(file);
            }
        }
        return -1;
    }

    private void replay(long from, long logEnd) throws IOException {
        for (int i = segments.indexFor(from); i < segments.count() && from < logEnd; i++) {
            Segment segment = segments.at(i);
            BatchCursor cursor = new BatchCursor(segment.log(), window, BatchCursor.LOOKUP_WINDOW);
            boolean more = StoredBatches.seek(cursor, segment.offsets(), from);
            while (more) {
                if (cursor.magic() == Batch.MAGIC) {
                    replay(segment, cursor);
                }
                more = cursor.next();
            }
        }
    }

    private void replay(Segment segment, BatchCursor cursor) throws IOException {
        if (!Batch.hasAttribute(cursor.header(), cursor.headerAt(), Batch.CONTROL)) {
            states.update(cursor.header(), cursor.headerAt());
        } else if (Batch.count(cursor.header(), cursor.headerAt()) == 0) {
            states.seen(cursor.header(), cursor.headerAt()); // What compaction left of a marker (COMPAT A10.8).
        } else if (cursor.size() <= ControlRecord.BATCH_BYTES_MAX) {
            ByteBuffer batch = ByteBuffer.allocate((int) cursor.size());
            segment.log().read(batch, cursor.position());
            replayEnd(segment, batch.flip());
        }
    }

    private void replayEnd(Segment segment, ByteBuffer batch) throws IOException {
        try {
            ControlRecord end = ControlRecord.parse(batch, 0, batch.limit());
            if (end.endsTransaction()) {
                Optional<AbortedTransaction> aborted = states.end(batch, 0, end);
                if (aborted.isPresent() && rebuilt.contains(segment)) {
                    segment.transactions().add(aborted.get());
                }
            }
        } catch (InvalidRecords unknown) {
            LOGGER.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("offset", Batch.baseOffset(batch, 0))
                    .addKeyValue("found", unknown.sentence())
                    .log("control batch is not understood and is ignored");
        }
    }
}
