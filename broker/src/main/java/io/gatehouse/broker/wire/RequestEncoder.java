package io.gatehouse.broker.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.protocol.ApiMessage;

/** Writes requests to other brokers. Thread: any. */
public final class RequestEncoder {
    private static final byte NO_TAGS = 0;

    private RequestEncoder() {}

    /** The request as a frame with its size in front, owned by the caller. */
    public static ByteBuf encode(
            ApiKey key,
            short version,
            int correlationId,
            String clientId,
            ApiMessage message,
            ByteBufAllocator allocator) {
        byte[] name = clientId.getBytes(StandardCharsets.UTF_8);
        Frame frame = FrameEncoder.frame(
                message,
                version,
                name.length,
                writer -> {
                    writer.writeShort(key.id());
                    writer.writeShort(version);
                    writer.writeInt(correlationId);
                    if (!HeaderVersion.bare(key, version)) {
                        writer.writeShort((short) name.length);
                        writer.writeByteArray(name);
                    }
                    if (HeaderVersion.flexible(key, version)) {
                        writer.writeByte(NO_TAGS);
                    }
                },
                allocator);
        return (ByteBuf) frame.parts().get(0); // No request holds records that are in a file.
    }
}
