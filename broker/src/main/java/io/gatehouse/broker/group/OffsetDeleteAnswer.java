package io.gatehouse.broker.group;

import io.gatehouse.broker.model.ErrorCode;
import java.util.List;

/**
 * @param error of the whole request
 * @param topics one list for each topic, one error for each of its partitions, in their order; empty if {@code error} is set
 */
public record OffsetDeleteAnswer(ErrorCode error, List<List<ErrorCode>> topics) {
    public OffsetDeleteAnswer {
        topics = topics.stream().map(List::copyOf).toList();
    }
}
