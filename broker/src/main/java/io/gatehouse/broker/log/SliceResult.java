package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.util.Optional;

/**
 * Where whole batches stand, or why there are none.
 *
 * @param error NONE, OFFSET_OUT_OF_RANGE, or CORRUPT_MESSAGE where the stored bytes are not a batch
 * @param slice the caller's to close; the first batch may begin below the offset asked for (COMPAT A11.3); empty when
 *     nothing lies between the offset and the bound
 */
public record SliceResult(ErrorCode error, Optional<RecordSlice> slice) {
    static final SliceResult EMPTY = new SliceResult(ErrorCode.NONE, Optional.empty());

    static SliceResult of(RecordSlice slice) {
        return new SliceResult(ErrorCode.NONE, Optional.of(slice));
    }

    static SliceResult failed(ErrorCode error) {
        return new SliceResult(error, Optional.empty());
    }
}
