package io.gatehouse.broker.controller;

import static io.gatehouse.broker.controller.TestCluster.await;
import static io.gatehouse.broker.controller.TestCluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.controller.znode.ConfigChangeZnode;
import io.gatehouse.broker.controller.znode.ControllerEpochZnode;
import io.gatehouse.broker.controller.znode.ControllerZnode;
import io.gatehouse.broker.controller.znode.DeletedTopicZnode;
import io.gatehouse.broker.controller.znode.FeatureZnode;
import io.gatehouse.broker.controller.znode.KnownPaths;
import io.gatehouse.broker.controller.znode.LeaderState;
import io.gatehouse.broker.controller.znode.PartitionStateZnode;
import io.gatehouse.broker.controller.znode.TopicConfigZnode;
import io.gatehouse.broker.controller.znode.TopicZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.GrantedPermits;
import io.gatehouse.zk.ZnodeKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controller on a real ZooKeeper (COMPAT C, D). */
final class ControllerTest {
    private static final TopicName ORDERS = new TopicName("orders");
    private static final TopicPartition FIRST = new TopicPartition(ORDERS, 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static TestCluster.Server server;
    private TestCluster cluster;

    @BeforeAll
    static void startServer() {
        server = new TestCluster.Server();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void makeCluster() {
        cluster = server.cluster(1);
    }

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    @Test
    void aSingleBrokerElectsItselfAndLearnsOfItselfOverItsOwnRoad() {
        TestBroker broker = cluster.start(0);

        await("news", () -> broker.images.image().controller().isPresent());
        assertThat(broker.controller.active()).isTrue();
        assertThat(broker.images.image().brokers()).containsOnlyKeys(new BrokerId(0));
        assertThat(ControllerEpochZnode.decode(data(ControllerEpochZnode.PATH))).isEqualTo(1);
        assertThat(ControllerZnode.decode(data(ControllerZnode.PATH)).brokerId())
                .isZero();
        assertThat(FeatureZnode.enabled(data(FeatureZnode.PATH))).isTrue();
    }

    @Test
    void aTopicIsCreatedWithItsConfigAndAnsweredOnceItsLeadersAreKnown() {
        TestBroker broker = ready(0);

        TopicOutcome outcome = create(broker, ORDERS, 3, 1, Map.of("cleanup.policy", "compact"));

        assertThat(outcome.error()).isEqualTo(ErrorCode.NONE);
        assertThat(outcome.partitions()).isEqualTo(3);
        assertThat(broker.images.image().topic(ORDERS).orElseThrow().id()).isEqualTo(outcome.id());
        assertThat(TopicConfigZnode.decode(data(TopicConfigZnode.path(ORDERS))))
                .containsExactly(Map.entry("cleanup.policy", "compact"));
        assertThat(TopicZnode.decode(data(TopicZnode.path(ORDERS))).id()).contains(outcome.id());
        assertThat(PartitionStateZnode.decode(data(PartitionStateZnode.path(FIRST))))
                .isEqualTo(new LeaderState(0, 0, List.of(0), 1, false));
        assertThat(broker.replicas().keySet())
                .extracting(TopicPartition::partition)
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void wishesThatCannotBeMetAreRefusedAndLeaveNothingBehind() {
        TestBroker broker = ready(0);
        create(broker, new TopicName("a.b"), 1, 1, Map.of());

        assertThat(create(broker, new TopicName("a_b"), 1, 1, Map.of()).error())
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(create(broker, new TopicName("a.b"), 1, 1, Map.of()).error())
                .isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
        assertThat(create(broker, ORDERS, 1, 2, Map.of()).error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(create(broker, ORDERS, Integer.MAX_VALUE, 1, Map.of()).error())
                .isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(create(broker, ORDERS, 1, 1, Map.of("colour", "red")).error())
                .isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(get(cluster.zookeeper().children(TopicZnode.PARENT))).containsExactly("a.b");
        assertThat(get(cluster.zookeeper().children(TopicConfigZnode.PARENT))).containsExactly("a.b");
    }

    @Test
    void validatingCreatesNothing() {
        TestBroker broker = ready(0);

        TopicOutcome outcome = get(broker.topics.create(
                GrantedPermits.topic(Operation.CREATE, ORDERS), NewTopic.of(ORDERS, 2, 1), true, TIMEOUT));

        assertThat(outcome.error()).isEqualTo(ErrorCode.NONE);
        assertThat(outcome.partitions()).isEqualTo(2);
        assertThat(get(cluster.zookeeper().read(TopicZnode.path(ORDERS)))).isEmpty();
    }

    @Test
    void withoutPatienceTheTopicIsCreatedAllTheSame() {
        TestBroker broker = ready(0);

        TopicOutcome outcome = get(broker.topics.create(
                GrantedPermits.topic(Operation.CREATE, ORDERS), NewTopic.of(ORDERS, 1, 1), false, Duration.ZERO));

        assertThat(outcome.error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        await("the topic", () -> broker.images.image().topic(ORDERS).isPresent());
    }

    @Test
    void aPermitForAnotherTopicIsABug() {
        TestBroker broker = ready(0);

        assertThatThrownBy(() -> broker.topics.create(
                        GrantedPermits.topic(Operation.CREATE, new TopicName("other")),
                        NewTopic.of(ORDERS, 1, 1),
                        false,
                        TIMEOUT))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTopicGrowsAndKeepsItsId() {
        TestBroker broker = ready(0);
        TopicOutcome before = create(broker, ORDERS, 1, 1, Map.of());

        TopicOutcome after = grow(broker, 3);

        assertThat(after.error()).isEqualTo(ErrorCode.NONE);
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(broker.images.image().topic(ORDERS).orElseThrow().partitions())
                .containsOnlyKeys(0, 1, 2);
        assertThat(grow(broker, 3).error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(grow(broker, Integer.MAX_VALUE).error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
    }

    @Test
    void aDeletedTopicIsGoneFromPictureBrokersAndZooKeeper() {
        TestBroker broker = ready(0);
        create(broker, ORDERS, 2, 1, Map.of());

        ErrorCode answer = get(broker.topics.delete(GrantedPermits.topic(Operation.DELETE, ORDERS), TIMEOUT));

        assertThat(answer).isEqualTo(ErrorCode.NONE);
        assertThat(broker.images.image().topic(ORDERS)).isEmpty();
        awaitDeleted(ORDERS);
        assertThat(broker.replicas()).isEmpty();
        assertThat(get(cluster.zookeeper().read(TopicConfigZnode.path(ORDERS)))).isEmpty();
        assertThat(get(broker.topics.delete(GrantedPermits.topic(Operation.DELETE, ORDERS), TIMEOUT)))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void aTopicCanBeMadeAgainWithAnotherId() {
        TestBroker broker = ready(0);
        TopicOutcome first = create(broker, ORDERS, 1, 1, Map.of());
        get(broker.topics.delete(GrantedPermits.topic(Operation.DELETE, ORDERS), TIMEOUT));
        awaitDeleted(ORDERS);

        TopicOutcome second = create(broker, ORDERS, 2, 1, Map.of());

        assertThat(second.error()).isEqualTo(ErrorCode.NONE);
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void aWishToDeleteWhatIsNotThereIsRemoved() {
        ready(0);

        get(cluster.zookeeper().create(DeletedTopicZnode.path(ORDERS), new byte[0], ZnodeKind.PERSISTENT));

        await(
                "the wish to go",
                () -> get(cluster.zookeeper().children(DeletedTopicZnode.PARENT))
                        .isEmpty());
    }

    @Test
    void aRestartedBrokerTakesItsPartitionsUpAgainInTheSameLeaderEpoch() {
        create(ready(0), ORDERS, 2, 1, Map.of());

        cluster.crash(0);
        TestBroker again = ready(0);

        await("the picture", () -> again.images.image().topic(ORDERS).isPresent());
        await("the orders", () -> again.replicas().size() == 2);
        assertThat(again.images.image().partition(FIRST).map(PartitionImage::leader))
                .contains(0);
        assertThat(again.images.image().partition(FIRST).map(PartitionImage::leaderEpoch))
                .contains(0);
        assertThat(ControllerEpochZnode.decode(data(ControllerEpochZnode.PATH))).isEqualTo(2);
    }

    @Test
    void anotherBrokerTakesOverAndElectsNewLeaders() {
        ready(0);
        TestBroker second = ready(1);
        await("both", () -> cluster.awaitController().images.image().brokers().size() == 2);
        create(cluster.awaitController(), ORDERS, 2, 2, Map.of());

        cluster.crash(0);

        await("leaders on 1", () -> leads(second, ORDERS, 2, 1));
        assertThat(cluster.awaitController()).isSameAs(second);
        LeaderState state = PartitionStateZnode.decode(data(PartitionStateZnode.path(FIRST)));
        assertThat(state.isr()).containsExactly(1);
        assertThat(state.controllerEpoch()).isEqualTo(2);
    }

    @Test
    void aBrokerThatWantsToStopHandsItsPartitionsOver() {
        TestBroker first = ready(0);
        TestBroker second = ready(1);
        await("both", () -> first.images.image().brokers().size() == 2);
        create(first, ORDERS, 2, 2, Map.of());

        ShutdownAnswer answer = get(first.controller.controlledShutdown(new BrokerId(1), second.registration.epoch()));

        assertThat(answer).isEqualTo(new ShutdownAnswer(ErrorCode.NONE, Set.of()));
        await("leaders on 0", () -> leads(first, ORDERS, 2, 0));
        assertThat(get(first.controller.controlledShutdown(new BrokerId(9), 1)).error())
                .isEqualTo(ErrorCode.BROKER_NOT_AVAILABLE);
        assertThat(get(first.controller.controlledShutdown(new BrokerId(1), 0)).error())
                .isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(get(second.controller.controlledShutdown(new BrokerId(1), 1)).error())
                .isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH);
    }

    @Test
    void aControllerThatIsFencedWritesNothingAndStandsAgain() {
        TestBroker broker = ready(0);
        get(cluster.zookeeper().write(ControllerEpochZnode.PATH, ControllerEpochZnode.encode(41), -1));

        get(broker.topics.create(
                GrantedPermits.topic(Operation.CREATE, ORDERS), NewTopic.of(ORDERS, 1, 1), false, Duration.ZERO));

        await("the next term", () -> broker.images.image().topic(ORDERS).isPresent());
        assertThat(PartitionStateZnode.decode(data(PartitionStateZnode.path(FIRST)))
                        .controllerEpoch())
                .isGreaterThan(41);
    }

    @Test
    void aBrokerCannotTakeTheIdOrAddressOfALivingOne() {
        TestBroker broker = ready(0);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Registration sameId = new Registration(
                cluster.zookeeper(),
                broker.registration.broker(),
                Duration.ofMillis(50),
                InstantSource.system(),
                timer);
        Registration sameAddress = new Registration(
                cluster.zookeeper(),
                new BrokerImage(new BrokerId(7), broker.registration.broker().endpoints(), Optional.empty()),
                Duration.ofMillis(50),
                InstantSource.system(),
                timer);

        assertThatThrownBy(() -> get(sameId.register())).hasRootCauseInstanceOf(BrokerIdTaken.class);
        assertThatThrownBy(() -> get(sameAddress.register())).hasRootCauseInstanceOf(BrokerIdTaken.class);
        timer.shutdownNow();
    }

    /** COMPAT B12.4, B12.5, D5.10. */
    @Test
    void aBrokerThatLostItsDiskHandsItsPartitionsOver() {
        TestBroker first = ready(0);
        TestBroker second = ready(1);
        await("both", () -> first.images.image().brokers().size() == 2);
        create(first, ORDERS, 2, 2, Map.of());

        second.loseDisk();

        await("leaders on 0", () -> leads(first, ORDERS, 2, 0));
        await(
                "the notice is gone",
                () -> get(cluster.zookeeper().children(KnownPaths.LOG_DIR_EVENTS))
                        .isEmpty());
        PartitionImage seen = second.images.image().partition(FIRST).orElseThrow();
        assertThat(seen.isr()).containsExactly(0);
        assertThat(seen.offlineReplicas()).containsExactly(1);
        assertThat(second.images.image().brokers()).hasSize(2);
    }

    /** COMPAT C1.4, D1.5: nothing of the old session acts any more, and the broker comes back as a new one. */
    @Test
    void aControllerWhoseSessionExpiredResignsAndComesBackAsABroker() {
        TestBroker first = ready(0);
        ready(1);
        create(first, ORDERS, 1, 2, Map.of());
        long epochBefore = first.registration.epoch();
        long sessionBefore = first.session.sessionId();

        server.expire(first.session);

        await("another term", () -> ControllerEpochZnode.decode(data(ControllerEpochZnode.PATH)) > 1);
        await("a new registration", () -> first.registration.epoch() > epochBefore);
        await("one controller", () -> cluster.controllers() == 1);
        assertThat(first.session.sessionId()).isNotEqualTo(sessionBefore);
        await(
                "both brokers and a leader, as each of them sees it",
                () -> cluster.brokers().values().stream()
                        .allMatch(broker -> broker.images.image().brokers().size() == 2
                                && broker.images
                                                .image()
                                                .partition(FIRST)
                                                .orElseThrow()
                                                .leader()
                                        >= 0));
        TestBroker controller = cluster.awaitController();
        assertThat(create(controller, new TopicName("afterwards"), 1, 1, Map.of())
                        .error())
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void topicSettingsAreChangedStepByStepAndEveryBrokerHearsOfIt() {
        TestBroker broker = ready(0);
        create(broker, ORDERS, 1, 1, Map.of());
        TopicConfigStore store = new TopicConfigStore(cluster.zookeeper(), TestCluster.RULES);
        Map<TopicName, Map<String, String>> heard = new ConcurrentHashMap<>();
        TopicConfigStore other = new TopicConfigStore(broker.session, TestCluster.RULES);
        other.onChange(heard::put);
        get(other.start());

        assertThat(alter(store, "cleanup.policy", ConfigChange.Kind.APPEND, "compact"))
                .isEqualTo(ErrorCode.NONE);
        await("the notice", () -> Map.of("cleanup.policy", "delete,compact").equals(heard.get(ORDERS)));
        assertThat(alter(store, "cleanup.policy", ConfigChange.Kind.SUBTRACT, "delete"))
                .isEqualTo(ErrorCode.NONE);
        await("the notice", () -> Map.of("cleanup.policy", "compact").equals(heard.get(ORDERS)));
        assertThat(alter(store, "retention.ms", ConfigChange.Kind.APPEND, "1")).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(alter(store, "colour", ConfigChange.Kind.SET, "red")).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(alter(store, "cleanup.policy", ConfigChange.Kind.DELETE, "")).isEqualTo(ErrorCode.NONE);
        await("the notice", () -> Map.of().equals(heard.get(ORDERS)));
        assertThat(get(cluster.zookeeper().children(ConfigChangeZnode.PARENT))).hasSize(3);
        assertThat(other.known(ORDERS)).isEmpty();
    }

    private static ErrorCode alter(TopicConfigStore store, String name, ConfigChange.Kind kind, String value) {
        return get(store.alter(
                        GrantedPermits.topic(Operation.ALTER_CONFIGS, ORDERS),
                        List.of(new ConfigChange(name, kind, value)),
                        false))
                .error();
    }

    private TestBroker ready(int id) {
        TestBroker broker = cluster.start(id);
        cluster.awaitController();
        await("news", () -> broker.images.image().brokers().containsKey(new BrokerId(id)));
        return broker;
    }

    private static TopicOutcome create(
            TestBroker broker, TopicName name, int partitions, int replicas, Map<String, String> configs) {
        return get(broker.topics.create(
                GrantedPermits.topic(Operation.CREATE, name),
                new NewTopic(name, partitions, replicas, Optional.empty(), configs),
                false,
                TIMEOUT));
    }

    private static TopicOutcome grow(TestBroker broker, int total) {
        return get(broker.topics.grow(
                GrantedPermits.topic(Operation.ALTER, ORDERS), total, Optional.empty(), false, TIMEOUT));
    }

    private static boolean leads(TestBroker seenBy, TopicName topic, int partitions, int leader) {
        return seenBy.images
                .image()
                .topic(topic)
                .filter(image -> image.partitions().size() == partitions
                        && image.partitions().values().stream().allMatch(partition -> partition.leader() == leader))
                .isPresent();
    }

    private void awaitDeleted(TopicName topic) {
        await(
                "the deletion",
                () -> get(cluster.zookeeper().read(DeletedTopicZnode.path(topic)))
                                .isEmpty()
                        && get(cluster.zookeeper().read(TopicZnode.path(topic))).isEmpty());
    }

    private byte[] data(String path) {
        return get(cluster.zookeeper().read(path)).orElseThrow().data();
    }
}
