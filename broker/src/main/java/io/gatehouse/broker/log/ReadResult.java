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
