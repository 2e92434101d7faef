package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LeaderAndIsr v7, answer: errors by topic id. */
public final class LeaderAndIsrResponse extends ControlMessage<LeaderAndIsrResponse.Body> {
    public record Body(short errorCode, List<Topic> topics) {
        public Body {
            topics = List.copyOf(topics);
        }
    }

    public record Topic(TopicId id, List<PartitionError> partitions) {
        private static final int SMALLEST = 18;

        public Topic {
            partitions = List.copyOf(partitions);
        }

        static Topic read(CompactReader in) {
            Topic topic = new Topic(in.topicId(), in.list(PartitionError.SMALLEST, PartitionError::read));
            in.skipTags();
            return topic;
        }

        void write(CompactWriter out) {
            out.topicId(id);
            out.list(partitions, PartitionError::write);
            out.noTags();
        }
    }

    public record PartitionError(int index, short errorCode) {
        private static final int SMALLEST = 7;

        static PartitionError read(CompactReader in) {
            PartitionError error = new PartitionError(in.int32(), in.int16());
            in.skipTags();
            return error;
        }

        void write(CompactWriter out) {
            out.int32(index);
            out.int16(errorCode);
            out.noTags();
        }
    }

    public LeaderAndIsrResponse() {
        this(null);
    }

    public LeaderAndIsrResponse(@Nullable Body body) {
        super(ApiKey.LEADER_AND_ISR, LeaderAndIsrRequest.VERSION, body);
    }

    @Override
    Body readBody(CompactReader in) {
        Body body = new Body(in.int16(), in.list(Topic.SMALLEST, Topic::read));
        in.skipTags();
        return body;
    }

    @Override
    void writeBody(Body body, CompactWriter out) {
        out.int16(body.errorCode());
        out.list(body.topics(), Topic::write);
        out.noTags();
    }

    @Override
    LeaderAndIsrResponse withBody(Body same) {
        return new LeaderAndIsrResponse(same);
    }
}
