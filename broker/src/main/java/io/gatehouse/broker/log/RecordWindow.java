package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The records of one batch as a run of bytes: either the batch's own buffer, or decompressed piece by piece, so that
 * memory stays the same however much a few bytes claim to hold.
 */
final class RecordWindow implements AutoCloseable {
    private static final byte[] NO_PIECE = {};
    private static final int VARINT_BITS = 7;
    private static final int INT_SHIFT_MAX = 28;
    private static final int LONG_SHIFT_MAX = 63;

    private final ByteBuffer window;
    private final byte[] piece;
    private final @Nullable InputStream more;
    private final long budget;
    /** Bytes that earlier contents of the window held, less the position at which the first one began. */
    private long before;

    private RecordWindow(ByteBuffer window, byte[] piece, @Nullable InputStream more, long budget) {
        this.window = window;
        this.piece = piece;
        this.more = more;
        this.budget = budget;
        before = -window.position();
    }

    /**
     * The records of the v2 batch between {@code at} and {@code end}, whatever its codec; close it after use. For every
     * path that reads records: a batch that somebody stored may mean as much harm as one that a client sends.
     *
     * @param batch borrowed until then; its position and limit stay as they are
     * @param memory of the lane that reads; one window at a time
     * @param budget more decompressed bytes than this are refused with MESSAGE_TOO_LARGE
     */
    static RecordWindow of(ByteBuffer batch, int at, int end, LaneMemory memory, long budget) throws InvalidRecords {
        ByteBuffer records = batch.slice(at + Batch.HEADER, end - at - Batch.HEADER);
        int codec = Batch.codec(batch, at);
        return codec == Codec.NONE
                ? plain(records)
                : inflating(
                        Codec.reader(codec, Batch.MAGIC, records, memory.codecs(), budget), memory.inflated(), budget);
    }

    /** Borrows the buffer and moves its position. */
    static RecordWindow plain(ByteBuffer records) {
        return new RecordWindow(records, NO_PIECE, null, records.remaining());
    }

    /**
     * @param scratch holds one piece at a time
     * @param budget more decompressed bytes than this are refused with MESSAGE_TOO_LARGE
     */
    static RecordWindow inflating(InputStream compressed, byte[] scratch, long budget) {
        return new RecordWindow(ByteBuffer.wrap(scratch).limit(0), scratch, compressed, budget);
    }

    long consumed() {
        return before + window.position();
    }

    boolean atEnd() throws InvalidRecords {
        return !window.hasRemaining() && !refill();
    }

    byte read() throws InvalidRecords {
        if (atEnd()) {
            throw new InvalidRecords("records end within a record");
        }
        return window.get();
    }

    void skip(int bytes) throws InvalidRecords {
        int left = bytes;
        while (left > window.remaining()) {
            left -= window.remaining();
            window.position(window.limit());
            if (!refill()) {
                throw new InvalidRecords("records end within a record");
            }
        }
        window.position(window.position() + left);
    }

    /** Hands the next bytes on, piece by piece. Only for a window over an array. */
    void copy(int bytes, OutputStream target) throws InvalidRecords, IOException {
        int left = bytes;
        while (left > 0) {
            if (atEnd()) {
                throw new InvalidRecords("records end within a record");
            }
            int now = Math.min(left, window.remaining());
            target.write(window.array(), window.arrayOffset() + window.position(), now);
            window.position(window.position() + now);
            left -= now;
        }
    }

    int varint() throws InvalidRecords {
        int value = 0;
        for (int shift = 0; shift <= INT_SHIFT_MAX; shift += VARINT_BITS) {
            byte part = read();
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new InvalidRecords("number of more than 5 bytes");
    }

    long varlong() throws InvalidRecords {
        long value = 0;
        for (int shift = 0; shift <= LONG_SHIFT_MAX; shift += VARINT_BITS) {
            byte part = read();
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new InvalidRecords("number of more than 10 bytes");
    }

    /** A number of fixed size, its sign not looked at unless it fills a long. */
    long number(int bytes) throws InvalidRecords {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = (value << Byte.SIZE) | (read() & 0xff);
        }
        return value;
    }

    /** Reads a record's length; where the record ends by it, as {@link #consumed} counts. */
    long recordEnd() throws InvalidRecords {
        int length = varint();
        return consumed() + length;
    }

    /** Bytes from here to a record's {@code end}. */
    int rest(long end) throws InvalidRecords {
        long rest = end - consumed();
        if (rest < 0 || rest > Integer.MAX_VALUE) {
            throw new InvalidRecords("record's length differs from what its fields add up to");
        }
        return (int) rest;
    }

    private boolean refill() throws InvalidRecords {
        InputStream source = more;
        if (source == null) {
            return false;
        }
        before += window.position();
        window.clear().limit(0);
        int got = inflate(source);
        if (got < 0) {
            return false;
        }
        window.limit(got);
        if (before + got > budget) {
            throw new InvalidRecords(
                    ErrorCode.MESSAGE_TOO_LARGE, "batch decompresses to more than " + budget + " bytes");
        }
        return true;
    }

    private int inflate(InputStream source) throws InvalidRecords {
        try {
            int got;
            do {
                got = source.read(piece, 0, piece.length);
            } while (got == 0);
            return got;
        } catch (SnappyBlocks.TooLarge tooLarge) {
            throw new InvalidRecords(ErrorCode.MESSAGE_TOO_LARGE, tooLarge.sentence());
        } catch (IOException | RuntimeException malformed) { // Codecs throw both on hostile input.
            throw new InvalidRecords("compressed records cannot be decompressed");
        }
    }

    @Override
    public void close() throws InvalidRecords {
        InputStream source = more;
        if (source != null) {
            try {
                source.close();
            } catch (IOException malformed) {
                throw new InvalidRecords("compressed records cannot be decompressed");
            }
        }
    }
}
