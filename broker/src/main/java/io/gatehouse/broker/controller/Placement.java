package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Which brokers get the replicas of new partitions, and whether a wish for that is sound (COMPAT D11.1, D11.3). Pure. */
final class Placement {
    /** Why a wish is refused. */
    record Problem(ErrorCode error, String message) {}

    private Placement() {}

    /**
     * Round robin over the brokers with a random start; the replicas of a partition follow its leader, and the distance
     * grows with each full round, so that the load of a lost broker spreads. Any balanced assignment is compatible.
     */
    static Map<Integer, List<Integer>> spread(
            int firstPartition, int partitions, int replicationFactor, List<Integer> brokers, RandomGenerator random) {
        int count = brokers.size();
        int start = random.nextInt(count);
        int shift = random.nextInt(count);
        Map<Integer, List<Integer>> assignment = new TreeMap<>();
        for (int i = 0; i < partitions; i++) {
            int partition = firstPartition + i;
            int leader = start + partition;
            int distance = shift + partition / count;
            List<Integer> replicas = new ArrayList<>();
            replicas.add(brokers.get(leader % count));
            for (int j = 0; j < replicationFactor - 1; j++) {
                int step = 1 + (distance + j) % (count - 1);
                replicas.add(brokers.get((leader + step) % count));
            }
            assignment.put(partition, replicas);
        }
        return assignment;
    }

    static Optional<Problem> counts(int partitions, int replicationFactor, int partitionsMax, int liveBrokers) {
        if (partitions < 1 || partitions > partitionsMax) {
            return problem(
                    ErrorCode.INVALID_PARTITIONS,
                    "partitions = " + partitions + " (expected: 1.." + partitionsMax + ")");
        }
        if (replicationFactor < 1 || replicationFactor > liveBrokers) {
            return problem(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "replication factor = " + replicationFactor + " (expected: 1.." + liveBrokers
                            + ", the number of live brokers)");
        }
        return Optional.empty();
    }

    /** No more replicas than are kept. */
    static Optional<Problem> limit(int replicas, int replicasMax) {
        return replicas > replicasMax
                ? problem(
                        ErrorCode.INVALID_REPLICATION_FACTOR,
                        "replication factor = " + replicas + " (expected: " + replicasMax
                                + ", more replicas are not kept by this version)")
                : Optional.empty();
    }

    /** @param firstPartition where the numbering of the assigned partitions has to begin */
    static Optional<Problem> manual(
            Map<Integer, List<Integer>> assignment, int firstPartition, int partitionsMax, Set<Integer> live) {
        if (assignment.isEmpty() || assignment.size() > partitionsMax) {
            return problem(
                    ErrorCode.INVALID_PARTITIONS,
                    "an assignment of " + assignment.size() + " partitions (expected: 1.." + partitionsMax + ")");
        }
        int replicas = assignment.values().iterator().next().size();
        for (int partition = firstPartition; partition < firstPartition + assignment.size(); partition++) {
            List<Integer> brokers = assignment.get(partition);
            if (brokers == null) {
                return invalid("partition numbers are not consecutive (expected: from " + firstPartition + " on)");
            }
            if (brokers.isEmpty() || brokers.size() != replicas) {
                return invalid("partition " + partition + " has " + brokers.size()
                        + " replicas (expected: the same number for each partition, at least 1)");
            }
            if (new HashSet<>(brokers).size() != brokers.size()) {
                return invalid("partition " + partition + " names a broker twice (expected: each once)");
            }
            if (!live.containsAll(brokers)) {
                return invalid("partition " + partition + " names a broker that is not alive (expected: some of " + live
                        + ")");
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> invalid(String message) {
        return problem(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
    }

    private static Optional<Problem> problem(ErrorCode error, String message) {
        return Optional.of(new Problem(error, message));
    }
}
