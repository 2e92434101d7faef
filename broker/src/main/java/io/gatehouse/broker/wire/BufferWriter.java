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
    private record Cut(int at, BaseRecords records) {}

    /** Everything written, in order; the caller owns it, and this writer is done. */
    Frame finish(ByteBufAllocator allocator) {
        if (cuts.isEmpty()) {
            return Frame.of(fields);
        }
        Frame frame = new Frame();
        int from = fields.readerIndex();
        CompositeByteBuf run = allocator.compositeBuffer(2 * cuts.size() + 1);
        for (Cut cut : cuts) {
            addFields(run, from, cut.at);
            from = cut.at;
            if (cut.records instanceof Parcel.Records inFile) {
                frame.add(run);
                frame.add(inFile.file().share());
                run = allocator.compositeBuffer(2 * cuts.size() + 1);
            } else {
                run.addComponent(true, Unpooled.wrappedBuffer(((MemoryRecords) cut.records).buffer()));
            }
        }
        addFields(run, from, fields.writerIndex());
        fields.release();
        frame.add(run);
        return frame;
    }

    void release() {
        fields.release();
    }

    ByteBuf fields() {
        return fields;
    }

    int recordBytes() {
        return cuts.stream().mapToInt(cut -> cut.records.sizeInBytes()).sum();
    }

    private void addFields(CompositeByteBuf frame, int from, int to) {
        if (to > from) {
            frame.addComponent(true, fields.retainedSlice(from, to - from));
        }
    }

    @Override
    public void writeRecords(BaseRecords records) {
        if (records instanceof MemoryRecords memory && memory.sizeInBytes() <= COPY_MAX) {
            fields.writeBytes(memory.buffer());
        } else if (records instanceof MemoryRecords || records instanceof Parcel.Records) {
            cuts.add(new Cut(fields.writerIndex(), records));
        } else {
            throw new IllegalStateException(records.getClass() + " cannot be written (expected: memory or a parcel)");
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
