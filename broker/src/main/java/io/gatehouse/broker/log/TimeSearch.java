package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds the first record of a segment that is late enough (COMPAT A4.2.4). Where something that was stored contradicts
 * itself, the answer is an offset before which nothing is late enough: who reads from there misses no record. Thread: the
 * log lane.
 */
final class TimeSearch {
    /** Batches that are passed over are checked, but no more bytes than this: a lookup must stay cheap. */
    private static final long CHECKED_BYTES = 1 << 20;

    private final SegmentSearch search;
    private final LaneMemory memory;
    private final LogConfig config;
    private final long timestamp;
    private final long logStart;

    TimeSearch(SegmentSearch search, LaneMemory memory, LogConfig config, long timestamp, long logStart) {
        this.search = search;
        this.memory = memory;
        this.config = config;
        this.timestamp = timestamp;
        this.logStart = logStart;
    }

    Optional<TimestampAndOffset> in(int index, Segment segment) throws IOException {
        BatchCursor cursor = search.cursor(segment);
        long hint = segment.times().offset(timestamp);
        boolean more = search.find(segment, cursor, Math.max(logStart, hint), config);
        if (hint > logStart && segment.times().located() >= 0 && !(more && fits(cursor, hint, segment))) {
            segment.reindex(cursor, config.indexIntervalBytes());
            more = search.find(segment, cursor, logStart, config);
        }
        return from(index, segment, cursor, more);
    }

    /** An entry of the time index names a batch's largest timestamp and an offset in that batch. */
    private static boolean fits(BatchCursor cursor, long hint, Segment segment) {
        return cursor.maxTimestamp() == segment.times().located()
                && (cursor.magic() < Batch.MAGIC || cursor.baseOffset() <= hint);
    }

    private Optional<TimestampAndOffset> from(int index, Segment segment, BatchCursor cursor, boolean found)
            throws IOException {
        long least = Math.max(logStart, segment.baseOffset());
        long began = cursor.position();
        boolean stands = !search.suspicious();
        boolean more = found;
        while (more) {
            boolean late = cursor.maxTimestamp() >= timestamp;
            boolean good = (stands || search.gapIsTrue(index, cursor, config)) && whole(cursor, began);
            if (!good || (late && !search.stands(index, cursor, config))) {
                return unreadable(segment, cursor.position(), least);
            }
            if (late) {
                Optional<TimestampAndOffset> inBatch = inBatch(segment, cursor, least);
                if (inBatch.isPresent()) {
                    return inBatch;
                }
            }
            long end = cursor.lastOffset() + 1;
            least = Math.max(least, end);
            more = cursor.next();
            stands = more && OffsetChain.follows(cursor, end);
        }
        return cursor.position() < segment.sizeBytes()
                ? unreadable(segment, cursor.position(), least)
                : Optional.empty();
    }

    private Optional<TimestampAndOffset> unreadable(Segment segment, long position, long least) {
        search.complain(segment, position);
        return Optional.of(new TimestampAndOffset(segment.maxTimestamp(), least, -1));
    }

    private static boolean whole(BatchCursor cursor, long began) throws IOException {
        return cursor.position() + cursor.size() - began > CHECKED_BYTES || cursor.crcMatches();
    }

    private Optional<TimestampAndOffset> inBatch(Segment segment, BatchCursor cursor, long least) throws IOException {
        if (!SegmentSearch.usual(cursor, config)) { // Not taken into memory; its first offset is answer enough.
            return Optional.of(new TimestampAndOffset(cursor.maxTimestamp(), least, cursor.leaderEpoch()));
        }
        ByteBuffer batch = ByteBuffer.allocate((int) cursor.size());
        segment.log().read(batch, cursor.position());
        return RecordTimes.first(batch.flip(), timestamp, least, memory, Codec.budget(config.maxMessageBytes()));
    }
}
