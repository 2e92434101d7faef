package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.znode.ControllerEpochZnode;
import io.gatehouse.broker.controller.znode.ControllerZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.zk.ZkFailure;
import io.gatehouse.zk.ZkOp;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeExists;
import io.gatehouse.zk.ZnodeKind;
import io.gatehouse.zk.ZnodeMissing;
import io.gatehouse.zk.ZnodeValue;
import io.gatehouse.zk.ZnodeVersionConflict;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One attempt to become controller (COMPAT C10.1, D1.3). Thread: the controller loop; results arrive on it. */
final class Election {
    private static final int FIRST_EPOCH = 0;

    private final ZkSession zookeeper;
    private final Znodes znodes;
    private final BrokerId self;
    private final InstantSource clock;

    Election(ZkSession zookeeper, Znodes znodes, BrokerId self, InstantSource clock) {
        this.zookeeper = zookeeper;
        this.znodes = znodes;
        this.self = self;
        this.clock = clock;
    }

    /** The fence of the new term of office, or empty if another broker is controller. */
    CompletionStage<Optional<Fence>> run() {
        return znodes.read(ControllerZnode.PATH)
                .thenCompose(holder -> holder.isPresent() ? lost() : readEpoch().thenCompose(this::stand));
    }

    private CompletionStage<ZnodeValue> readEpoch() {
        return znodes.read(ControllerEpochZnode.PATH)
                .thenCompose(found -> found.isPresent()
                        ? Stages.of(found.get())
                        : createEpoch().thenCompose(created -> readEpoch()));
    }

    private CompletionStage<Void> createEpoch() {
        return caught(
                zookeeper
                        .create(
                                ControllerEpochZnode.PATH,
                                ControllerEpochZnode.encode(FIRST_EPOCH),
                                ZnodeKind.PERSISTENT)
                        .thenAccept(path -> {}),
                failure -> failure instanceof ZnodeExists ? Stages.done() : Stages.failed(failure));
    }

    private CompletionStage<Optional<Fence>> stand(ZnodeValue before) {
        int epoch = ControllerEpochZnode.decode(before.data()) + 1;
        List<ZkOp> ops = List.of(
                ZkOp.create(
                        ControllerZnode.PATH,
                        ControllerZnode.encode(self.value(), clock.instant()),
                        ZnodeKind.EPHEMERAL),
                ZkOp.write(ControllerEpochZnode.PATH, ControllerEpochZnode.encode(epoch), before.version()));
        return caught(
                zookeeper.multi(ops).thenApply(outcomes -> Optional.of(new Fence(epoch, before.version() + 1))),
                failure -> raced(failure) ? verify(epoch) : Stages.failed(failure));
    }

    private static boolean raced(Throwable failure) {
        return failure instanceof ZnodeExists
                || failure instanceof ZnodeVersionConflict
                || failure instanceof ZnodeMissing;
    }

    /** The race may have been against our own attempt, whose answer was lost: then holder, session and epoch are ours. */
    private CompletionStage<Optional<Fence>> verify(int epoch) {
        return znodes.read(ControllerZnode.PATH)
                .thenCompose(holder -> holder.filter(this::ours).isEmpty()
                        ? lost()
                        : znodes.read(ControllerEpochZnode.PATH)
                                .thenApply(found -> found.filter(
                                                value -> ControllerEpochZnode.decode(value.data()) == epoch)
                                        .map(value -> new Fence(epoch, value.version()))));
    }

    private boolean ours(ZnodeValue holder) {
        return holder.ephemeralOwner() == zookeeper.sessionId()
                && ControllerZnode.decode(holder.data()).brokerId() == self.value();
    }

    private static CompletionStage<Optional<Fence>> lost() {
        return Stages.of(Optional.empty());
    }

    private <T> CompletionStage<T> caught(CompletionStage<T> stage, Function<Throwable, CompletionStage<T>> onFailure) {
        return znodes.onLoop(stage.handle((value, failure) ->
                        failure == null ? Stages.of(value) : onFailure.apply(ZkFailure.unwrap(failure))))
                .thenCompose(Function.identity());
    }
}
