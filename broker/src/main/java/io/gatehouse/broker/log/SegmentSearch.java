package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the batch for an offset by a segment's index, and asks its neighbours whether it is the right one. Thread: the log lane. */
final class SegmentSearch {
    private static final Logger LOGGER = LoggerFactory.getLogger(SegmentSearch.class);

    /** Sizes up to this are believed whatever the topic allows now. */
    private static final long BATCH_USUAL = 1 << 23;

    private final TopicPartition partition;
    private final Segments segments;
    private final LaneMemory memory;
    private boolean suspicious;

    SegmentSearch(TopicPartition partition, Segments segments, LaneMemory memory) {
        this.partition = partition;
        this.segments = segments;
        this.memory = memory;
    }

    /** Whether a producer may have sent a batch that is as large as this one claims to be. */
    static boolean usual(BatchCursor batch, LogConfig config) {
        return batch.size() <= Math.max(config.maxMessageBytes(), BATCH_USUAL);
    }

    BatchCursor cursor(Segment segment) {
        return new BatchCursor(segment.log(), memory.window(), BatchCursor.LOOKUP_WINDOW);
    }

    /** The first batch that ends at {@code offset} or later. An index that leads astray is built again. */
    boolean find(Segment segment, BatchCursor cursor, long offset, LogConfig config) throws IOException {
        int from = segment.offsets().position(offset);
        if (from != 0 && !(from > 0 && cursor.moveTo(from) && cursor.baseOffset() <= offset)) {
            LOGGER.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("segment", segment.baseOffset())
                    .log("index does not fit its segment and is built again");
            segment.reindex(cursor, config.indexIntervalBytes());
            from = segment.offsets().position(offset);
        }
        suspicious = cursor.moveTo(from)
                && (from == 0
                        ? !OffsetChain.follows(cursor, segment.baseOffset())
                        : cursor.lastOffset() != segment.offsets().positioned());
        boolean found = cursor.find(from, offset);
        suspicious |= cursor.passedGap() || (found && !beginsBy(cursor, offset));
        return found;
    }

    /** Whether something on the way to what was found last did not look as it should. */
    boolean suspicious() {
        return suspicious;
    }

    private static boolean beginsBy(BatchCursor cursor, long offset) {
        return cursor.magic() < Batch.MAGIC || cursor.baseOffset() <= offset;
    }

    /**
     * Whether the batch that was found last stands where it should: nothing on the way to it looked wrong, and the next
     * batch, or what follows the segment, begins where it ends.
     */
    boolean stands(int index, BatchCursor cursor, LogConfig config) throws IOException {
        return (!suspicious && followed(index, cursor.position() + cursor.size(), cursor.lastOffset() + 1))
                || gapIsTrue(index, cursor, config);
    }

    /** Whether a batch, or the end of the segment, is at {@code position} and begins at {@code offset}. */
    boolean followed(int index, long position, long offset) throws IOException {
        Segment segment = segments.at(index);
        if (position >= segment.sizeBytes()) {
            return offset == end(index);
        }
        ByteBuffer head = ByteBuffer.allocate(Batch.TO_MAGIC);
        segment.log().read(head, position);
        head.flip();
        return head.limit() < Batch.TO_MAGIC
                || Batch.baseOffset(head, 0) == offset
                || (Batch.magic(head, 0) < Batch.MAGIC && Batch.baseOffset(head, 0) >= offset);
    }

    /** Offsets go missing in good order where a topic is compacted; elsewhere the whole segment must agree. */
    boolean gapIsTrue(int index, BatchCursor cursor, LogConfig config) throws IOException {
        long position = cursor.position();
        boolean believed = config.compact()
                ? growsTo(index, cursor)
                : segments.at(index).chain().holds(segments.at(index), cursor, end(index));
        return cursor.moveTo(position) && believed;
    }

    private boolean growsTo(int index, BatchCursor cursor) throws IOException {
        long end = cursor.lastOffset() + 1;
        return cursor.position() + cursor.size() == segments.at(index).sizeBytes()
                ? end <= end(index)
                : !cursor.next() || cursor.baseOffset() >= end;
    }

    /** Tells the operator. */
    void complain(Segment segment, long position) {
        LOGGER.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("segment", segment.baseOffset())
                .addKeyValue("position", position)
                .log("stored batch is not readable");
    }

    private long end(int index) {
        return index + 1 < segments.count()
                ? segments.at(index + 1).baseOffset()
                : segments.at(index).nextOffset();
    }
}
