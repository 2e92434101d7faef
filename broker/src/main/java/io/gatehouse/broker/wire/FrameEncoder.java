package io.gatehouse.broker.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** A header and a message as one frame with its size in front. */
final class FrameEncoder {
    /** Size, correlation id and what else a header has, but for the client id. */
    private static final int HEADER_BYTES = 16;

    private FrameEncoder() {}

    static Frame frame(
            ApiMessage message,
            short version,
            int headerBytes,
            Consumer<BufferWriter> header,
            ByteBufAllocator allocator) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        message.addSize(size, cache, version);
        BufferWriter writer =
                new BufferWriter(allocator.buffer(HEADER_BYTES + headerBytes + size.sizeExcludingZeroCopy()));
        try {
            writer.writeInt(0); // The size, known when all is written.
            header.accept(writer);
            message.write(writer, cache, version);
            ByteBuf fields = writer.fields();
            fields.setInt(0, fields.readableBytes() - Integer.BYTES + writer.recordBytes());
        } catch (RuntimeException | Error e) {
            writer.release();
            throw e;
        }
        return writer.finish(allocator);
    }
}
