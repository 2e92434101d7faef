package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** StopReplica v4, request. */
public final class StopReplicaRequest extends ControlMessage<StopReplicaRequest.Body> {
    public static final short VERSION = 4;

    public record Body(
            int controllerId, boolean kraftController, int controllerEpoch, long brokerEpoch, List<Topic> topics) {
        public Body {
            topics = List.copyOf(topics);
        }
    }

    public record Topic(String name, List<Partition> partitions) {
        private static final int SMALLEST = 3;

        public Topic {
            partitions = List.copyOf(partitions);
        }

        static Topic read(CompactReader in) {
            Topic topic = new Topic(in.string(), in.list(Partition.SMALLEST, Partition::read));
            in.skipTags();
            return topic;
        }

        void write(CompactWriter out) {
            out.string(name);
            out.list(partitions, Partition::write);
            out.noTags();
        }
    }

    public record Partition(int index, int leaderEpoch, boolean delete) {
        private static final int SMALLEST = 10;

        static Partition read(CompactReader in) {
            Partition partition = new Partition(in.int32(), in.int32(), in.bool());
            in.skipTags();
            return partition;
        }

        void write(CompactWriter out) {
            out.int32(index);
            out.int32(leaderEpoch);
            out.bool(delete);
            out.noTags();
        }
    }

    public StopReplicaRequest() {
        this(null);
    }

    public StopReplicaRequest(@Nullable Body body) {
        super(ApiKey.STOP_REPLICA, VERSION, body);
    }

    @Override
    Body readBody(CompactReader in) {
        Body body = new Body(in.int32(), in.bool(), in.int32(), in.int64(), in.list(Topic.SMALLEST, Topic::read));
        in.skipTags();
        return body;
    }

    @Override
    void writeBody(Body body, CompactWriter out) {
        out.int32(body.controllerId());
        out.bool(body.kraftController());
        out.int32(body.controllerEpoch());
        out.int64(body.brokerEpoch());
        out.list(body.topics(), Topic::write);
        out.noTags();
    }

    @Override
    StopReplicaRequest withBody(Body same) {
        return new StopReplicaRequest(same);
    }
}
