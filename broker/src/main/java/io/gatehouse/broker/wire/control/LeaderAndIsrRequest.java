package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LeaderAndIsr v7, request. Note that the KRaft flag stands before the controller epoch. */
public final class LeaderAndIsrRequest extends ControlMessage<LeaderAndIsrRequest.Body> {
    public static final short VERSION = 7;

    /** @param type 0 unknown, 1 incremental, 2 full; ZooKeeper-mode controllers send 0 (COMPAT D7.7) */
    public record Body(
            int controllerId,
            boolean kraftController,
            int controllerEpoch,
            long brokerEpoch,
            byte type,
            List<Topic> topics,
            List<LiveLeader> liveLeaders) {
        public Body {
            topics = List.copyOf(topics);
            liveLeaders = List.copyOf(liveLeaders);
        }
    }

    public record Topic(String name, TopicId id, List<Partition> partitions) {
        public Topic {
            partitions = List.copyOf(partitions);
        }

        static Topic read(CompactReader in) {
            Topic topic = new Topic(in.string(), in.topicId(), in.list(Partition.SMALLEST, Partition::read));
            in.skipTags();
            return topic;
        }

        void write(CompactWriter out) {
            out.string(name);
            out.topicId(id);
            out.list(partitions, Partition::write);
            out.noTags();
        }
    }

    public record Partition(
            int index,
            int controllerEpoch,
            int leader,
            int leaderEpoch,
            List<Integer> isr,
            int partitionEpoch,
            List<Integer> replicas,
            List<Integer> addingReplicas,
            List<Integer> removingReplicas,
            boolean isNew,
            byte leaderRecoveryState) {
        private static final int SMALLEST = 27;

        public Partition {
            isr = List.copyOf(isr);
            replicas = List.copyOf(replicas);
            addingReplicas = List.copyOf(addingReplicas);
            removingReplicas = List.copyOf(removingReplicas);
        }

        static Partition read(CompactReader in) {
            Partition partition = new Partition(
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.int32s(),
                    in.int32(),
                    in.int32s(),
                    in.int32s(),
                    in.int32s(),
                    in.bool(),
                    in.int8());
            in.skipTags();
            return partition;
        }

        void write(CompactWriter out) {
            out.int32(index);
            out.int32(controllerEpoch);
            out.int32(leader);
            out.int32(leaderEpoch);
            out.int32s(isr);
            out.int32(partitionEpoch);
            out.int32s(replicas);
            out.int32s(addingReplicas);
            out.int32s(removingReplicas);
            out.bool(isNew);
            out.int8(leaderRecoveryState);
            out.noTags();
        }
    }

    public record LiveLeader(int brokerId, String host, int port) {
        private static final int SMALLEST = 10;

        static LiveLeader read(CompactReader in) {
            LiveLeader leader = new LiveLeader(in.int32(), in.string(), in.int32());
            in.skipTags();
            return leader;
        }

        void write(CompactWriter out) {
            out.int32(brokerId);
            out.string(host);
            out.int32(port);
            out.noTags();
        }
    }

    private static final int SMALLEST_TOPIC = 19;

    public LeaderAndIsrRequest() {
        this(null);
    }

    public LeaderAndIsrRequest(@Nullable Body body) {
        super(ApiKey.LEADER_AND_ISR, VERSION, body);
    }

    @Override
    Body readBody(CompactReader in) {
        Body body = new Body(
                in.int32(),
                in.bool(),
                in.int32(),
                in.int64(),
                in.int8(),
                in.list(SMALLEST_TOPIC, Topic::read),
                in.list(LiveLeader.SMALLEST, LiveLeader::read));
        in.skipTags();
        return body;
    }

    @Override
    void writeBody(Body body, CompactWriter out) {
        out.int32(body.controllerId());
        out.bool(body.kraftController());
        out.int32(body.controllerEpoch());
        out.int64(body.brokerEpoch());
        out.int8(body.type());
        out.list(body.topics(), Topic::write);
        out.list(body.liveLeaders(), LiveLeader::write);
        out.noTags();
    }

    @Override
    LeaderAndIsrRequest withBody(Body same) {
        return new LeaderAndIsrRequest(same);
    }
}
