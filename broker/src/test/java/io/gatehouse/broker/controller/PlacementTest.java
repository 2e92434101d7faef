package io.gatehouse.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COMPAT D11.1, D11.3; attack 173. */
final class PlacementTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void replicasAreSpreadEvenlyAndNeverTwiceOnOneBroker(long seed) {
        Random random = new Random(seed);
        List<Integer> brokers = List.of(10, 20, 30, 40, 50);
        int replicationFactor = 1 + random.nextInt(5);

        Map<Integer, List<Integer>> assignment = Placement.spread(3, 20, replicationFactor, brokers, random);

        Map<Integer, Integer> leaders = new HashMap<>();
        Map<Integer, Integer> load = new HashMap<>();
        assignment.values().forEach(replicas -> {
            assertThat(replicas).hasSize(replicationFactor).doesNotHaveDuplicates();
            leaders.merge(replicas.get(0), 1, Integer::sum);
            replicas.forEach(broker -> load.merge(broker, 1, Integer::sum));
        });
        assertThat(assignment).hasSize(20).containsKeys(3, 22);
        assertThat(leaders.values()).containsOnly(4);
        assertThat(load.values()).containsOnly(4 * replicationFactor);
    }

    @Test
    void oneBrokerTakesEverything() {
        assertThat(Placement.spread(0, 3, 1, List.of(7), new Random(1)).values())
                .containsOnly(List.of(7));
    }

    @Test
    void countsOutOfRangeAreRefusedWithTheirOwnErrors() {
        assertThat(error(Placement.counts(0, 1, 100, 1))).contains(ErrorCode.INVALID_PARTITIONS);
        assertThat(error(Placement.counts(Integer.MAX_VALUE, 1, 100, 1))).contains(ErrorCode.INVALID_PARTITIONS);
        assertThat(error(Placement.counts(1, 0, 100, 1))).contains(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(error(Placement.counts(1, 32_767, 100, 1))).contains(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(error(Placement.counts(100, 1, 100, 1))).isEmpty();
    }

    @Test
    void anAssignmentByHandIsConsecutiveEvenAndOnLiveBrokers() {
        Set<Integer> live = Set.of(1, 2);

        assertThat(error(Placement.manual(Map.of(0, List.of(1), 1, List.of(2)), 0, 100, live)))
                .isEmpty();
        assertThat(error(Placement.manual(Map.of(1, List.of(1)), 0, 100, live))).contains(bad());
        assertThat(error(Placement.manual(Map.of(0, List.of(1, 1)), 0, 100, live)))
                .contains(bad());
        assertThat(error(Placement.manual(Map.of(0, List.of(1), 1, List.of(1, 2)), 0, 100, live)))
                .contains(bad());
        assertThat(error(Placement.manual(Map.of(0, List.of(3)), 0, 100, live))).contains(bad());
        assertThat(error(Placement.manual(Map.of(0, List.of()), 0, 100, live))).contains(bad());
        assertThat(error(Placement.manual(Map.of(-1, List.of(1)), 0, 100, live)))
                .contains(bad());
    }

    private static ErrorCode bad() {
        return ErrorCode.INVALID_REPLICA_ASSIGNMENT;
    }

    private static Optional<ErrorCode> error(Optional<Placement.Problem> problem) {
        return problem.map(Placement.Problem::error);
    }
}
