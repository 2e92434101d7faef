package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What each partition is to the controller, with the legal moves (COMPAT D3). Thread: the controller loop. */
final class PartitionMachine {
    enum Phase {
        NON_EXISTENT,
        NEW,
        ONLINE,
        OFFLINE;

        boolean reachableFrom(Phase from) {
            return switch (this) {
                case NEW -> from == NON_EXISTENT;
                case ONLINE, OFFLINE -> from != NON_EXISTENT;
                case NON_EXISTENT -> from == OFFLINE;
            };
        }
    }

    private final Map<TopicPartition, Phase> phases = new HashMap<>();

    Phase phase(TopicPartition partition) {
        return phases.getOrDefault(partition, Phase.NON_EXISTENT);
    }

    void move(TopicPartition partition, Phase target) {
        Phase from = phase(partition);
        if (!target.reachableFrom(from)) {
            throw new IllegalStateException("partition " + partition + " from " + from + " to " + target);
        }
        if (target == Phase.NON_EXISTENT) {
            phases.remove(partition);
        } else {
            phases.put(partition, target);
        }
    }

    /** What a new controller finds, without a move (COMPAT D2.9). */
    void start(TopicPartition partition, Phase found) {
        phases.put(partition, found);
    }

    /** The partitions that wait for a leader. */
    Set<TopicPartition> leaderless() {
        return phases.entrySet().stream()
                .filter(entry -> entry.getValue() == Phase.NEW || entry.getValue() == Phase.OFFLINE)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    void forget(TopicName topic) {
        phases.keySet().removeIf(partition -> partition.topic().equals(topic));
    }
}
