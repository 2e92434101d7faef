package io.gatehouse.broker.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Writes a message into one buffer, and large runs of records beside it without copying them. The records must stay as
 * they are until the frame is released. Thread: one at a time.
 */
final class BufferWriter implements Writable {
    /** Below this a copy is cheaper than one more component. */
    private static final int COPY_MAX = 1024;

    private final ByteBuf fields;
    private final List<Cut> cuts = new ArrayList<>();

    /** Takes over {@code fields}. */
    BufferWriter(ByteBuf fields) {
        this.fields = fields;
    }

    /** Records that go between the fields written before and those written after {@code at}. */
    private record Cut(int at, ByteBuffer records) {}

    /** Everything written, in order; the caller owns it, and this writer is done. */
    ByteBuf finish(ByteBufAllocator allocator) {
        if (cuts.isEmpty()) {
            return fields;
        }
        CompositeByteBuf frame = allocator.compositeBuffer(2 * cuts.size() + 1);
        int from = fields.readerIndex();
        for (Cut cut : cuts) {
            addFields(frame, from, cut.at);
            frame.addComponent(true, Unpooled.wrappedBuffer(cut.records));
            from = cut.at;
        }
        addFields(frame, from, fields.writerIndex());
        fields.release();
        return frame;
    }

    void release() {
        fields.release();
    }

    ByteBuf fields() {
        return fields;
    }

    int recordBytes() {
        return cuts.stream().mapToInt(cut -> cut.records.remaining()).sum();
    }

    private void addFields(CompositeByteBuf frame, int from, int to) {
        if (to > from) {
            frame.addComponent(true, fields.retainedSlice(from, to - from));
        }
    }

    @Override
    public void writeRecords(BaseRecords records) {
        if (!(records instanceof MemoryRecords memory)) {
            throw new IllegalStateException(records.getClass() + " cannot be written (expected: MemoryRecords)");
        }
        ByteBuffer bytes = memory.buffer();
        if (bytes.remaining() <= COPY_MAX) {
            fields.writeBytes(bytes);
        } else {
            cuts.add(new Cut(fields.writerIndex(), bytes));
        }
    }

    @Override
    public void writeByte(byte value) {
        fields.writeByte(value);
    }

    @Override
    public void writeShort(short value) {
        fields.writeShort(value);
    }

    @Override
    public void writeInt(int value) {
        fields.writeInt(value);
    }

    @Override
    public void writeLong(long value) {
        fields.writeLong(value);
    }

    @Override
    public void writeDouble(double value) {
        fields.writeDouble(value);
    }

    @Override
    public void writeByteArray(byte[] bytes) {
        fields.writeBytes(bytes);
    }

    @Override
    public void writeByteBuffer(ByteBuffer bytes) {
        fields.writeBytes(bytes.duplicate());
    }

    @Override
    public void writeUnsignedVarint(int value) {
        long rest = Integer.toUnsignedLong(value);
        writeVarintBits(rest);
    }

    @Override
    public void writeVarint(int value) {
        writeVarintBits(Integer.toUnsignedLong((value << 1) ^ (value >> 31)));
    }

    @Override
    public void writeVarlong(long value) {
        writeVarintBits((value << 1) ^ (value >> 63));
    }

    private void writeVarintBits(long bits) {
        long rest = bits;
        while ((rest & ~0x7FL) != 0) {
            fields.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        fields.writeByte((int) rest);
    }
}
