package io.gatehouse.broker.wire;

import io.netty.buffer.ByteBufAllocator;
import org.apache.kafka.common.protocol.ApiMessage;

/** Writes answers. Thread: any. */
public final class ResponseEncoder {
    private static final byte NO_TAGS = 0;

    private ResponseEncoder() {}

    /**
     * The answer as a frame with its size in front, owned by the caller. Records in {@code message} become parts of it and
     * are not copied; what the message owns stays its own.
     */
    public static Frame encode(
            ApiKey key, short version, int correlationId, ApiMessage message, ByteBufAllocator allocator) {
        return FrameEncoder.frame(
                message,
                version,
                0,
                writer -> {
                    writer.writeInt(correlationId);
                    if (HeaderVersion.flexibleAnswer(key, version)) {
                        writer.writeByte(NO_TAGS);
                    }
                },
                allocator);
    }
}
