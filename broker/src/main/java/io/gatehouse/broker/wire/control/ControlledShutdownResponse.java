package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ControlledShutdown v3, answer: the partitions that the broker still leads. */
public final class ControlledShutdownResponse extends ControlMessage<ControlledShutdownResponse.Body> {
    public record Body(short errorCode, List<Remaining> remaining) {
        public Body {
            remaining = List.copyOf(remaining);
        }
    }

    public record Remaining(String topic, int index) {
        private static final int SMALLEST = 6;

        static Remaining read(CompactReader in) {
            Remaining partition = new Remaining(in.string(), in.int32());
            in.skipTags();
            return partition;
        }

        void write(CompactWriter out) {
            out.string(topic);
            out.int32(index);
            out.noTags();
        }
    }

    public ControlledShutdownResponse() {
        this(null);
    }

    public ControlledShutdownResponse(@Nullable Body body) {
        super(ApiKey.CONTROLLED_SHUTDOWN, ControlledShutdownRequest.VERSION, body);
    }

    @Override
    Body readBody(CompactReader in) {
        Body body = new Body(in.int16(), in.list(Remaining.SMALLEST, Remaining::read));
        in.skipTags();
        return body;
    }

    @Override
    void writeBody(Body body, CompactWriter out) {
        out.int16(body.errorCode());
        out.list(body.remaining(), Remaining::write);
        out.noTags();
    }

    @Override
    ControlledShutdownResponse withBody(Body same) {
        return new ControlledShutdownResponse(same);
    }
}
