package io.gatehouse.broker.controller;

import static io.gatehouse.broker.controller.TestCluster.await;
import static io.gatehouse.broker.controller.TestCluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.controller.znode.ControllerEpochZnode;
import io.gatehouse.broker.controller.znode.DeletedTopicZnode;
import io.gatehouse.broker.controller.znode.LeaderState;
import io.gatehouse.broker.controller.znode.PartitionStateZnode;
import io.gatehouse.broker.controller.znode.TopicAssignment;
import io.gatehouse.broker.controller.znode.TopicZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.GrantedPermits;
import io.gatehouse.zk.ZnodeValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Topics come, grow and go while brokers, most often the controller, die in the middle of it and come back, and answers
 * get lost. The steps are the seed's; where in a step a crash strikes is the scheduler's. When all brokers are back, the
 * cluster must come to rest in order (COMPAT D2, D10.7, D8.8).
 */
final class ControllerSimulationTest {
    private static final int BROKERS = 3;
    private static final int STEPS = 30;
    private static final Duration NO_WAITING = Duration.ZERO;

    private static TestCluster.Server server;

    @BeforeAll
    static void startServer() {
        server = new TestCluster.Server();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theClusterComesToRestInOrder(long seed) {
        try (TestCluster cluster = server.cluster(seed)) {
            new Run(cluster, new Random(seed)).run();
        }
    }

    /** More of them for a longer search: {@code -Dgatehouse.simulation.first=1000 -Dgatehouse.simulation.seeds=400}. */
    static LongStream seeds() {
        long first = Long.getLong("gatehouse.simulation.first", 11);
        return LongStream.range(first, first + Long.getLong("gatehouse.simulation.seeds", 6));
    }

    private static final class Run {
        private final TestCluster cluster;
        private final Random random;
        private final Map<TopicPartition, Integer> controllerEpochs = new HashMap<>();
        private final List<CompletionStage<?>> open = new ArrayList<>();
        private int topics;

        Run(TestCluster cluster, Random random) {
            this.cluster = cluster;
            this.random = random;
        }

        void run() {
            for (int id = 0; id < BROKERS; id++) {
                cluster.start(id);
            }
            cluster.loseOneAnswerIn(5);
            for (int step = 0; step < STEPS; step++) {
                step();
                checkEpochs();
            }
            cluster.loseOneAnswerIn(0);
            for (int id = 0; id < BROKERS; id++) {
                if (!cluster.brokers().containsKey(id)) {
                    cluster.start(id);
                }
            }
            try {
                await("rest", this::atRest);
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + picture(), e);
            }
            checkEpochs();
            checkBrokers();
        }

        private void step() {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> create();
                case 3 -> grow();
                case 4 -> delete();
                case 5 -> crash(cluster.controller().map(broker -> broker.id).orElse(0));
                case 6 -> crash(random.nextInt(BROKERS));
                default -> restart();
            }
        }

        private void create() {
            TopicName name = new TopicName("topic-" + topics++);
            int partitions = 1 + random.nextInt(4);
            int replicas = 1 + random.nextInt(BROKERS);
            any().ifPresent(broker -> open.add(broker.topics.create(
                    GrantedPermits.topic(Operation.CREATE, name),
                    NewTopic.of(name, partitions, replicas),
                    false,
                    NO_WAITING)));
        }

        private void grow() {
            someTopic()
                    .ifPresent(name -> any().ifPresent(broker -> open.add(broker.topics.grow(
                            GrantedPermits.topic(Operation.ALTER, name),
                            2 + random.nextInt(5),
                            Optional.empty(),
                            false,
                            NO_WAITING))));
        }

        private void delete() {
            someTopic()
                    .ifPresent(name -> any().ifPresent(broker ->
                            open.add(broker.topics.delete(GrantedPermits.topic(Operation.DELETE, name), NO_WAITING))));
        }

        private void crash(int id) {
            if (cluster.brokers().size() > 1) {
                cluster.crash(id);
            }
        }

        private void restart() {
            for (int id = 0; id < BROKERS; id++) {
                if (!cluster.brokers().containsKey(id)) {
                    cluster.start(id);
                    return;
                }
            }
        }

        private Optional<TestBroker> any() {
            return cluster.brokers().values().stream()
                    .filter(broker -> !broker.images.image().brokers().isEmpty())
                    .findAny();
        }

        private Optional<TopicName> someTopic() {
            return topics == 0 ? Optional.empty() : Optional.of(new TopicName("topic-" + random.nextInt(topics)));
        }

        /** No state is ever written by a controller older than the one before, nor than the epoch allows. */
        private void checkEpochs() {
            states().forEach((partition, state) -> {
                int before = controllerEpochs.getOrDefault(partition, 0);
                assertThat(state.controllerEpoch())
                        .as("controller epoch of " + partition)
                        .isGreaterThanOrEqualTo(before);
                controllerEpochs.put(partition, state.controllerEpoch());
            });
            int newest = get(cluster.zookeeper().read(ControllerEpochZnode.PATH))
                    .map(value -> ControllerEpochZnode.decode(value.data()))
                    .orElse(0);
            assertThat(controllerEpochs.values()).allMatch(epoch -> epoch <= newest);
        }

        private Map<TopicName, TopicAssignment> assignments() {
            Map<TopicName, TopicAssignment> found = new HashMap<>();
            for (String name : get(cluster.zookeeper().children(TopicZnode.PARENT))) {
                TopicName topic = new TopicName(name);
                get(cluster.zookeeper().read(TopicZnode.path(topic)))
                        .ifPresent(value -> found.put(topic, TopicZnode.decode(value.data())));
            }
            return found;
        }

        private Map<TopicPartition, LeaderState> states() {
            Map<TopicPartition, LeaderState> found = new HashMap<>();
            assignments()
                    .forEach((topic, assignment) -> assignment
                            .partitions()
                            .keySet()
                            .forEach(number -> {
                                TopicPartition partition = new TopicPartition(topic, number);
                                Optional<ZnodeValue> node =
                                        get(cluster.zookeeper().read(PartitionStateZnode.path(partition)));
                                node.ifPresent(value -> found.put(partition, PartitionStateZnode.decode(value.data())));
                            }));
            return found;
        }

        /** One controller, no deletion open, and every broker's picture is what ZooKeeper says: all partitions are led. */
        private boolean atRest() {
            long active = cluster.brokers().values().stream()
                    .filter(broker -> broker.controller.active())
                    .count();
            if (active != 1
                    || !get(cluster.zookeeper().children(DeletedTopicZnode.PARENT))
                            .isEmpty()) {
                return false;
            }
            Map<TopicName, TopicAssignment> assignments = assignments();
            Map<TopicPartition, LeaderState> states = states();
            return cluster.brokers().values().stream()
                    .allMatch(broker -> shows(broker.images.image(), assignments, states));
        }

        /** What each side holds, for whoever reads a failure. */
        private String picture() {
            StringBuilder text = new StringBuilder("deletions open: "
                    + get(cluster.zookeeper().children(DeletedTopicZnode.PARENT)) + "\nstates: " + states());
            assignments().forEach((topic, assignment) -> text.append("\nassigned: " + topic + " " + assignment));
            cluster.brokers()
                    .values()
                    .forEach(broker -> text.append("\nbroker " + broker.id + ", controller: "
                            + broker.controller.active() + ", image: " + broker.images.image()));
            return text.toString();
        }

        private static boolean shows(
                ClusterImage image,
                Map<TopicName, TopicAssignment> assignments,
                Map<TopicPartition, LeaderState> states) {
            return image.topics().keySet().equals(assignments.keySet())
                    && image.brokers().size() == BROKERS
                    && assignments.entrySet().stream()
                            .allMatch(topic -> topic.getValue().partitions().keySet().stream()
                                    .allMatch(
                                            number -> led(image, new TopicPartition(topic.getKey(), number), states)));
        }

        private static boolean led(
                ClusterImage image, TopicPartition partition, Map<TopicPartition, LeaderState> states) {
            LeaderState state = states.get(partition);
            Optional<PartitionImage> shown = image.partition(partition);
            return state != null
                    && shown.isPresent()
                    && image.brokers().containsKey(new BrokerId(Math.max(0, state.leader())))
                    && state.isr().contains(state.leader())
                    && shown.get().leader() == state.leader()
                    && shown.get().leaderEpoch() == state.leaderEpoch();
        }

        /** Each leader knows that it leads, in the epoch that ZooKeeper has; nobody holds what was deleted. */
        private void checkBrokers() {
            await(
                    "orders carried out",
                    () -> states().entrySet().stream()
                            .allMatch(entry -> Optional.ofNullable(cluster.brokers()
                                            .get(entry.getValue().leader()))
                                    .map(broker -> broker.replicas().get(entry.getKey()))
                                    .filter(held -> held.leaderEpoch()
                                            == entry.getValue().leaderEpoch())
                                    .isPresent()));
            Map<TopicName, TopicAssignment> assignments = assignments();
            cluster.brokers()
                    .values()
                    .forEach(broker -> assertThat(broker.replicas().keySet())
                            .allMatch(partition -> assignments.containsKey(partition.topic())));
        }
    }
}
