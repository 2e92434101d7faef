package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.controller.ControlRoad.Answer;
import io.gatehouse.broker.model.BrokerId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** The roads to all live brokers (COMPAT D2.5). Thread: the controller loop. */
final class Roads {
    /** What the controller makes of an answer (COMPAT D8.10). */
    interface Answers {
        void led(int broker, LeaderAndIsr order, Answer answer);

        void told(int broker, UpdateMetadata news, Answer answer);

        void stopped(int broker, StopReplica order, Answer answer);
    }

    private final ControlRoad.Builder builder;
    private final ScheduledExecutorService loop;
    private final BrokerId self;
    private final Answers answers;
    private final Map<Integer, BrokerRoad> roads = new HashMap<>();

    Roads(ControlRoad.Builder builder, ScheduledExecutorService loop, BrokerId self, Answers answers) {
        this.builder = builder;
        this.loop = loop;
        this.self = self;
        this.answers = answers;
    }

    void open(BrokerImage broker) {
        BrokerRoad before = roads.put(broker.id().value(), new BrokerRoad(builder.to(broker), loop));
        if (before != null) {
            before.close();
        }
    }

    void close(int broker) {
        BrokerRoad road = roads.remove(broker);
        if (road != null) {
            road.close();
        }
    }

    void closeAll() {
        roads.values().forEach(BrokerRoad::close);
        roads.clear();
    }

    /** Sends the batch as it follows from the state now. */
    void flush(ControlBatch batch, ClusterState state) {
        batch.build(state, self).forEach((broker, orders) -> {
            BrokerRoad road = roads.get(broker);
            if (road != null) {
                road.send(
                        orders,
                        (order, answer) -> answers.led(broker, order, answer),
                        (order, answer) -> answers.told(broker, order, answer),
                        (order, answer) -> answers.stopped(broker, order, answer));
            }
        });
    }
}
