package io.gatehouse.broker.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * Makes of a stored batch what stays of it. Offsets, producer, sequence and leader epoch never change (COMPAT A10.9).
 * Thread: one cleaner thread.
 */
final class BatchCompaction {
    private static final int KEPT_WITHOUT_RECORDS = Batch.LOG_APPEND_TIME | Batch.TRANSACTIONAL | Batch.CONTROL;

    private final CompactionRules rules;
    private final StoredRecords stored;
    private final KeyHash hash;
    private final BitSet kept = new BitSet();
    private boolean tombstones;
    private long maxTimestamp;

    BatchCompaction(CompactionRules rules, StoredRecords stored, KeyHash hash) {
        this.rules = rules;
        this.stored = stored;
        this.hash = hash;
    }

    /** Records of a client; {@code aborted} ones go at once. */
    Optional<ByteBuffer> records(ByteBuffer batch, boolean aborted) throws CompactionFailure {
        if (aborted) {
            return withoutRecords(batch);
        }
        choose(batch);
        return kept.isEmpty() ? withoutRecords(batch) : withSome(batch, tombstones);
    }

    /** A transaction's end, whose records may all be gone ({@code alone}). */
    Optional<ByteBuffer> marker(ByteBuffer batch, boolean alone) throws CompactionFailure {
        if (alone && (rules.horizonPassed(batch) || Batch.count(batch, 0) == 0)) {
            return withoutRecords(batch);
        }
        kept.clear();
        kept.set(0, Math.min(Batch.count(batch, 0), batch.limit())); // The count could lie.
        maxTimestamp = Batch.maxTimestamp(batch, 0);
        return withSome(batch, alone);
    }

    private void choose(ByteBuffer batch) throws CompactionFailure {
        kept.clear();
        tombstones = false;
        maxTimestamp = -1;
        stored.walk(batch, (index, offset, timestamp, hasKey, hasValue) -> {
            if (rules.keeps(batch, offset, hasKey, hash, hasValue)) {
                kept.set(index);
                tombstones |= !hasValue;
                maxTimestamp = Math.max(maxTimestamp, timestamp);
            }
        });
        if (Batch.hasAttribute(batch, 0, Batch.LOG_APPEND_TIME)) {
            maxTimestamp = Batch.maxTimestamp(batch, 0);
        }
    }

    private Optional<ByteBuffer> withoutRecords(ByteBuffer batch) {
        if (!rules.newestOfProducer(batch)) {
            return Optional.empty();
        }
        if (Batch.count(batch, 0) == 0) {
            return Optional.of(batch);
        }
        ByteBuffer header = header(batch);
        long timestamp = Batch.maxTimestamp(batch, 0);
        int attributes = Batch.attributes(batch, 0) & KEPT_WITHOUT_RECORDS;
        Batch.describe(header, 0, Batch.HEADER, attributes, timestamp, timestamp, 0);
        Batch.seal(header, 0);
        return Optional.of(header);
    }

    /** @param horizonWanted something here goes after a while, from the first time that it is met (COMPAT A10.6) */
    private Optional<ByteBuffer> withSome(ByteBuffer batch, boolean horizonWanted) throws CompactionFailure {
        boolean horizonNew = horizonWanted && !Batch.hasAttribute(batch, 0, Batch.DELETE_HORIZON);
        if (!horizonNew && kept.cardinality() == Batch.count(batch, 0)) {
            return Optional.of(batch);
        }
        long baseTimestamp = horizonNew ? rules.horizon() : Batch.baseTimestamp(batch, 0);
        int attributes = Batch.attributes(batch, 0) | (horizonNew ? Batch.DELETE_HORIZON : 0);
        ByteBufferOutputStream output = new ByteBufferOutputStream(batch.limit());
        output.write(header(batch));
        try (OutputStream records =
                Codec.writer(Batch.codec(batch, 0), rules.source().config()).wrapForOutput(output, Batch.MAGIC)) {
            stored.copy(batch, kept, baseTimestamp, records);
        } catch (IOException memoryOnly) {
            throw new CompactionFailure("batch at offset " + Batch.baseOffset(batch, 0) + ": " + memoryOnly);
        }
        ByteBuffer made = output.buffer().flip();
        Batch.describe(made, 0, made.limit(), attributes, baseTimestamp, maxTimestamp, kept.cardinality());
        Batch.seal(made, 0);
        return Optional.of(made);
    }

    private static ByteBuffer header(ByteBuffer batch) {
        return ByteBuffer.allocate(Batch.HEADER)
                .put(batch.slice(0, Batch.HEADER))
                .flip();
    }
}
