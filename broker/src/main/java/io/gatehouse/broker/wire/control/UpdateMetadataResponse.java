package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.wire.ApiKey;
import org.jspecify.annotations.Nullable;

/** UpdateMetadata v8, answer. */
public final class UpdateMetadataResponse extends ControlMessage<UpdateMetadataResponse.Body> {
    public record Body(short errorCode) {}

    public UpdateMetadataResponse() {
        this(null);
    }

    public UpdateMetadataResponse(@Nullable Body body) {
        super(ApiKey.UPDATE_METADATA, UpdateMetadataRequest.VERSION, body);
    }

    @Override
    Body readBody(CompactReader in) {
        Body body = new Body(in.int16());
        in.skipTags();
        return body;
    }

    @Override
    void writeBody(Body body, CompactWriter out) {
        out.int16(body.errorCode());
        out.noTags();
    }

    @Override
    UpdateMetadataResponse withBody(Body same) {
        return new UpdateMetadataResponse(same);
    }
}
