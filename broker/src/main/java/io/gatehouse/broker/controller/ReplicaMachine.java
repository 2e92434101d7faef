package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.TopicName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What each replica is to the controller, with the legal moves (COMPAT D4). Thread: the controller loop. */
final class ReplicaMachine {
    enum Phase {
        NON_EXISTENT,
        NEW,
        ONLINE,
        OFFLINE,
        DELETION_STARTED,
        DELETION_SUCCESSFUL,
        DELETION_INELIGIBLE;

        boolean reachableFrom(Phase from) {
            return switch (this) {
                case NEW -> from == NON_EXISTENT;
                case ONLINE, OFFLINE -> from == NEW || from == ONLINE || from == OFFLINE || from == DELETION_INELIGIBLE;
                case DELETION_STARTED -> from == OFFLINE;
                case DELETION_INELIGIBLE -> from == OFFLINE || from == DELETION_STARTED;
                case DELETION_SUCCESSFUL -> from == DELETION_STARTED;
                case NON_EXISTENT -> from == DELETION_SUCCESSFUL;
            };
        }
    }

    private final Map<Replica, Phase> phases = new HashMap<>();

    Phase phase(Replica replica) {
        return phases.getOrDefault(replica, Phase.NON_EXISTENT);
    }

    void move(Replica replica, Phase target) {
        Phase from = phase(replica);
        if (!target.reachableFrom(from)) {
            throw new IllegalStateException("replica " + replica + " from " + from + " to " + target);
        }
        if (target == Phase.NON_EXISTENT) {
            phases.remove(replica);
        } else {
            phases.put(replica, target);
        }
    }

    /** What a new controller finds, without a move (COMPAT D2.8). */
    void start(Replica replica, Phase found) {
        phases.put(replica, found);
    }

    Set<Replica> in(TopicName topic, Phase phase) {
        return phases.entrySet().stream()
                .filter(entry -> entry.getValue() == phase
                        && entry.getKey().partition().topic().equals(topic))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    void forget(TopicName topic) {
        phases.keySet().removeIf(replica -> replica.partition().topic().equals(topic));
    }
}
