package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.controller.ControlBatch.Orders;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orders that wait for one broker: in order, one on the road at a time, each repeated until the broker has answered or
 * is gone (COMPAT D8.8). Thread: the controller loop; answers are handed on by it.
 */
final class BrokerRoad {
    static final Duration PAUSE = Duration.ofMillis(100);

    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerRoad.class);
    private static final int COMPLAIN_EVERY = 100;

    private record Waiting(
            Supplier<CompletionStage<ControlRoad.Answer>> order, Consumer<ControlRoad.Answer> answered) {}

    private final ControlRoad road;
    private final ScheduledExecutorService loop;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private boolean busy;
    private int failures;
    private boolean closed;

    BrokerRoad(ControlRoad road, ScheduledExecutorService loop) {
        this.road = road;
        this.loop = loop;
    }

    void send(
            Orders orders,
            BiConsumer<LeaderAndIsr, ControlRoad.Answer> onLead,
            BiConsumer<UpdateMetadata, ControlRoad.Answer> onNews,
            BiConsumer<StopReplica, ControlRoad.Answer> onStop) {
        orders.lead()
                .ifPresent(order ->
                        queue.add(new Waiting(() -> road.leaderAndIsr(order), answer -> onLead.accept(order, answer))));
        orders.news()
                .ifPresent(order -> queue.add(
                        new Waiting(() -> road.updateMetadata(order), answer -> onNews.accept(order, answer))));
        orders.stop()
                .ifPresent(order ->
                        queue.add(new Waiting(() -> road.stopReplica(order), answer -> onStop.accept(order, answer))));
        next();
    }

    void close() {
        closed = true;
        queue.clear();
        road.close();
    }

    private void next() {
        Waiting head = queue.peek();
        if (closed || busy || head == null) {
            return;
        }
        busy = true;
        Stages.begin(head.order).whenCompleteAsync((answer, failure) -> settled(head, answer, failure), loop);
    }

    private void settled(Waiting head, ControlRoad.@Nullable Answer answer, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (failure != null || answer == null) {
            complain(failure);
            pause();
            return;
        }
        queue.remove();
        busy = false;
        failures = 0;
        head.answered.accept(answer);
        next();
    }

    /** Says it at first, and then once in a while: a broker that is away is away for minutes. */
    private void complain(@Nullable Throwable failure) {
        if (failures++ % COMPLAIN_EVERY == 0) {
            LOGGER.atWarn()
                    .addKeyValue("failures", failures)
                    .addKeyValue("reason", failure == null ? "no answer" : failure.getMessage())
                    .log("an order did not reach its broker and is repeated");
        }
    }

    private void pause() {
        var unused = loop.schedule(
                () -> {
                    busy = false;
                    next();
                },
                PAUSE.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
