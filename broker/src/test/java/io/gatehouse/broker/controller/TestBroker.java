package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.controller.ControlRoad.Answer;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.zk.ZkSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A broker that has a real session and a real controller, and keeps its replicas in a map. */
public final class TestBroker implements AutoCloseable {
    /** A replica as its broker has it. */
    record Held(int leader, int leaderEpoch, int timesOrdered) {}

    final int id;
    final ZkSession session;
    public final ImagePublisher images = new ImagePublisher();
    public final Controller controller;
    public final TopicAdmin topics;
    final Registration registration;
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "test-controller");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<TopicPartition, Held> replicas = new HashMap<>();
    private int controllerEpoch = -1;

    /** Every replica that it has is on a disk that does not answer any more. */
    private volatile boolean diskLost;

    TestBroker(int id, ZkSession session, ControlRoad.Builder roads, TopicConfigRules rules, long seed) {
        this.id = id;
        this.session = session;
        BrokerImage image = new BrokerImage(
                new BrokerId(id), List.of(new BrokerEndpoint("CLIENTS", "b" + id, 9093, (short) 3)), Optional.empty());
        Random random = new Random(seed);
        registration = new Registration(session, image, Duration.ofSeconds(10), InstantSource.system(), loop);
        controller = new Controller(
                session,
                registration,
                roads,
                new ControllerSettings(true, topic -> false, random),
                InstantSource.system(),
                loop);
        topics = new TopicAdmin(
                session,
                controller,
                images,
                rules,
                TopicPolicies.NONE,
                new TopicAdminSettings(1, 1, 3, true),
                random,
                loop);
    }

    CompletionStage<Void> start() {
        return registration.register().thenCompose(epoch -> controller.start());
    }

    // What the controller orders

    synchronized Answer apply(LeaderAndIsr order) {
        if (stale(order.brokerEpoch(), order.controllerEpoch())) {
            return refused(order.controllerEpoch());
        }
        Map<TopicPartition, ErrorCode> answers = new HashMap<>();
        for (LeaderAndIsr.Assignment assignment : order.assignments()) {
            TopicPartition partition = assignment.state().partition();
            Held held = replicas.get(partition);
            if (diskLost) {
                answers.put(partition, ErrorCode.KAFKA_STORAGE_ERROR);
            } else if (held != null && held.leaderEpoch() >= assignment.state().leaderEpoch()) {
                answers.put(partition, ErrorCode.STALE_CONTROLLER_EPOCH); // COMPAT D7.4: nothing changes.
            } else {
                int times = held == null ? 1 : held.timesOrdered() + 1;
                replicas.put(
                        partition,
                        new Held(assignment.state().leader(), assignment.state().leaderEpoch(), times));
                answers.put(partition, ErrorCode.NONE);
            }
        }
        return new Answer(ErrorCode.NONE, answers);
    }

    synchronized Answer apply(UpdateMetadata news) {
        if (stale(news.brokerEpoch(), news.controllerEpoch())) {
            return refused(news.controllerEpoch());
        }
        images.apply(news);
        return new Answer(ErrorCode.NONE, Map.of());
    }

    synchronized Answer apply(StopReplica order) {
        if (stale(order.brokerEpoch(), order.controllerEpoch())) {
            return refused(order.controllerEpoch());
        }
        Map<TopicPartition, ErrorCode> answers = new HashMap<>();
        for (StopReplica.Stop stop : order.stops()) {
            if (stop.delete()) {
                replicas.remove(stop.partition());
            }
            answers.put(stop.partition(), ErrorCode.NONE);
        }
        return new Answer(ErrorCode.NONE, answers);
    }

    private boolean stale(long brokerEpoch, int epoch) {
        boolean stale = brokerEpoch < registration.epoch() || epoch < controllerEpoch;
        controllerEpoch = Math.max(controllerEpoch, epoch);
        return stale;
    }

    private Answer refused(int epoch) {
        return new Answer(
                epoch < controllerEpoch ? ErrorCode.STALE_CONTROLLER_EPOCH : ErrorCode.STALE_BROKER_EPOCH, Map.of());
    }

    synchronized Map<TopicPartition, Held> replicas() {
        return Map.copyOf(replicas);
    }

    /** The process lives, its disk does not. */
    void loseDisk() {
        diskLost = true;
        TestCluster.get(new LostDisks(session, new BrokerId(id)).tell());
    }

    /** The process dies: its session with it, nothing is given back. */
    void crash() {
        loop.shutdownNow();
        session.close();
    }

    @Override
    public void close() {
        crash();
    }
}
