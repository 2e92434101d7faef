package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.znode.ClusterIdZnode;
import io.gatehouse.broker.controller.znode.ControllerZnode;
import io.gatehouse.broker.controller.znode.KnownPaths;
import io.gatehouse.zk.ZkFailure;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeExists;
import io.gatehouse.zk.ZnodeKind;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The first steps of a broker in ZooKeeper: the known paths and the cluster's id (COMPAT H2.1, H2.2). Thread: any. */
public final class ClusterIdentity {
    private static final int ID_BYTES = 16;

    private final ZkSession zookeeper;
    private final RandomGenerator random;

    /** @param random a secure one, so that two clusters never share an id */
    public ClusterIdentity(ZkSession zookeeper, RandomGenerator random) {
        this.zookeeper = zookeeper;
        this.random = random;
    }

    /** Makes sure of the paths of COMPAT C2; fails if a KRaft controller owns the cluster (C11.2). */
    public CompletionStage<Void> preparePaths() {
        return zookeeper
                .read(ControllerZnode.PATH)
                .thenAccept(holder -> holder.ifPresent(value -> {
                    if (ControllerZnode.decode(value.data()).kraft()) {
                        throw new IllegalStateException(
                                "/controller names a KRaft controller"
                                        + " (expected: a cluster in ZooKeeper mode; a migrated cluster cannot take this broker)");
                    }
                }))
                .thenCompose(checked -> Stages.all(KnownPaths.AT_START, zookeeper::ensure))
                .thenAccept(made -> {});
    }

    /** The cluster's id; the first broker of a cluster makes it (COMPAT C3.1). */
    public CompletionStage<String> id() {
        return read().thenCompose(found -> found.isPresent() ? Stages.of(found.get()) : create());
    }

    private CompletionStage<Optional<String>> read() {
        return zookeeper
                .read(ClusterIdZnode.PATH)
                .thenApply(node -> node.map(value -> ClusterIdZnode.decode(value.data())));
    }

    private CompletionStage<String> create() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return zookeeper
                .ensure("/cluster")
                .thenCompose(
                        made -> zookeeper.create(ClusterIdZnode.PATH, ClusterIdZnode.encode(id), ZnodeKind.PERSISTENT))
                .<CompletionStage<String>>handle((path, failure) -> failure == null
                        ? Stages.of(id)
                        : ZkFailure.unwrap(failure) instanceof ZnodeExists ? id() : Stages.failed(failure))
                .thenCompose(Function.identity());
    }
}
