package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.znode.ControllerEpochZnode;
import io.gatehouse.broker.controller.znode.ControllerZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.zk.SessionState;
import io.gatehouse.zk.ZkOp;
import io.gatehouse.zk.ZkSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every broker runs one; at most one of the cluster is active (COMPAT D1). An inactive one watches {@code /controller}
 * and stands for election when it is empty. Thread: any; all state belongs to the controller loop.
 */
public final class Controller {
    private static final Logger LOGGER = LoggerFactory.getLogger(Controller.class);
    private static final int NOBODY = -1;
    private static final int ANY_EPOCH = -1;
    private static final int ANY_VERSION = -1;

    /** A broker whose term failed lets the others go first, and does not burn through epochs if it is alone. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final ZkSession zookeeper;
    private final Registration registration;
    private final ControlRoad.Builder roads;
    private final ControllerSettings settings;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private final EventLoop loop;
    private Znodes znodes;
    private @Nullable Term term;
    private boolean closed;
    private boolean pausing;

    private volatile boolean active;
    private volatile int holder = NOBODY;

    /** @param loop the controller loop: one thread, which also keeps the time between repeated orders; the caller's to stop */
    public Controller(
            ZkSession zookeeper,
            Registration registration,
            ControlRoad.Builder roads,
            ControllerSettings settings,
            InstantSource clock,
            ScheduledExecutorService loop) {
        this.zookeeper = zookeeper;
        this.registration = registration;
        this.roads = roads;
        this.settings = settings;
        this.clock = clock;
        this.timer = loop;
        this.loop = new EventLoop(loop);
        this.znodes = new Znodes(zookeeper, this.loop);
    }

    /** Watches and stands for election; the broker is registered. The stage is complete when the first attempt is over. */
    public CompletionStage<Void> start() {
        zookeeper.onSessionState(this::sessionChanged);
        return loop.submit(this::elect).exceptionally(failure -> {
            failed(failure, ANY_EPOCH);
            return null;
        });
    }

    /** Whether this broker is controller now. */
    public boolean active() {
        return active;
    }

    /** The broker that is controller, as ZooKeeper last said. */
    public OptionalInt holder() {
        int id = holder;
        return id == NOBODY ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Resigns, so that another broker takes over at once; nothing happens afterwards. */
    public CompletionStage<Void> close() {
        return loop.preempt(() -> {
            closed = true;
            return move();
        });
    }

    /** A broker wants to stop in order (COMPAT D5.11). */
    public CompletionStage<ShutdownAnswer> controlledShutdown(BrokerId broker, long brokerEpoch) {
        return loop.submit(() -> {
                    Term now = term;
                    return now == null ? notController() : now.controlledShutdown(broker, brokerEpoch);
                })
                .exceptionallyCompose(
                        failure -> failure instanceof EventLoop.Preempted ? notController() : Stages.failed(failure));
    }

    /** COMPAT F3, key 7: the sender looks for the controller and asks again. */
    private static CompletionStage<ShutdownAnswer> notController() {
        return Stages.of(new ShutdownAnswer(ErrorCode.STALE_CONTROLLER_EPOCH, Set.of()));
    }

    // Events

    private void event(Supplier<CompletionStage<Void>> work) {
        loop.submit(() -> closed ? Stages.done() : work.get()).whenComplete((done, failure) -> {
            if (failure != null) {
                failed(failure, ANY_EPOCH);
            }
        });
    }

    /** COMPAT D1.3, D1.4. */
    private CompletionStage<Void> elect() {
        return follow().thenCompose(found -> {
            if (found.isPresent() || closed || pausing) {
                return Stages.done();
            }
            return new Election(zookeeper, znodes, registration.broker().id(), clock)
                    .run()
                    .thenCompose(fence -> fence.isPresent() ? begin(fence.get()) : follow().thenAccept(other -> {}));
        });
    }

    /** Who holds {@code /controller}, with a watch; resigns if it should be us and is not. */
    private CompletionStage<Optional<ControllerZnode.Holder>> follow() {
        return znodes.readAndWatch(ControllerZnode.PATH, () -> event(this::elect))
                .thenApply(node -> {
                    Optional<ControllerZnode.Holder> found = node.map(value -> ControllerZnode.decode(value.data()));
                    holder = found.map(ControllerZnode.Holder::brokerId).orElse(NOBODY);
                    Term now = term;
                    boolean ours = node.filter(value -> value.ephemeralOwner() == zookeeper.sessionId())
                            .isPresent();
                    if (now != null && !ours) {
                        resign("another broker is controller");
                    }
                    return found;
                });
    }

    private CompletionStage<Void> begin(Fence fence) {
        LOGGER.atInfo().addKeyValue("controllerEpoch", fence.epoch()).log("elected controller");
        Term begun = new Term(
                fence,
                registration.broker().id(),
                zookeeper,
                loop,
                timer,
                roads,
                settings,
                failure -> failed(failure, fence.epoch()));
        term = begun;
        return begun.begin().thenCompose(done -> follow()).thenAccept(seen -> {
            active = term == begun;
            if (active) {
                LOGGER.atInfo().addKeyValue("controllerEpoch", fence.epoch()).log("controller is active");
            }
        });
    }

    /**
     * An event failed: whatever the reason, this broker stops being controller, and somebody is elected (COMPAT D1.7).
     *
     * @param epoch the term that it belongs to; a later one goes on
     */
    private void failed(Throwable failure, int epoch) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof EventLoop.Preempted) {
            return;
        }
        LOGGER.atError().setCause(cause).log("the controller has to move");
        loop.submit(() -> {
                    Term now = term;
                    return epoch == ANY_EPOCH || (now != null && now.epoch() == epoch) ? pauseAndMove() : Stages.done();
                })
                .whenComplete((moved, again) -> {
                    if (again != null) {
                        LOGGER.atWarn()
                                .addKeyValue("problem", String.valueOf(again.getMessage()))
                                .log("/controller was not given back, the session's end will do it");
                    }
                });
    }

    private CompletionStage<Void> pauseAndMove() {
        pausing = true;
        var unused = timer.schedule(
                () -> {
                    pausing = false;
                    event(this::elect);
                },
                PAUSE_AFTER_FAILURE.toMillis(),
                TimeUnit.MILLISECONDS);
        return move();
    }

    /** Resigns, and gives {@code /controller} back. */
    private CompletionStage<Void> move() {
        if (term == null) {
            return Stages.done();
        }
        resign("it gives up office");
        return giveBack();
    }

    /**
     * Deletes {@code /controller} if it is this session's, even where the fence of the term does not hold any more: the
     * epoch that is read before guards against a successor's znode (COMPAT C10.6).
     */
    private CompletionStage<Void> giveBack() {
        return znodes.read(ControllerEpochZnode.PATH)
                .thenCompose(epoch -> znodes.read(ControllerZnode.PATH).thenCompose(node -> {
                    boolean ours = node.filter(value -> value.ephemeralOwner() == zookeeper.sessionId())
                            .isPresent();
                    if (!ours || epoch.isEmpty()) {
                        return Stages.done();
                    }
                    List<ZkOp> ops = List.of(
                            ZkOp.check(ControllerEpochZnode.PATH, epoch.get().version()),
                            ZkOp.delete(ControllerZnode.PATH, ANY_VERSION));
                    return znodes.onLoop(zookeeper.multi(ops)).thenAccept(outcomes -> {});
                }));
    }

    /** COMPAT D1.5. */
    private void resign(String reason) {
        Term now = term;
        if (now != null) {
            LOGGER.atInfo()
                    .addKeyValue("controllerEpoch", now.epoch())
                    .addKeyValue("reason", reason)
                    .log("resigned as controller");
            active = false;
            term = null;
            now.end();
        }
    }

    /** Thread: ZooKeeper's event thread. */
    private void sessionChanged(SessionState state) {
        switch (state) {
            case EXPIRED -> {
                active = false;
                dropped(loop.preempt(this::expired));
            }
            case RECONNECTED_NEW_SESSION -> dropped(loop.submit(this::rejoin));
            case CONNECTED, DISCONNECTED -> {}
        }
    }

    /** Nothing of the old session acts any more (COMPAT C1.4). */
    private CompletionStage<Void> expired() {
        resign("its ZooKeeper session ended");
        znodes = new Znodes(zookeeper, loop);
        return Stages.done();
    }

    private CompletionStage<Void> rejoin() {
        return closed ? Stages.done() : znodes.onLoop(registration.register()).thenCompose(epoch -> elect());
    }

    private void dropped(CompletionStage<Void> stage) {
        stage.whenComplete((done, failure) -> {
            if (failure != null) {
                failed(failure, ANY_EPOCH);
            }
        });
    }
}
