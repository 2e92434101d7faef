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
    private final LaneMemory memory = new LaneMemory();
    private final ByteBuffer front = ByteBuffer.allocate(FRONT_MAX);

    StoredRecords(KeyHash hash) {
        this.hash = hash;
    }

    void walk(ByteBuffer batch, long budget, Visitor visitor) throws CompactionFailure {
        each(batch, budget, records -> {
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
        long end = end(records);
        records.read();
        long timestamp = Batch.baseTimestamp(batch, 0) + records.varlong();
        long offset = Batch.baseOffset(batch, 0) + records.varint();
        int keyBytes = records.varint();
        if (keyBytes >= 0) {
            records.copy(Math.min(keyBytes, rest(records, end)), hash);
            hash.finish();
        }
        int valueBytes = records.varint();
        records.skip(rest(records, end));
        visitor.record(index, offset, timestamp, keyBytes >= 0, valueBytes >= 0);
    }

    /** Writes those records that are {@code kept}, their times now counted from {@code baseTimestamp}. */
    void copy(ByteBuffer batch, long budget, BitSet kept, long baseTimestamp, OutputStream target)
            throws CompactionFailure {
        long shift = Batch.baseTimestamp(batch, 0) - baseTimestamp;
        each(batch, budget, records -> {
            for (int index = 0; index < kept.length(); index++) {
                long end = end(records);
                byte attributes = records.read();
                long delta = records.varlong() + shift;
                int rest = rest(records, end);
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

    /** Where the record ends whose length is read next. */
    private static long end(RecordWindow records) throws InvalidRecords {
        int length = records.varint();
        return records.consumed() + length;
    }

    private static int rest(RecordWindow records, long end) throws InvalidRecords {
        long rest = end - records.consumed();
        if (rest < 0 || rest > Integer.MAX_VALUE) {
            throw new InvalidRecords("record's length differs from what its fields add up to");
        }
        return (int) rest;
    }

    private void each(ByteBuffer batch, long budget, Walk walk) throws CompactionFailure {
        try (RecordWindow records = RecordWindow.of(batch, 0, batch.limit(), memory, budget)) {
            walk.over(records);
        } catch (InvalidRecords unreadable) {
            throw new CompactionFailure("batch at offset " + Batch.baseOffset(batch, 0) + ": " + unreadable.sentence());
        } catch (IOException malformed) { // Files are not involved here: a codec says it in this way.
            throw new CompactionFailure("batch at offset " + Batch.baseOffset(batch, 0) + ": " + malformed);
        }
    }
}
