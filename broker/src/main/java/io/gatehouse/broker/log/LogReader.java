package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds batches by offset and by time and reads them (COMPAT A11). Thread: the log lane. */
final class LogReader {
    private static final Logger LOGGER = LoggerFactory.getLogger(LogReader.class);
    private static final int OLD_SIZE_MIN = 26;

    private final TopicPartition partition;
    private final Segments segments;
    private final LaneMemory memory;

    LogReader(TopicPartition partition, Segments segments, LaneMemory memory) {
        this.partition = partition;
        this.segments = segments;
        this.memory = memory;
    }

    /** {@code from} lies within the log and below {@code bound}. */
    ReadResult read(long from, int maxBytes, long bound, boolean atLeastOneBatch, LogConfig config) throws IOException {
        for (int i = segments.indexFor(from); i < segments.count(); i++) {
            Segment segment = segments.at(i);
            BatchCursor cursor = cursor(segment);
            if (find(segment, cursor, from, config)) {
                return cursor.lastOffset() >= bound
                        ? ReadResult.empty()
                        : readFrom(segment.log(), cursor, maxBytes, bound, atLeastOneBatch);
            }
            if (cursor.position() < segment.sizeBytes()) {
                return corrupt(segment, cursor.position());
            }
        }
        return ReadResult.empty();
    }

    private ReadResult readFrom(LogFile log, BatchCursor first, int maxBytes, long bound, boolean atLeastOneBatch)
            throws IOException {
        long least = first.size();
        if (least > maxBytes && !atLeastOneBatch) {
            return ReadResult.empty();
        }
        long bytes = Math.min(Math.max(least, maxBytes), log.size() - first.position());
        ByteBuffer batches = ByteBuffer.allocate((int) bytes);
        log.read(batches, first.position());
        batches.flip();
        return ReadResult.of(batches.limit(wholeBatches(batches, bound)));
    }

    /** Bytes of the batches that are whole and end below {@code bound}. */
    private static int wholeBatches(ByteBuffer batches, long bound) {
        int end = 0;
        while (batches.limit() - end >= Batch.TO_MAGIC) {
            long size = Batch.size(batches, end);
            boolean old = Batch.magic(batches, end) < Batch.MAGIC;
            if (size < (old ? OLD_SIZE_MIN : Batch.HEADER) || size > batches.limit() - end) {
                return end;
            }
            long last = old ? Batch.baseOffset(batches, end) : Batch.lastOffset(batches, end);
            if (last >= bound) {
                return end;
            }
            end += (int) size;
        }
        return end;
    }

    /** The first batch that ends at {@code offset} or later. An index that leads astray is built again. */
    private boolean find(Segment segment, BatchCursor cursor, long offset, LogConfig config) throws IOException {
        int from = segment.offsets().position(offset);
        if (from > 0 && !(cursor.moveTo(from) && cursor.baseOffset() <= offset)) {
            LOGGER.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("segment", segment.baseOffset())
                    .log("index does not fit its segment and is built again");
            segment.reindex(cursor, config.indexIntervalBytes());
            from = segment.offsets().position(offset);
        }
        return cursor.find(from, offset);
    }

    private ReadResult corrupt(Segment segment, long position) {
        LOGGER.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("segment", segment.baseOffset())
                .addKeyValue("position", position)
                .log("stored batch is not readable");
        return ReadResult.failed(ErrorCode.CORRUPT_MESSAGE);
    }

    /** The aborted transactions that concern a reader of {@code from} up to {@code upper} (COMPAT A4.3.4). */
    List<AbortedTransaction> aborted(long from, long upper) throws IOException {
        List<AbortedTransaction> found = new ArrayList<>();
        for (int i = segments.indexFor(from); i < segments.count(); i++) {
            if (segments.at(i).transactions().collect(from, upper, found)) {
                return found;
            }
        }
        return found;
    }

    /** The first record at {@code logStart} or later that has {@code timestamp} or a later one (COMPAT A4.2.4). */
    Optional<TimestampAndOffset> offsetFor(long timestamp, long logStart, LogConfig config) throws IOException {
        for (int i = segments.indexFor(logStart); i < segments.count(); i++) {
            Segment segment = segments.at(i);
            if (segment.maxTimestamp() >= timestamp) {
                Optional<TimestampAndOffset> found = inSegment(segment, timestamp, logStart, config);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<TimestampAndOffset> inSegment(Segment segment, long timestamp, long logStart, LogConfig config)
            throws IOException {
        BatchCursor cursor = cursor(segment);
        boolean more = find(segment, cursor, Math.max(logStart, segment.times().offset(timestamp)), config);
        while (more) {
            if (cursor.maxTimestamp() >= timestamp) {
                Optional<TimestampAndOffset> found = inBatch(segment, cursor, timestamp, logStart, config);
                if (found.isPresent()) {
                    return found;
                }
            }
            more = cursor.next();
        }
        return Optional.empty();
    }

    private Optional<TimestampAndOffset> inBatch(
            Segment segment, BatchCursor cursor, long timestamp, long logStart, LogConfig config) throws IOException {
        ByteBuffer batch = ByteBuffer.allocate((int) cursor.size());
        segment.log().read(batch, cursor.position());
        return RecordTimes.first(batch.flip(), timestamp, logStart, memory, Codec.budget(config.maxMessageBytes()));
    }

    /** The first record that carries the largest timestamp of the log. */
    TimestampAndOffset maxTimestamp(long logStart, LogConfig config) throws IOException {
        long largest = -1;
        for (int i = 0; i < segments.count(); i++) {
            largest = Math.max(largest, segments.at(i).maxTimestamp());
        }
        return largest < 0
                ? TimestampAndOffset.NONE
                : offsetFor(largest, logStart, config).orElse(TimestampAndOffset.NONE);
    }

    private BatchCursor cursor(Segment segment) {
        return new BatchCursor(segment.log(), memory.window(), BatchCursor.LOOKUP_WINDOW);
    }
}
