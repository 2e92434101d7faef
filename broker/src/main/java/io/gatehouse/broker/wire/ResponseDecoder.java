package io.gatehouse.broker.wire;

import io.netty.buffer.ByteBuf;
import org.apache.kafka.common.protocol.ApiMessage;

/** Reads the answers of other brokers. Thread: any. */
public final class ResponseDecoder {
    private ResponseDecoder() {}

    /** The correlation id, with the reader index moved past it. Borrows {@code frame}. */
    public static int correlationId(ByteBuf frame) {
        return new BoundedReader(frame).readInt();
    }

    /** The rest of the frame after its correlation id. Borrows {@code frame}; byte buffers in the answer are slices of it. */
    public static ApiMessage body(ApiKey key, short version, ByteBuf frame) {
        if (HeaderVersion.flexibleAnswer(key, version)) {
            RequestDecoder.skipTags(new BoundedReader(frame));
        }
        return RequestDecoder.read(Messages.newResponse(key), version, frame);
    }
}
