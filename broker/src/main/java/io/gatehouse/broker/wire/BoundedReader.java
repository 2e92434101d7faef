package io.gatehouse.broker.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.jspecify.annotations.Nullable;

/**
 * Reads one frame that a stranger wrote: every length is compared with what is left before anything is allocated (attacks
 * 10, 12), varints end (14), text is UTF-8 or refused (19), unknown tagged fields are skipped without being kept (15).
 *
 * <p>Borrows the frame and moves its reader index. {@link #readByteBuffer} hands out slices of it, which live as long as
 * the frame. Thread: one at a time.
 */
public final class BoundedReader implements Readable {
    private static final byte[] NO_BYTES = {};

    private final ByteBuf frame;

    public BoundedReader(ByteBuf frame) {
        this.frame = frame;
    }

    @Override
    public int remaining() {
        return frame.readableBytes();
    }

    @Override
    public byte readByte() {
        need(Byte.BYTES);
        return frame.readByte();
    }

    @Override
    public short readShort() {
        need(Short.BYTES);
        return frame.readShort();
    }

    @Override
    public int readInt() {
        need(Integer.BYTES);
        return frame.readInt();
    }

    @Override
    public long readLong() {
        need(Long.BYTES);
        return frame.readLong();
    }

    @Override
    public double readDouble() {
        need(Double.BYTES);
        return frame.readDouble();
    }

    @Override
    public byte[] readArray(int length) {
        need(length);
        if (length == 0) {
            return NO_BYTES;
        }
        byte[] bytes = new byte[length];
        frame.readBytes(bytes);
        return bytes;
    }

    @Override
    public ByteBuffer readByteBuffer(int length) {
        need(length);
        ByteBuffer slice = frame.nioBuffer(frame.readerIndex(), length).slice();
        frame.skipBytes(length);
        return slice;
    }

    @Override
    public String readString(int length) {
        need(length);
        if (length == 0) {
            return "";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(frame.nioBuffer(frame.readerIndex(), length))
                    .toString();
            frame.skipBytes(length);
            return text;
        } catch (CharacterCodingException e) {
            throw new MalformedFrame("text of " + length + " bytes is not UTF-8 (expected: UTF-8)");
        }
    }

    /** In this protocol unsigned varints are lengths, counts and tags, all of which fit an int. */
    @Override
    public int readUnsignedVarint() {
        long value = varint(5);
        if (value > Integer.MAX_VALUE) {
            throw new MalformedFrame("unsigned varint " + value + " (expected: at most " + Integer.MAX_VALUE + ")");
        }
        return (int) value;
    }

    @Override
    public int readVarint() {
        long value = varint(5);
        if (value > 0xFFFF_FFFFL) {
            throw new MalformedFrame("varint of more than 32 bits (expected: 32 bits)");
        }
        return (int) (value >>> 1) ^ -(int) (value & 1);
    }

    @Override
    public long readVarlong() {
        long value = varint(10);
        return (value >>> 1) ^ -(value & 1);
    }

    @Override
    public Readable slice() {
        return new BoundedReader(frame.slice());
    }

    /** Skips a field of a version newer than ours. */
    @Override
    public @Nullable List<RawTaggedField> readUnknownTaggedField(
            @Nullable List<RawTaggedField> fields, int tag, int size) {
        skip(size);
        return fields;
    }

    void skip(int length) {
        need(length);
        frame.skipBytes(length);
    }

    private void need(int length) {
        if (length < 0 || length > frame.readableBytes()) {
            throw new MalformedFrame("length " + length + " (expected: 0.." + frame.readableBytes() + ")");
        }
    }

    /**
     * Encodings longer than needed are read as Apache Kafka reads them (attack 14), longer than {@code bytesMax} are refused.
     */
    private long varint(int bytesMax) {
        long value = 0;
        for (int i = 0; i < bytesMax; i++) {
            byte b = readByte();
            long bits = b & 0x7F;
            if (i == 9 && bits > 1) {
                throw new MalformedFrame("varint of more than 64 bits (expected: at most 64)");
            }
            value |= bits << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedFrame("varint does not end (expected: at most " + bytesMax + " bytes)");
    }
}
