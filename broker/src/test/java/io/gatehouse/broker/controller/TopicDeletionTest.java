package io.gatehouse.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.controller.ControlRoad.Answer;
import io.gatehouse.broker.controller.ReplicaMachine.Phase;
import io.gatehouse.broker.controller.znode.ControllerEpochZnode;
import io.gatehouse.broker.controller.znode.LeaderState;
import io.gatehouse.broker.controller.znode.TopicAssignment;
import io.gatehouse.broker.controller.znode.TopicAssignment.Replicas;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.zk.ZnodeKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** COMPAT D10: what answers count while a topic goes. */
final class TopicDeletionTest {
    private static final TopicName ORDERS = new TopicName("orders");
    private static final TopicPartition PARTITION = new TopicPartition(ORDERS, 0);
    private static final Replica ON_FIRST = new Replica(PARTITION, 1);
    private static final Replica ON_SECOND = new Replica(PARTITION, 2);

    private static TestCluster.Server server;

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final ClusterState state = new ClusterState(7);
    private final Roads roads = new Roads(broker -> new SilentRoad(), loop, new BrokerId(1), new NoAnswers());
    private TestCluster cluster;
    private TopicDeletion deletion;

    @BeforeAll
    static void startServer() {
        server = new TestCluster.Server();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void aTopicOnTwoBrokers() {
        cluster = server.cluster(1);
        EventLoop events = new EventLoop(loop);
        Znodes znodes = new Znodes(cluster.zookeeper(), events);
        TestCluster.get(cluster.zookeeper()
                .create(ControllerEpochZnode.PATH, ControllerEpochZnode.encode(7), ZnodeKind.PERSISTENT));
        deletion = new TopicDeletion(state, new FencedZnodes(cluster.zookeeper(), znodes, new Fence(7, 0)), roads);
        join(1, 101);
        join(2, 102);
        state.topic(
                ORDERS,
                new TopicAssignment(Optional.of(new TopicId(new UUID(1, 2))), Map.of(0, Replicas.of(List.of(1, 2)))));
        state.replicas.start(ON_FIRST, Phase.ONLINE);
        state.replicas.start(ON_SECOND, Phase.ONLINE);
    }

    private void begin() {
        state.state(PARTITION, new PartitionState(new LeaderState(1, 4, List.of(1, 2), 7, false), 5));
        beginBeforeAnybodyLed();
    }

    private void beginBeforeAnybodyLed() {
        deletion.wanted(ORDERS);
        deletion.resume();
    }

    @AfterEach
    void stopLoop() {
        cluster.close();
        loop.shutdownNow();
    }

    @Test
    void aReplicaIsGoneWhenItsBrokerSaysSo() {
        begin();
        deletion.answered(2, order(102), answer(ErrorCode.NONE));

        assertThat(state.replicas.phase(ON_SECOND)).isEqualTo(Phase.DELETION_SUCCESSFUL);
        assertThat(state.replicas.phase(ON_FIRST)).isEqualTo(Phase.DELETION_STARTED);
    }

    @Test
    void aBrokerThatRefusesMakesTheDeletionWait() {
        begin();
        deletion.answered(2, order(102), answer(ErrorCode.KAFKA_STORAGE_ERROR));

        assertThat(state.replicas.phase(ON_SECOND)).isEqualTo(Phase.DELETION_INELIGIBLE);
        assertThat(state.ineligible).contains(ORDERS);
    }

    /** COMPAT D10.5: else the refusal of the old order hides the answer to the new one, and the topic stays for ever. */
    @Test
    void aRefusalOfAnOrderFromBeforeTheBrokersRestartDoesNotCount() {
        begin();
        state.leave(2);
        deletion.retry(2);
        deletion.resume();
        join(2, 202);
        deletion.retry(2);
        deletion.resume();

        deletion.answered(2, order(102), new Answer(ErrorCode.STALE_BROKER_EPOCH, Map.of()));
        deletion.answered(2, order(202), answer(ErrorCode.NONE));

        assertThat(state.replicas.phase(ON_SECOND)).isEqualTo(Phase.DELETION_SUCCESSFUL);
        assertThat(state.ineligible).isEmpty();
    }

    /** COMPAT D10.6: the next controller knows nothing of the topic, and could not tell who has not heard. */
    @Test
    void aTopicStaysUntilEveryLiveBrokerHasHeardThatItGoes() {
        begin();
        deletion.answered(1, order(101), answer(ErrorCode.NONE));
        deletion.answered(2, order(102), answer(ErrorCode.NONE));
        deletion.told(1, news(101));
        assertThat(state.topics()).contains(ORDERS);

        TestCluster.get(deletion.told(2, news(102)));
        assertThat(state.topics()).isEmpty();
    }

    @Test
    void aTopicDoesNotWaitForTheEarOfABrokerThatLeft() {
        join(3, 103);
        begin();
        deletion.told(1, news(101));
        deletion.told(2, news(102));
        deletion.answered(1, order(101), answer(ErrorCode.NONE));
        deletion.answered(2, order(102), answer(ErrorCode.NONE));
        assertThat(state.topics()).contains(ORDERS);

        state.leave(3);
        deletion.left(3);
        TestCluster.get(deletion.resume());
        assertThat(state.topics()).isEmpty();
    }

    /** COMPAT D10.3: its controller died, or its brokers did, between its creation and its first election. */
    @Test
    void aTopicThatNobodyEverLedGoesWithoutNews() {
        beginBeforeAnybodyLed();
        deletion.answered(1, order(101), answer(ErrorCode.NONE));

        TestCluster.get(deletion.answered(2, order(102), answer(ErrorCode.NONE)));

        assertThat(state.topics()).isEmpty();
    }

    private void join(int id, long epoch) {
        ClusterState.LiveBroker broker =
                new ClusterState.LiveBroker(new BrokerImage(new BrokerId(id), List.of(), Optional.empty()), epoch);
        state.join(broker);
        roads.open(broker.image());
    }

    private static StopReplica order(long brokerEpoch) {
        return new StopReplica(
                new BrokerId(1),
                7,
                brokerEpoch,
                List.of(new StopReplica.Stop(PARTITION, StopReplica.EPOCH_DURING_DELETE, true)));
    }

    private static UpdateMetadata news(long brokerEpoch) {
        PartitionImage end = new PartitionImage(
                PARTITION, 7, PartitionImage.LEADER_DURING_DELETE, 4, List.of(1), 5, List.of(1, 2), List.of());
        return new UpdateMetadata(new BrokerId(1), 7, brokerEpoch, List.of(), List.of(end), Map.of());
    }

    private static Answer answer(ErrorCode error) {
        return new Answer(ErrorCode.NONE, Map.of(PARTITION, error));
    }

    private static final class NoAnswers implements Roads.Answers {
        @Override
        public void led(int broker, LeaderAndIsr order, Answer answer) {}

        @Override
        public void told(int broker, UpdateMetadata news, Answer answer) {}

        @Override
        public void stopped(int broker, StopReplica order, Answer answer) {}
    }

    /** Takes every order and never answers. */
    private static final class SilentRoad implements ControlRoad {
        @Override
        public CompletionStage<Answer> leaderAndIsr(LeaderAndIsr order) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Answer> updateMetadata(UpdateMetadata news) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Answer> stopReplica(StopReplica order) {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {}
    }
}
