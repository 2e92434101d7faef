package io.gatehouse.broker.log;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Looks for a record by time within one stored batch. */
final class RecordTimes {
    private RecordTimes() {}

    /**
     * The first record of the batch at {@code least} or later that has {@code timestamp} or a later one.
     *
     * @param least nothing before it is late enough; the answer when the records cannot be read
     */
    static Optional<TimestampAndOffset> first(
            ByteBuffer batch, long timestamp, long least, LaneMemory memory, long budget) {
        try {
            if (Batch.magic(batch, 0) < Batch.MAGIC) {
                return new OldRecordTimes(batch, memory, budget).first(timestamp, least);
            }
            if (Batch.hasAttribute(batch, 0, Batch.LOG_APPEND_TIME)) {
                return Optional.of(
                        found(batch, Batch.maxTimestamp(batch, 0), Math.max(least, Batch.baseOffset(batch, 0))));
            }
            try (RecordWindow window = RecordWindow.of(batch, 0, batch.limit(), memory, budget)) {
                return walk(window, batch, timestamp, least);
            }
        } catch (InvalidRecords unreadable) {
            return Optional.of(new TimestampAndOffset(timestamp, least, -1));
        }
    }

    private static Optional<TimestampAndOffset> walk(RecordWindow window, ByteBuffer batch, long timestamp, long least)
            throws InvalidRecords {
        while (!window.atEnd()) {
            long end = window.recordEnd();
            window.read();
            long time = Batch.baseTimestamp(batch, 0) + window.varlong();
            long offset = Batch.baseOffset(batch, 0) + window.varint();
            if (time >= timestamp && offset >= least) {
                return Optional.of(found(batch, time, offset));
            }
            window.skip(window.rest(end));
        }
        return Optional.empty();
    }

    private static TimestampAndOffset found(ByteBuffer batch, long timestamp, long offset) {
        return new TimestampAndOffset(timestamp, offset, Batch.leaderEpoch(batch, 0));
    }
}
