package io.gatehouse.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.controller.znode.LeaderState;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** COMPAT D3 (strategies), D4.1. */
final class ElectionsTest {
    private static final List<Integer> ASSIGNED = List.of(1, 2, 3);
    private static final int EPOCH = 9;

    @Test
    void theFirstLeaderIsTheFirstLiveReplicaAndAllLiveOnesAreInSync() {
        assertThat(Elections.first(ASSIGNED, live(2, 3), EPOCH)).contains(state(2, 0, List.of(2, 3)));
        assertThat(Elections.first(ASSIGNED, live(), EPOCH)).isEmpty();
    }

    @Test
    void afterALossTheFirstAssignedLiveInSyncReplicaLeads() {
        LeaderState now = state(1, 4, List.of(3, 2, 1));

        assertThat(Elections.offline(now, ASSIGNED, live(2, 3), false, EPOCH)).contains(state(2, 5, List.of(3, 2)));
    }

    @Test
    void aReplicaOutOfSyncLeadsOnlyWhereThatIsAllowedAndThenAlone() {
        LeaderState now = state(-1, 4, List.of(1));

        assertThat(Elections.offline(now, ASSIGNED, live(2, 3), false, EPOCH)).isEmpty();
        assertThat(Elections.offline(now, ASSIGNED, live(2, 3), true, EPOCH))
                .contains(new LeaderState(2, 5, List.of(2), EPOCH, true));
    }

    @Test
    void aCleanLeaderIsPreferredWhereAnUncleanOneIsAllowed() {
        LeaderState now = state(-1, 4, List.of(3));

        assertThat(Elections.offline(now, ASSIGNED, live(2, 3), true, EPOCH)).contains(state(3, 5, List.of(3)));
    }

    @Test
    void aBrokerThatIsAboutToStopHandsOverAndLeavesTheInSyncSet() {
        LeaderState now = state(1, 4, List.of(1, 2));

        assertThat(Elections.controlledShutdown(now, ASSIGNED, live(2, 3), broker -> broker == 1, EPOCH))
                .contains(state(2, 5, List.of(2)));
        assertThat(Elections.controlledShutdown(
                        state(1, 4, List.of(1)), ASSIGNED, live(2, 3), broker -> broker == 1, EPOCH))
                .isEmpty();
    }

    @Test
    void anOfflineLeaderLeavesNobodyLeadingAndAnOfflineFollowerTheLeader() {
        assertThat(Elections.without(1, state(1, 4, List.of(1, 2)), EPOCH)).contains(state(-1, 5, List.of(2)));
        assertThat(Elections.without(2, state(1, 4, List.of(1, 2)), EPOCH)).contains(state(1, 5, List.of(1)));
    }

    @Test
    void theLastInSyncReplicaStaysSoThatACleanElectionRemainsPossible() {
        assertThat(Elections.without(1, state(1, 4, List.of(1)), EPOCH)).contains(state(-1, 5, List.of(1)));
        assertThat(Elections.without(1, state(-1, 5, List.of(1)), EPOCH)).isEmpty();
    }

    @Test
    void aReplicaThatWasNotInSyncChangesNothing() {
        assertThat(Elections.without(3, state(1, 4, List.of(1, 2)), EPOCH)).isEmpty();
    }

    private static LeaderState state(int leader, int leaderEpoch, List<Integer> isr) {
        return new LeaderState(leader, leaderEpoch, isr, EPOCH, false);
    }

    private static IntPredicate live(Integer... brokers) {
        return Set.of(brokers)::contains;
    }
}
