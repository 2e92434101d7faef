package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.controller.znode.BrokerRegistration;
import io.gatehouse.broker.controller.znode.BrokerZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.zk.ZkFailure;
import io.gatehouse.zk.ZkOp;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeExists;
import io.gatehouse.zk.ZnodeKind;
import io.gatehouse.zk.ZnodeMissing;
import io.gatehouse.zk.ZnodeValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This broker's place in {@code /brokers/ids}, whose creation transaction is the broker epoch (COMPAT C3.10, C3.11).
 *
 * <p>A registration that an earlier run of this broker left behind goes when ZooKeeper ends that run's session; we wait
 * for that once, rather than stop and be started again. Thread: any; one registration at a time.
 */
public final class Registration {
    private static final Logger LOGGER = LoggerFactory.getLogger(Registration.class);
    private static final byte[] NO_BYTES = {};

    private final ZkSession zookeeper;
    private volatile BrokerImage broker;
    private final Duration patience;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;

    private volatile long epoch = -1;
    private volatile long previousSession;

    /** @param patience how long a foreign registration under our id may take to go: the session timeout and a little */
    public Registration(
            ZkSession zookeeper,
            BrokerImage broker,
            Duration patience,
            InstantSource clock,
            ScheduledExecutorService timer) {
        this.zookeeper = zookeeper;
        this.broker = broker;
        this.patience = patience;
        this.clock = clock;
        this.timer = timer;
    }

    public BrokerImage broker() {
        return broker;
    }

    /** The broker epoch; -1 before the first registration. */
    public long epoch() {
        return epoch;
    }

    /** Registers; the stage is the broker epoch, or fails with {@link BrokerIdTaken}. */
    public CompletionStage<Long> register() {
        return refuseSharedAddress().thenCompose(nobody -> attempt(true)).thenApply(created -> {
            epoch = created;
            previousSession = zookeeper.sessionId();
            return created;
        });
    }

    /**
     * Puts other endpoints in the place of those that the cluster knows (CONFORMANCE TLS-59); the controller tells everybody.
     * Where this fails the session is over, and the next registration brings them.
     */
    public CompletionStage<Void> update(List<BrokerEndpoint> endpoints) {
        broker = new BrokerImage(broker.id(), endpoints, broker.rack());
        String path = BrokerZnode.path(broker.id());
        return zookeeper.read(path).thenCompose(node -> {
            if (node.isEmpty() || node.get().ephemeralOwner() != zookeeper.sessionId()) {
                return Stages.done(); // Not there yet, or not ours: it will be made with these.
            }
            return zookeeper
                    .write(path, BrokerZnode.encode(new BrokerRegistration(broker, clock.instant())), -1)
                    .thenAccept(version -> {});
        });
    }

    private CompletionStage<Long> attempt(boolean patient) {
        String path = BrokerZnode.path(broker.id());
        byte[] value = BrokerZnode.encode(new BrokerRegistration(broker, clock.instant()));
        List<ZkOp> ops = List.of(ZkOp.create(path, NO_BYTES, ZnodeKind.EPHEMERAL), ZkOp.write(path, value, 0));
        return zookeeper
                .multi(ops)
                .<CompletionStage<Long>>handle((outcomes, failure) -> failure == null
                        ? Stages.of(outcomes.get(1).czxid())
                        : ZkFailure.unwrap(failure) instanceof ZnodeExists
                                ? found(path, patient)
                                : Stages.failed(failure))
                .thenCompose(Function.identity());
    }

    private CompletionStage<Long> found(String path, boolean patient) {
        CompletableFuture<Boolean> changed = new CompletableFuture<>();
        return zookeeper.readAndWatch(path, () -> changed.complete(true)).thenCompose(node -> {
            if (node.isEmpty()) {
                return attempt(patient);
            }
            long owner = node.get().ephemeralOwner();
            if (owner == zookeeper.sessionId()) { // Our own, whose answer was lost.
                return Stages.of(node.get().czxid());
            }
            if (owner == previousSession) {
                return delete(path, node.get()).thenCompose(gone -> attempt(patient));
            }
            return patient ? await(changed).thenCompose(this::again) : taken();
        });
    }

    private CompletionStage<Void> delete(String path, ZnodeValue node) {
        return zookeeper
                .delete(path, node.version())
                .<CompletionStage<Void>>handle(
                        (gone, failure) -> failure == null || ZkFailure.unwrap(failure) instanceof ZnodeMissing
                                ? Stages.done()
                                : Stages.failed(failure))
                .thenCompose(Function.identity());
    }

    /** After a change there may be another foreign owner, so we wait once more; after the time is over we do not. */
    private CompletionStage<Long> again(boolean changed) {
        return attempt(changed);
    }

    private CompletionStage<Boolean> await(CompletableFuture<Boolean> changed) {
        LOGGER.atWarn()
                .addKeyValue("broker", broker.id().value())
                .addKeyValue("patienceMillis", patience.toMillis())
                .log("a registration with this broker's id is still there, waiting for its session to end");
        var unused = timer.schedule(() -> changed.complete(false), patience.toMillis(), TimeUnit.MILLISECONDS);
        return changed;
    }

    private <T> CompletionStage<T> taken() {
        return Stages.failed(
                new BrokerIdTaken(
                        "broker.id = " + broker.id()
                                + " is registered by a running broker (expected: an id of its own; stop the other or change broker.id)"));
    }

    /** No other live broker may advertise one of our addresses (COMPAT C3.13). */
    private CompletionStage<Void> refuseSharedAddress() {
        return zookeeper
                .children(BrokerZnode.PARENT)
                .thenCompose(ids -> Stages.all(BrokerZnode.ids(ids), this::read))
                .thenAccept(others -> others.forEach(other -> other.ifPresent(this::refuseShared)));
    }

    private CompletionStage<Optional<BrokerImage>> read(BrokerId id) {
        if (id.equals(broker.id())) {
            return Stages.of(Optional.empty());
        }
        return zookeeper
                .read(BrokerZnode.path(id))
                .thenApply(node ->
                        node.map(value -> BrokerZnode.decode(id, value.data()).broker()));
    }

    private void refuseShared(BrokerImage other) {
        for (BrokerEndpoint endpoint : broker.endpoints()) {
            if (other.endpoints().stream().anyMatch(theirs -> sameAddress(theirs, endpoint))) {
                throw new BrokerIdTaken("advertised.listeners: " + endpoint.host() + ":" + endpoint.port()
                        + " is advertised by broker " + other.id() + " too (expected: an address of its own)");
            }
        }
    }

    private static boolean sameAddress(BrokerEndpoint left, BrokerEndpoint right) {
        return left.port() == right.port() && left.host().equalsIgnoreCase(right.host());
    }
}
