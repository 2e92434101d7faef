package io.gatehouse.broker.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Walks over the records of a stored batch, decompressing piece by piece within a budget (attack 191), and copies some of
 * them. Makes no object per record. Thread: one cleaner thread.
 */
final class StoredRecords {
    /** What {@link #walk} tells of each record; the key is in the hash that was given. */
    @FunctionalInterface
    interface Visitor {
        void record(int index, long offset, long timestamp, boolean hasKey, boolean hasValue);
    }

    @FunctionalInterface
    private interface Walk {
        void over(RecordWindow records) throws InvalidRecords, IOException;
    }

    private static final int FRONT_MAX = 5 + 1 + 10;

    private final KeyHash hash;
    private final LaneMemory memory;
    private final long budget;
    private final ByteBuffer front = ByteBuffer.allocate(FRONT_MAX);

    /** @param budget of one batch, see {@link Codec#budget} */
    StoredRecords(KeyHash hash, LaneMemory memory, long budget) {
        this.hash = hash;
        this.memory = memory;
        this.budget = budget;
    }

    void walk(ByteBuffer batch, Visitor visitor) throws CompactionFailure {
        each(batch, records -> {
            int count = Batch.count(batch, 0);
            for (int index = 0; index < count; index++) {
                visit(records, batch, index, visitor);
            }
            if (!records.atEnd()) {
                throw new InvalidRecords("batch holds more than the " + count + " records that it claims");
            }
        });
    }

    private void visit(RecordWindow records, ByteBuffer batch, int index, Visitor visitor)
            throws InvalidRecords, IOException {
        long end = records.recordEnd();
        records.read();
        long timestamp = Batch.baseTimestamp(batch, 0) + records.varlong();
        long offset = Batch.baseOffset(batch, 0) + records.varint();
        int keyBytes = records.varint();
        if (keyBytes >= 0) {
            records.copy(Math.min(keyBytes, records.rest(end)), hash);
            hash.finish();
        }
        int valueBytes = records.varint();
        records.skip(records.rest(end));
        visitor.record(index, offset, timestamp, keyBytes >= 0, valueBytes >= 0);
    }

    /** Writes those records that are {@code kept}, their times now counted from {@code baseTimestamp}. */
    void copy(ByteBuffer batch, BitSet kept, long baseTimestamp, OutputStream target) throws CompactionFailure {
        long shift = Batch.baseTimestamp(batch, 0) - baseTimestamp;
        each(batch, records -> {
            for (int index = 0; index < kept.length(); index++) {
                long end = records.recordEnd();
                byte attributes = records.read();
                long delta = records.varlong() + shift;
                int rest = records.rest(end);
                if (kept.get(index)) {
                    ByteUtils.writeVarint(1 + ByteUtils.sizeOfVarlong(delta) + rest, front.clear());
                    front.put(attributes);
                    ByteUtils.writeVarlong(delta, front);
                    target.write(front.array(), 0, front.position());
                    records.copy(rest, target);
                } else {
                    records.skip(rest);
                }
            }
        });
    }

    private void each(ByteBuffer batch, Walk walk) throws CompactionFailure {
        try (RecordWindow records = RecordWindow.of(batch, 0, batch.limit(), memory, budget)) {
            walk.over(records);
        } catch (InvalidRecords unreadable) {
            throw new CompactionFailure("batch at offset " + Batch.baseOffset(batch, 0) + ": " + unreadable.sentence());
        } catch (IOException malformed) { // Files are not involved here: a codec says it in this way.
            throw new CompactionFailure("batch at offset " + Batch.baseOffset(batch, 0) + ": " + malformed);
        }
    }
}
