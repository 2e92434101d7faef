package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A topic that somebody wants.
 *
 * @param partitions {@link #DEFAULT} for the broker's {@code num.partitions}
 * @param replicationFactor {@link #DEFAULT} for the broker's {@code default.replication.factor}
 * @param assignment the replicas of each partition, instead of the two counts
 */
public record NewTopic(
        TopicName name,
        int partitions,
        int replicationFactor,
        Optional<Map<Integer, List<Integer>>> assignment,
        Map<String, String> configs) {
    public static final int DEFAULT = -1;

    public NewTopic {
        assignment = assignment.map(Map::copyOf);
        configs = Map.copyOf(configs);
    }

    public static NewTopic of(TopicName name, int partitions, int replicationFactor) {
        return new NewTopic(name, partitions, replicationFactor, Optional.empty(), Map.of());
    }

    /** An id that no other topic has; never all zero, which says "none". */
    static TopicId freshId(RandomGenerator random) {
        TopicId id = new TopicId(new UUID(random.nextLong(), random.nextLong()));
        return id.equals(TopicId.ZERO) ? freshId(random) : id;
    }
}
