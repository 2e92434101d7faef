package io.gatehouse.broker.log;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks for a record by time within a stored message of format v0 or v1, which may be a wrapper around compressed ones
 * (COMPAT A5.2). Those are read as a stream, twice: offsets within a wrapper of v1 count back from its last one. No client
 * can store such a message here any more, but a directory from Kafka may hold one, with whatever it contains.
 */
final class OldRecordTimes {
    private static final int ATTRIBUTES = 17;
    private static final int TIMESTAMP = 18;
    private static final int LOG_APPEND_TIME = 0x08;
    private static final int CRC_AND_ATTRIBUTES = 6;
    private static final int TIMESTAMP_BYTES = 8;

    private final ByteBuffer message;
    private final LaneMemory memory;
    private final long budget;
    private final byte magic;
    private final int attributes;
    private final long offset;

    OldRecordTimes(ByteBuffer message, LaneMemory memory, long budget) {
        this.message = message;
        this.memory = memory;
        this.budget = budget;
        magic = Batch.magic(message, 0);
        attributes = message.get(ATTRIBUTES);
        offset = Batch.baseOffset(message, 0);
    }

    /** Without a time a record is never late enough, so all of v0 are passed over, as Kafka does. */
    Optional<TimestampAndOffset> first(long timestamp, long least) throws InvalidRecords {
        if (magic == 0) {
            return Optional.empty();
        }
        long time = message.getLong(TIMESTAMP);
        if ((attributes & Batch.CODEC_MASK) == Codec.NONE) {
            return time >= timestamp && offset >= least ? Optional.of(found(time, offset)) : Optional.empty();
        }
        long last;
        try (RecordWindow inner = inner()) {
            last = Scan.of(inner, Long.MAX_VALUE, Long.MAX_VALUE).offset;
        }
        long shift = offset - last;
        try (RecordWindow inner = inner()) {
            if ((attributes & LOG_APPEND_TIME) != 0) { // The wrapper's time is that of each record.
                Scan scan = Scan.of(inner, Long.MIN_VALUE, least - shift);
                return time >= timestamp && scan.found
                        ? Optional.of(found(time, scan.offset + shift))
                        : Optional.empty();
            }
            Scan scan = Scan.of(inner, timestamp, least - shift);
            return scan.found ? Optional.of(found(scan.timestamp, scan.offset + shift)) : Optional.empty();
        }
    }

    private static TimestampAndOffset found(long timestamp, long offset) {
        return new TimestampAndOffset(timestamp, offset, -1);
    }

    private RecordWindow inner() throws InvalidRecords {
        ByteBuffer value = value();
        InputStream plain = Codec.reader(attributes & Batch.CODEC_MASK, magic, value, memory.codecs(), budget);
        return RecordWindow.inflating(plain, memory.inflated(), budget);
    }

    private ByteBuffer value() throws InvalidRecords {
        int keyAt = TIMESTAMP + TIMESTAMP_BYTES;
        if (message.limit() < keyAt + 2 * Integer.BYTES) {
            throw new InvalidRecords("message of " + message.limit() + " bytes is cut off");
        }
        long valueAt = keyAt + Integer.BYTES + Math.max(0L, message.getInt(keyAt));
        if (valueAt > message.limit() - Integer.BYTES) {
            throw new InvalidRecords("message's key reaches beyond its end");
        }
        int bytes = message.getInt((int) valueAt);
        if (bytes < 0 || bytes > message.limit() - Integer.BYTES - valueAt) {
            throw new InvalidRecords("message's value reaches beyond its end");
        }
        return message.slice((int) valueAt + Integer.BYTES, bytes);
    }

    /** One pass over the messages of a wrapper: the first one that is late enough and far enough, or else the last one. */
    private record Scan(boolean found, long timestamp, long offset) {
        static Scan of(RecordWindow inner, long timestamp, long least) throws InvalidRecords {
            long offset = -1;
            while (!inner.atEnd()) {
                offset = inner.number(Long.BYTES);
                long bytes = inner.number(Integer.BYTES);
                if (bytes < CRC_AND_ATTRIBUTES + TIMESTAMP_BYTES || bytes > Integer.MAX_VALUE) {
                    throw new InvalidRecords("message of " + bytes + " bytes in a wrapper");
                }
                inner.skip(CRC_AND_ATTRIBUTES);
                long time = inner.number(Long.BYTES);
                if (time >= timestamp && offset >= least) {
                    return new Scan(true, time, offset);
                }
                inner.skip((int) bytes - CRC_AND_ATTRIBUTES - TIMESTAMP_BYTES);
            }
            return new Scan(false, -1, offset);
        }
    }
}
