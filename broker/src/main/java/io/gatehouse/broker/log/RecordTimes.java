package io.gatehouse.broker.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;

/** Looks for a record by time within one stored batch. */
final class RecordTimes {
    private RecordTimes() {}

    /** The first record of the batch at {@code least} or later that has {@code timestamp} or a later one. */
    static Optional<TimestampAndOffset> first(
            ByteBuffer batch, long timestamp, long least, LaneMemory memory, long budget) {
        if (Batch.magic(batch, 0) < Batch.MAGIC) {
            return firstOfOld(batch, timestamp, least);
        }
        if (Batch.hasAttribute(batch, 0, Batch.LOG_APPEND_TIME)) {
            return Optional.of(found(batch, Batch.maxTimestamp(batch, 0), Math.max(least, Batch.baseOffset(batch, 0))));
        }
        try {
            return walk(batch, timestamp, least, memory, budget);
        } catch (InvalidRecords unreadable) {
            // Nothing before this batch is late enough, so its start loses no record to who asks.
            return Optional.of(found(batch, Batch.maxTimestamp(batch, 0), Math.max(least, Batch.baseOffset(batch, 0))));
        }
    }

    private static Optional<TimestampAndOffset> walk(
            ByteBuffer batch, long timestamp, long least, LaneMemory memory, long budget) throws InvalidRecords {
        ByteBuffer records = batch.slice(Batch.HEADER, batch.limit() - Batch.HEADER);
        int codec = Batch.codec(batch, 0);
        if (codec == Codec.NONE) {
            return walk(RecordWindow.plain(records), batch, timestamp, least);
        }
        try (InputStream plain = Codec.reader(codec, records, memory.codecs())) {
            return walk(RecordWindow.inflating(plain, memory.inflated(), budget), batch, timestamp, least);
        } catch (IOException malformed) { // Only from closing the stream.
            throw new InvalidRecords("compressed records cannot be decompressed");
        }
    }

    private static Optional<TimestampAndOffset> walk(RecordWindow window, ByteBuffer batch, long timestamp, long least)
            throws InvalidRecords {
        while (!window.atEnd()) {
            int length = window.varint();
            long end = window.consumed() + length;
            window.read();
            long time = Batch.baseTimestamp(batch, 0) + window.varlong();
            long offset = Batch.baseOffset(batch, 0) + window.varint();
            if (time >= timestamp && offset >= least) {
                return Optional.of(found(batch, time, offset));
            }
            long rest = end - window.consumed();
            if (rest < 0 || rest > Integer.MAX_VALUE) {
                throw new InvalidRecords("record's length differs from what its fields add up to");
            }
            window.skip((int) rest);
        }
        return Optional.empty();
    }

    private static Optional<TimestampAndOffset> firstOfOld(ByteBuffer batch, long timestamp, long least) {
        for (Record each : MemoryRecords.readableRecords(batch).records()) {
            if (each.timestamp() >= timestamp && each.offset() >= least) {
                return Optional.of(new TimestampAndOffset(each.timestamp(), each.offset(), -1));
            }
        }
        return Optional.empty();
    }

    private static TimestampAndOffset found(ByteBuffer batch, long timestamp, long offset) {
        return new TimestampAndOffset(timestamp, offset, Batch.leaderEpoch(batch, 0));
    }
}
