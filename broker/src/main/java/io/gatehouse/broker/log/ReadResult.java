package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.nio.ByteBuffer;

/**
 * Whole batches, or why there are none.
 *
 * @param error NONE, OFFSET_OUT_OF_RANGE, or CORRUPT_MESSAGE where the stored bytes are not a batch
 * @param batches the caller's own; the first batch may begin below the offset asked for (COMPAT A11.3); empty when
 *     nothing lies between the offset and the bound
 */
public record ReadResult(ErrorCode error, ByteBuffer batches) {
    private static final int LENGTH_AT = 8;
    private static final int HEAD_BYTES = 12;
    private static final int MAGIC_AT = 16;
    private static final int LAST_OFFSET_DELTA_AT = 23;

    /** The offset after the last batch; -1 when there is none. */
    public long nextOffset() {
        long next = -1;
        int at = batches.position();
        while (at + HEAD_BYTES < batches.limit()) {
            boolean old = batches.get(at + MAGIC_AT) < Batch.MAGIC; // Those carry their last offset.
            next = batches.getLong(at) + (old ? 0 : batches.getInt(at + LAST_OFFSET_DELTA_AT)) + 1;
            at += HEAD_BYTES + batches.getInt(at + LENGTH_AT);
        }
        return next;
    }

    static ReadResult of(ByteBuffer batches) {
        return new ReadResult(ErrorCode.NONE, batches);
    }

    static ReadResult empty() {
        return new ReadResult(ErrorCode.NONE, ByteBuffer.allocate(0));
    }

    static ReadResult failed(ErrorCode error) {
        return new ReadResult(error, ByteBuffer.allocate(0));
    }
}
