package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.MalformedFrame;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** UpdateMetadata v8, request. The type is a tagged field (0), written only when it is not 0. */
public final class UpdateMetadataRequest extends ControlMessage<UpdateMetadataRequest.Body> {
    public static final short VERSION = 8;

    private static final int SMALLEST_TOPIC = 19;
    private static final int TYPE_TAG = 0;

    public record Body(
            int controllerId,
            boolean kraftController,
            int controllerEpoch,
            long brokerEpoch,
            List<Topic> topics,
            List<Broker> liveBrokers,
            byte type) {
        public Body {
            topics = List.copyOf(topics);
            liveBrokers = List.copyOf(liveBrokers);
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

    /** @param zkVersion the partition epoch */
    public record Partition(
            int index,
            int controllerEpoch,
            int leader,
            int leaderEpoch,
            List<Integer> isr,
            int zkVersion,
            List<Integer> replicas,
            List<Integer> offlineReplicas) {
        private static final int SMALLEST = 24;

        public Partition {
            isr = List.copyOf(isr);
            replicas = List.copyOf(replicas);
            offlineReplicas = List.copyOf(offlineReplicas);
        }

        static Partition read(CompactReader in) {
            Partition partition = new Partition(
                    in.int32(), in.int32(), in.int32(), in.int32(), in.int32s(), in.int32(), in.int32s(), in.int32s());
            in.skipTags();
            return partition;
        }

        void write(CompactWriter out) {
            out.int32(index);
            out.int32(controllerEpoch);
            out.int32(leader);
            out.int32(leaderEpoch);
            out.int32s(isr);
            out.int32(zkVersion);
            out.int32s(replicas);
            out.int32s(offlineReplicas);
            out.noTags();
        }
    }

    public record Broker(int id, List<Endpoint> endpoints, Optional<String> rack) {
        private static final int SMALLEST = 7;

        public Broker {
            endpoints = List.copyOf(endpoints);
        }

        static Broker read(CompactReader in) {
            Broker broker = new Broker(in.int32(), in.list(Endpoint.SMALLEST, Endpoint::read), in.nullableString());
            in.skipTags();
            return broker;
        }

        void write(CompactWriter out) {
            out.int32(id);
            out.list(endpoints, Endpoint::write);
            out.nullableString(rack);
            out.noTags();
        }
    }

    public record Endpoint(int port, String host, String listener, short securityProtocol) {
        private static final int SMALLEST = 9;

        static Endpoint read(CompactReader in) {
            Endpoint endpoint = new Endpoint(in.int32(), in.string(), in.string(), in.int16());
            in.skipTags();
            return endpoint;
        }

        void write(CompactWriter out) {
            out.int32(port);
            out.string(host);
            out.string(listener);
            out.int16(securityProtocol);
            out.noTags();
        }
    }

    public UpdateMetadataRequest() {
        this(null);
    }

    public UpdateMetadataRequest(@Nullable Body body) {
        super(ApiKey.UPDATE_METADATA, VERSION, body);
    }

    @Override
    Body readBody(CompactReader in) {
        return new Body(
                in.int32(),
                in.bool(),
                in.int32(),
                in.int64(),
                in.list(SMALLEST_TOPIC, Topic::read),
                in.list(Broker.SMALLEST, Broker::read),
                readType(in));
    }

    private static byte readType(CompactReader in) {
        byte type = 0;
        for (int left = in.tagCount(); left > 0; left--) {
            if (in.tag() != TYPE_TAG) {
                in.skipTag();
            } else if (in.tagSize() == Byte.BYTES) {
                type = in.int8();
            } else {
                throw new MalformedFrame("UpdateMetadata type of another size (expected: 1 byte)");
            }
        }
        return type;
    }

    @Override
    void writeBody(Body body, CompactWriter out) {
        out.int32(body.controllerId());
        out.bool(body.kraftController());
        out.int32(body.controllerEpoch());
        out.int64(body.brokerEpoch());
        out.list(body.topics(), Topic::write);
        out.list(body.liveBrokers(), Broker::write);
        if (body.type() == 0) {
            out.noTags();
        } else {
            out.oneTag(TYPE_TAG, Byte.BYTES);
            out.int8(body.type());
        }
    }

    @Override
    UpdateMetadataRequest withBody(Body same) {
        return new UpdateMetadataRequest(same);
    }
}
