package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds batches by offset and by time and reads them (COMPAT A11). Thread: the log lane. */
final class LogReader {
    private final Segments segments;
    private final LaneMemory memory;
    private final SegmentSearch search;

    LogReader(TopicPartition partition, Segments segments, LaneMemory memory) {
        this.segments = segments;
        this.memory = memory;
        search = new SegmentSearch(partition, segments, memory);
    }

    /** {@code from} lies within the log and below {@code bound}. */
    SliceResult slice(long from, int maxBytes, long bound, boolean atLeastOneBatch, LogConfig config)
            throws IOException {
        for (int i = segments.indexFor(from); i < segments.count(); i++) {
            Segment segment = segments.at(i);
            BatchCursor cursor = search.cursor(segment);
            if (search.find(segment, cursor, from, config)) {
                return (!search.suspicious() || search.gapIsTrue(i, cursor, config)) && believable(cursor, config)
                        ? sliceFrom(i, cursor, maxBytes, bound, atLeastOneBatch, config)
                        : corrupt(segment, cursor.position());
            }
            if (cursor.position() < segment.sizeBytes()) {
                return corrupt(segment, cursor.position());
            }
        }
        return SliceResult.EMPTY;
    }

    /** A size that no producer may send is a claim, for which no memory is set aside until the checksum confirms it. */
    private static boolean believable(BatchCursor batch, LogConfig config) throws IOException {
        return SegmentSearch.usual(batch, config) || batch.crcMatches();
    }

    private SliceResult sliceFrom(
            int index, BatchCursor first, int maxBytes, long bound, boolean atLeastOneBatch, LogConfig config)
            throws IOException {
        LogFile log = segments.at(index).log();
        long least = first.size();
        if (first.lastOffset() >= bound) {
            return search.stands(index, first, config)
                    ? SliceResult.EMPTY
                    : corrupt(segments.at(index), first.position());
        }
        if (least > maxBytes && !atLeastOneBatch) {
            return SliceResult.EMPTY;
        }
        long start = first.position();
        long bytes = Math.min(Math.max(least, maxBytes), log.size() - start);
        BatchRun run = BatchRun.of(new HeadWindow(log, memory.heads(), least), start, bytes, bound);
        boolean stands =
                !run.gap() && (run.nextSeen() || search.followed(index, start + run.bytes(), run.nextOffset()));
        if (run.overlap() || (!stands && !search.gapIsTrue(index, first, config))) {
            return corrupt(segments.at(index), start);
        }
        return SliceResult.of(new RecordSlice(log.share(), start, run.bytes(), run.nextOffset()));
    }

    private SliceResult corrupt(Segment segment, long position) {
        search.complain(segment, position);
        return SliceResult.failed(ErrorCode.CORRUPT_MESSAGE);
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
            if (segments.at(i).maxTimestamp() >= timestamp) {
                Optional<TimestampAndOffset> found =
                        new TimeSearch(search, memory, config, timestamp, logStart).in(i, segments.at(i));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
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
}
