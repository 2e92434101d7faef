package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.wire.ApiKey;
import org.jspecify.annotations.Nullable;

/** ControlledShutdown v3, request. */
public final class ControlledShutdownRequest extends ControlMessage<ControlledShutdownRequest.Body> {
    public static final short VERSION = 3;

    public record Body(int brokerId, long brokerEpoch) {}

    public ControlledShutdownRequest() {
        this(null);
    }

    public ControlledShutdownRequest(@Nullable Body body) {
        super(ApiKey.CONTROLLED_SHUTDOWN, VERSION, body);
    }

    @Override
    Body readBody(CompactReader in) {
        Body body = new Body(in.int32(), in.int64());
        in.skipTags();
        return body;
    }

    @Override
    void writeBody(Body body, CompactWriter out) {
        out.int32(body.brokerId());
        out.int64(body.brokerEpoch());
        out.noTags();
    }

    @Override
    ControlledShutdownRequest withBody(Body same) {
        return new ControlledShutdownRequest(same);
    }
}
