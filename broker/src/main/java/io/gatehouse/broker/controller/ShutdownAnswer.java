package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import java.util.Set;

/** What the controller says to a broker that wants to stop: the partitions that it leads still (COMPAT D5.11, D11.8). */
public record ShutdownAnswer(ErrorCode error, Set<TopicPartition> remaining) {
    public ShutdownAnswer {
        remaining = Set.copyOf(remaining);
    }
}
