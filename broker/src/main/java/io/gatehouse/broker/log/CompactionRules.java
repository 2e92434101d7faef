package io.gatehouse.broker.log;

import io.gatehouse.broker.log.CompactionSource.LastOfProducer;
import java.nio.ByteBuffer;

/**
 * Which records and batches stay (COMPAT A10.5 to A10.8).
 *
 * @param newest of the part that was dirty
 * @param mappedEnd where that part ends; what follows stays
 * @param nowMillis the same for all of one compaction
 */
record CompactionRules(KeyOffsets newest, long mappedEnd, long nowMillis, CompactionSource source) {
    /** When tombstones and markers that are met for the first time may go. */
    long horizon() {
        return nowMillis + source.config().deleteRetentionMillis();
    }

    /** Whether the batch has a horizon, and it has passed. */
    boolean horizonPassed(ByteBuffer batch) {
        return Batch.hasAttribute(batch, 0, Batch.DELETE_HORIZON) && Batch.baseTimestamp(batch, 0) <= nowMillis;
    }

    /** @param key counts only where there is one; records without, which old versions let in, go (COMPAT A10.5) */
    boolean keeps(ByteBuffer batch, long offset, boolean hasKey, KeyHash key, boolean hasValue) {
        if (offset >= mappedEnd) {
            return true;
        }
        return hasKey && offset >= newest.get(key) && (hasValue || !horizonPassed(batch));
    }

    /** Whether the batch is what tells its producer's newest sequence or epoch (COMPAT A10.8). */
    boolean newestOfProducer(ByteBuffer batch) {
        LastOfProducer last = source.producers().get(Batch.producerId(batch, 0));
        if (last == null) {
            return false;
        }
        return last.lastOffset() == ProducerEntry.NO_OFFSET
                ? Batch.hasAttribute(batch, 0, Batch.CONTROL) && Batch.producerEpoch(batch, 0) == last.epoch()
                : Batch.lastOffset(batch, 0) == last.lastOffset();
    }
}
