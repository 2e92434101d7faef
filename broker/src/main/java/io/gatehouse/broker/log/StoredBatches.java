package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds stored batches by offset, believing no index. Thread: the log lane. */
final class StoredBatches {
    private final Segments segments;
    private final ByteBuffer window;

    /** @param window borrowed by each cursor until the next one is asked for */
    StoredBatches(Segments segments, ByteBuffer window) {
        this.segments = segments;
        this.window = window;
    }

    /** A cursor on the batch that holds {@code offset}; empty when none does, or when the way to it is damaged. */
    Optional<BatchCursor> holding(long offset) throws IOException {
        Segment segment = segments.at(segments.indexFor(offset));
        BatchCursor cursor = new BatchCursor(segment.log(), window, BatchCursor.LOOKUP_WINDOW);
        return seek(cursor, segment.offsets(), offset) && cursor.baseOffset() <= offset
                ? Optional.of(cursor)
                : Optional.empty();
    }

    /** Moves to the first batch that ends at {@code offset} or later, from the start where the index leads astray. */
    static boolean seek(BatchCursor cursor, OffsetIndex index, long offset) throws IOException {
        int hint = index.position(offset);
        return (hint != 0 && cursor.moveTo(hint) && cursor.baseOffset() <= offset && cursor.find(hint, offset))
                || cursor.find(0, offset);
    }
}
