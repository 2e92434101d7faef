package io.gatehouse.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.controller.ControlBatch.Orders;
import io.gatehouse.broker.controller.znode.LeaderState;
import io.gatehouse.broker.controller.znode.TopicAssignment;
import io.gatehouse.broker.controller.znode.TopicAssignment.Replicas;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** COMPAT D8. */
final class ControlBatchTest {
    private static final BrokerId SELF = new BrokerId(1);
    private static final TopicName ORDERS = new TopicName("orders");
    private static final TopicPartition PARTITION = new TopicPartition(ORDERS, 0);
    private static final TopicId ID = new TopicId(new UUID(1, 2));

    private final ClusterState state = new ClusterState(7);
    private final ControlBatch batch = new ControlBatch();

    @BeforeEach
    void twoBrokersAndATopic() {
        state.join(broker(1, 101));
        state.join(broker(2, 102));
        state.topic(ORDERS, new TopicAssignment(Optional.of(ID), Map.of(0, Replicas.of(List.of(1, 2, 3)))));
        state.state(PARTITION, led(1, 4));
    }

    @Test
    void anOrderToLeadIsAlsoNewsForEverybody() {
        batch.lead(List.of(1), PARTITION, false);

        Map<Integer, Orders> orders = batch.build(state, SELF);

        assertThat(of(orders, 1).lead()).isPresent();
        assertThat(of(orders, 2).lead()).isEmpty();
        assertThat(news(orders, 1).partitions()).hasSize(1);
        assertThat(news(orders, 2).partitions()).hasSize(1);
        assertThat(news(orders, 2).topicIds()).containsEntry(ORDERS, ID);
    }

    @Test
    void everyOrderCarriesTheEpochOfItsBrokerAndOfTheController() {
        batch.lead(List.of(1, 2), PARTITION, false);

        Map<Integer, Orders> orders = batch.build(state, SELF);

        assertThat(lead(orders, 1).brokerEpoch()).isEqualTo(101);
        assertThat(lead(orders, 2).brokerEpoch()).isEqualTo(102);
        assertThat(lead(orders, 2).controllerEpoch()).isEqualTo(7);
        assertThat(news(orders, 2).brokerEpoch()).isEqualTo(102);
    }

    @Test
    void theLastStateWinsAndNewSticks() {
        batch.lead(List.of(1), PARTITION, true);
        state.state(PARTITION, led(2, 5));
        batch.lead(List.of(1), PARTITION, false);

        LeaderAndIsr order = lead(batch.build(state, SELF), 1);

        assertThat(order.assignments()).hasSize(1);
        assertThat(order.assignments().get(0).isNew()).isTrue();
        assertThat(order.assignments().get(0).state().leaderEpoch()).isEqualTo(5);
    }

    @Test
    void theNewsListEveryLiveBrokerAndTheReplicasOnDeadOnes() {
        batch.tellAll(Set.of(PARTITION));

        UpdateMetadata news = news(batch.build(state, SELF), 1);

        assertThat(news.liveBrokers()).extracting(BrokerImage::id).containsExactly(SELF, new BrokerId(2));
        assertThat(news.partitions().get(0).offlineReplicas()).containsExactly(3);
    }

    @Test
    void aDeletionSticksAndATopicInDeletionIsStoppedWithoutEpochCheck() {
        batch.stop(new Replica(PARTITION, 1), true);
        batch.stop(new Replica(PARTITION, 1), false);

        assertThat(stop(batch.build(state, SELF)).stops()).containsExactly(new StopReplica.Stop(PARTITION, 4, true));
        state.deleting.add(ORDERS);
        assertThat(stop(batch.build(state, SELF)).stops())
                .containsExactly(new StopReplica.Stop(PARTITION, StopReplica.EPOCH_DURING_DELETE, true));
    }

    @Test
    void aTopicInDeletionIsGoneInTheNews() {
        state.deleting.add(ORDERS);
        batch.tellAll(Set.of(PARTITION));

        assertThat(news(batch.build(state, SELF), 1).partitions())
                .extracting(PartitionImage::leader)
                .containsExactly(PartitionImage.LEADER_DURING_DELETE);
    }

    @Test
    void whatIsForABrokerThatIsGoneIsDropped() {
        batch.lead(List.of(3), PARTITION, false);
        batch.stop(new Replica(PARTITION, 3), true);

        assertThat(batch.build(state, SELF)).containsOnlyKeys(1, 2);
    }

    private static Orders of(Map<Integer, Orders> orders, int broker) {
        return Objects.requireNonNull(orders.get(broker));
    }

    private static LeaderAndIsr lead(Map<Integer, Orders> orders, int broker) {
        return of(orders, broker).lead().orElseThrow();
    }

    private static UpdateMetadata news(Map<Integer, Orders> orders, int broker) {
        return of(orders, broker).news().orElseThrow();
    }

    private static StopReplica stop(Map<Integer, Orders> orders) {
        return of(orders, 1).stop().orElseThrow();
    }

    private static PartitionState led(int leader, int epoch) {
        return new PartitionState(new LeaderState(leader, epoch, List.of(1, 2), 7, false), epoch);
    }

    private static ClusterState.LiveBroker broker(int id, long epoch) {
        return new ClusterState.LiveBroker(
                new BrokerImage(
                        new BrokerId(id),
                        List.of(new BrokerEndpoint("CLIENTS", "b" + id, 9093, (short) 3)),
                        Optional.empty()),
                epoch);
    }
}
