package io.gatehouse.broker.group;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import java.util.List;

/** Committed offsets, in the order asked for; none if {@code error} is set. */
public record FetchAnswer(ErrorCode error, List<Offset> offsets) {
    public FetchAnswer {
        offsets = List.copyOf(offsets);
    }

    /** @param offset -1 if none is committed */
    public record Offset(
            TopicName topic, int partition, long offset, int leaderEpoch, String metadata, ErrorCode error) {
        static Offset none(TopicName topic, int partition, ErrorCode error) {
            return new Offset(topic, partition, -1, -1, "", error);
        }
    }
}
