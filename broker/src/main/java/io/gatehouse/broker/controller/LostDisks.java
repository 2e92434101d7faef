package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.znode.LogDirEventZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeKind;
import java.util.concurrent.CompletionStage;

/** Tells the controller, whoever that is, that this broker lost a log directory (COMPAT B12.4). Thread: any. */
public final class LostDisks {
    private final ZkSession zookeeper;
    private final BrokerId self;

    public LostDisks(ZkSession zookeeper, BrokerId self) {
        this.zookeeper = zookeeper;
        this.self = self;
    }

    public CompletionStage<Void> tell() {
        return zookeeper
                .create(LogDirEventZnode.PREFIX, LogDirEventZnode.encode(self), ZnodeKind.PERSISTENT_SEQUENTIAL)
                .thenAccept(path -> {});
    }
}
