package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.znode.ControllerEpochZnode;
import io.gatehouse.zk.OpOutcome;
import io.gatehouse.zk.ZkFailure;
import io.gatehouse.zk.ZkOp;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeExists;
import io.gatehouse.zk.ZnodeKind;
import io.gatehouse.zk.ZnodeMissing;
import io.gatehouse.zk.ZnodeValue;
import io.gatehouse.zk.ZnodeVersionConflict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The writes of the active controller: each is one multi with a check of the epoch's znode, so that a controller that was
 * replaced changes nothing (COMPAT C10.2). A failed fence fails the stage with {@link ControllerMoved}. Thread: the
 * controller loop; results arrive on it.
 */
final class FencedZnodes {
    static final byte[] NO_BYTES = {};

    /** A multi travels as one packet, and a ZooKeeper server takes 1 MiB by default. */
    private static final int CREATES_IN_ONE_MULTI = 200;

    /** A persistent znode to be created; the bytes belong to the caller. */
    static final class NewZnode {
        private final String path;
        private final byte[] data;

        NewZnode(String path, byte[] data) {
            this.path = path;
            this.data = data;
        }
    }

    private final ZkSession zookeeper;
    private final Znodes znodes;
    private final Fence fence;

    FencedZnodes(ZkSession zookeeper, Znodes znodes, Fence fence) {
        this.zookeeper = zookeeper;
        this.znodes = znodes;
        this.fence = fence;
    }

    /** Creates all, or finds some there already: false. Parents stand before their children. */
    CompletionStage<Boolean> createAll(List<NewZnode> nodes) {
        List<List<NewZnode>> chunks = new ArrayList<>();
        for (int from = 0; from < nodes.size(); from += CREATES_IN_ONE_MULTI) {
            chunks.add(nodes.subList(from, Math.min(nodes.size(), from + CREATES_IN_ONE_MULTI)));
        }
        CompletionStage<Boolean> all = Stages.of(true);
        for (List<NewZnode> chunk : chunks) {
            all = all.thenCompose(before -> createChunk(chunk).thenApply(created -> before && created));
        }
        return all;
    }

    private CompletionStage<Boolean> createChunk(List<NewZnode> chunk) {
        ZkOp[] creates = chunk.stream()
                .map(node -> ZkOp.create(node.path, node.data, ZnodeKind.PERSISTENT))
                .toArray(ZkOp[]::new);
        return catching(fenced(creates).thenApply(outcomes -> true), failure -> {
            if (!(failure instanceof ZnodeExists)) {
                return Stages.failed(failure);
            }
            return chunk.size() == 1 ? Stages.of(false) : createEach(chunk);
        });
    }

    private CompletionStage<Boolean> createEach(List<NewZnode> chunk) {
        CompletionStage<Boolean> all = Stages.of(true);
        for (NewZnode node : chunk) {
            all = all.thenCompose(before -> createChunk(List.of(node)).thenApply(created -> before && created));
        }
        return all;
    }

    /** The new version, or empty if the znode has another version than expected. */
    CompletionStage<Optional<Integer>> write(String path, byte[] data, int expectedVersion) {
        ZkOp write = ZkOp.write(path, data, expectedVersion);
        return catching(
                fenced(write).thenApply(outcomes -> Optional.of(outcomes.get(1).version())),
                failure -> failure instanceof ZnodeVersionConflict ? conflict() : Stages.failed(failure));
    }

    /** Deletes the znode and all below it; what is gone already is no failure. */
    CompletionStage<Void> deleteTree(String path) {
        return znodes.children(path)
                .thenCompose(children -> Stages.all(children, child -> deleteTree(path + "/" + child)))
                .thenCompose(deleted -> delete(path));
    }

    CompletionStage<Void> delete(String path) {
        return catching(
                fenced(ZkOp.delete(path, -1)).thenAccept(outcomes -> {}),
                failure -> failure instanceof ZnodeMissing ? Stages.done() : Stages.failed(failure));
    }

    private CompletionStage<List<OpOutcome>> fenced(ZkOp... writes) {
        List<ZkOp> ops = new ArrayList<>();
        ops.add(ZkOp.check(ControllerEpochZnode.PATH, fence.version()));
        ops.addAll(Arrays.asList(writes));
        return catching(zookeeper.multi(ops), this::blame);
    }

    /** Says of a version conflict whether it is the fence's. */
    private <T> CompletionStage<T> blame(Throwable failure) {
        if (!(failure instanceof ZnodeVersionConflict)) {
            return Stages.failed(failure);
        }
        return znodes.read(ControllerEpochZnode.PATH)
                .thenCompose(epoch -> Stages.failed(
                        epoch.map(ZnodeValue::version).orElse(-1) == fence.version()
                                ? failure
                                : new ControllerMoved("the controller epoch is beyond " + fence.epoch())));
    }

    private static CompletionStage<Optional<Integer>> conflict() {
        return Stages.of(Optional.empty());
    }

    /** On the loop: the value, or what {@code onFailure} makes of the failure. */
    private <T> CompletionStage<T> catching(
            CompletionStage<T> stage, Function<Throwable, CompletionStage<T>> onFailure) {
        return znodes.onLoop(stage.handle((value, failure) ->
                        failure == null ? Stages.of(value) : onFailure.apply(ZkFailure.unwrap(failure))))
                .thenCompose(Function.identity());
    }
}
