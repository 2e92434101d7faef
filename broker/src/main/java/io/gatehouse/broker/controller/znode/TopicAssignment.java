package io.gatehouse.broker.controller.znode;

import io.gatehouse.broker.model.TopicId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which brokers hold the replicas of each partition of a topic; the head of each list is the preferred leader.
 *
 * @param id empty where an old broker made the topic (COMPAT C5.12)
 */
public record TopicAssignment(Optional<TopicId> id, Map<Integer, Replicas> partitions) {
    /** The replicas of one partition; the last two lists are empty but during a reassignment. */
    public record Replicas(List<Integer> all, List<Integer> adding, List<Integer> removing) {
        public Replicas {
            all = List.copyOf(all);
            adding = List.copyOf(adding);
            removing = List.copyOf(removing);
        }

        public static Replicas of(List<Integer> all) {
            return new Replicas(all, List.of(), List.of());
        }

        public boolean reassigning() {
            return !adding.isEmpty() || !removing.isEmpty();
        }
    }

    public TopicAssignment {
        partitions = Collections.unmodifiableMap(new TreeMap<>(partitions));
    }
}
