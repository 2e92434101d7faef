package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a wish to create a topic or to add partitions.
 *
 * @param message why not, for the client's eyes
 * @param id {@link TopicId#ZERO} where nothing was created
 */
public record TopicOutcome(
        ErrorCode error,
        Optional<String> message,
        TopicId id,
        int partitions,
        int replicationFactor,
        Map<String, String> configs) {
    public TopicOutcome {
        configs = Map.copyOf(configs);
    }

    public boolean succeeded() {
        return error == ErrorCode.NONE;
    }

    public static TopicOutcome refused(ErrorCode error, String message) {
        return new TopicOutcome(error, Optional.of(message), TopicId.ZERO, -1, -1, Map.of());
    }

    TopicOutcome with(ErrorCode late) {
        return new TopicOutcome(late, Optional.empty(), id, partitions, replicationFactor, configs);
    }
}
