package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings back what a log knows of its producers: the newest snapshot, then the batches after it (COMPAT A6.6). */
final class ProducerReplay {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProducerReplay.class);

    private final TopicPartition partition;
    private final Path directory;
    private final Segments segments;
    private final ByteBuffer window;
    private final ProducerStates states = new ProducerStates();

    ProducerReplay(TopicPartition partition, Path directory, Segments segments, ByteBuffer window) {
        this.partition = partition;
        this.directory = directory;
        this.segments = segments;
        this.window = window;
    }

    /**
     * @param limit snapshots above it are not believed
     * @param clean a log without any snapshot after an orderly stop comes from a version that had none, and is not
     *     replayed (COMPAT A6.9)
     */
    ProducerStates load(long logStart, long logEnd, long limit, boolean clean) throws IOException {
        List<Long> snapshots = LeftoverFiles.snapshots(directory);
        long from = fromSnapshot(snapshots, logStart, Math.min(limit, logEnd));
        if (from < 0) {
            from = clean && snapshots.isEmpty() ? logEnd : logStart;
        }
        replay(from, logEnd);
        return states;
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
            boolean more = cursor.find(segment.offsets().position(from), from);
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
        } else if (cursor.size() <= ControlRecord.BATCH_BYTES_MAX) {
            ByteBuffer batch = ByteBuffer.allocate((int) cursor.size());
            segment.log().read(batch, cursor.position());
            replayEnd(batch.flip());
        }
    }

    private void replayEnd(ByteBuffer batch) {
        try {
            ControlRecord end = ControlRecord.parse(batch);
            if (end.endsTransaction()) {
                states.end(batch, 0, end.coordinatorEpoch());
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
