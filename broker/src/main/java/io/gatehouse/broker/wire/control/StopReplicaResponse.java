package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** StopReplica v4, answer. */
public final class StopReplicaResponse extends ControlMessage<StopReplicaResponse.Body> {
    public record Body(short errorCode, List<PartitionError> partitions) {
        public Body {
            partitions = List.copyOf(partitions);
        }
    }

    public record PartitionError(String topic, int index, short errorCode) {
        private static final int SMALLEST = 8;

        static PartitionError read(CompactReader in) {
            PartitionError error = new PartitionError(in.string(), in.int32(), in.int16());
            in.skipTags();
            return error;
        }

        void write(CompactWriter out) {
            out.string(topic);
            out.int32(index);
            out.int16(errorCode);
            out.noTags();
        }
    }

    public StopReplicaResponse() {
        this(null);
    }

    public StopReplicaResponse(@Nullable Body body) {
        super(ApiKey.STOP_REPLICA, StopReplicaRequest.VERSION, body);
    }

    @Override
    Body readBody(CompactReader in) {
        Body body = new Body(in.int16(), in.list(PartitionError.SMALLEST, PartitionError::read));
        in.skipTags();
        return body;
    }

    @Override
    void writeBody(Body body, CompactWriter out) {
        out.int16(body.errorCode());
        out.list(body.partitions(), PartitionError::write);
        out.noTags();
    }

    @Override
    StopReplicaResponse withBody(Body same) {
        return new StopReplicaResponse(same);
    }
}
