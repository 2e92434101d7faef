package io.gatehouse.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tables of legal moves of COMPAT D3 and D4, every cell. */
final class MachinesTest {
    private static final TopicPartition PARTITION = new TopicPartition(new TopicName("orders"), 0);

    @Test
    void aPartitionMovesAsTheTableSays() {
        Map<PartitionMachine.Phase, Set<PartitionMachine.Phase>> allowedFrom = Map.of(
                PartitionMachine.Phase.NEW, EnumSet.of(PartitionMachine.Phase.NON_EXISTENT),
                PartitionMachine.Phase.ONLINE,
                        EnumSet.of(
                                PartitionMachine.Phase.NEW,
                                PartitionMachine.Phase.ONLINE,
                                PartitionMachine.Phase.OFFLINE),
                PartitionMachine.Phase.OFFLINE,
                        EnumSet.of(
                                PartitionMachine.Phase.NEW,
                                PartitionMachine.Phase.ONLINE,
                                PartitionMachine.Phase.OFFLINE),
                PartitionMachine.Phase.NON_EXISTENT, EnumSet.of(PartitionMachine.Phase.OFFLINE));

        for (PartitionMachine.Phase target : PartitionMachine.Phase.values()) {
            assertThat(Arrays.stream(PartitionMachine.Phase.values()).filter(target::reachableFrom))
                    .as("to " + target)
                    .containsExactlyInAnyOrderElementsOf(allowedFrom.get(target));
        }
    }

    @Test
    void aReplicaMovesAsTheTableSays() {
        Set<ReplicaMachine.Phase> living = EnumSet.of(
                ReplicaMachine.Phase.NEW,
                ReplicaMachine.Phase.ONLINE,
                ReplicaMachine.Phase.OFFLINE,
                ReplicaMachine.Phase.DELETION_INELIGIBLE);
        Map<ReplicaMachine.Phase, Set<ReplicaMachine.Phase>> allowedFrom = Map.of(
                ReplicaMachine.Phase.NEW, EnumSet.of(ReplicaMachine.Phase.NON_EXISTENT),
                ReplicaMachine.Phase.ONLINE, living,
                ReplicaMachine.Phase.OFFLINE, living,
                ReplicaMachine.Phase.DELETION_STARTED, EnumSet.of(ReplicaMachine.Phase.OFFLINE),
                ReplicaMachine.Phase.DELETION_INELIGIBLE,
                        EnumSet.of(ReplicaMachine.Phase.OFFLINE, ReplicaMachine.Phase.DELETION_STARTED),
                ReplicaMachine.Phase.DELETION_SUCCESSFUL, EnumSet.of(ReplicaMachine.Phase.DELETION_STARTED),
                ReplicaMachine.Phase.NON_EXISTENT, EnumSet.of(ReplicaMachine.Phase.DELETION_SUCCESSFUL));

        for (ReplicaMachine.Phase target : ReplicaMachine.Phase.values()) {
            assertThat(Arrays.stream(ReplicaMachine.Phase.values()).filter(target::reachableFrom))
                    .as("to " + target)
                    .containsExactlyInAnyOrderElementsOf(allowedFrom.get(target));
        }
    }

    @Test
    void anIllegalMoveIsABugThatNamesBothPhases() {
        PartitionMachine machine = new PartitionMachine();

        assertThatThrownBy(() -> machine.move(PARTITION, PartitionMachine.Phase.ONLINE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("NON_EXISTENT")
                .hasMessageContaining("ONLINE");
    }

    @Test
    void onlyNewAndOfflinePartitionsWaitForALeader() {
        PartitionMachine machine = new PartitionMachine();

        machine.move(PARTITION, PartitionMachine.Phase.NEW);
        assertThat(machine.leaderless()).containsExactly(PARTITION);

        machine.move(PARTITION, PartitionMachine.Phase.ONLINE);
        assertThat(machine.leaderless()).isEmpty();
    }
}
