package io.gatehouse.broker.controller.producerids;

import io.gatehouse.broker.controller.znode.ProducerIdBlockZnode;
import io.gatehouse.zk.ZkFailure;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeMissing;
import io.gatehouse.zk.ZnodeVersionConflict;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The znode itself. */
final class ZkBlockStore implements BlockStore {
    private final ZkSession session;

    ZkBlockStore(ZkSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<Optional<Stored>> read() {
        return session.read(ProducerIdBlockZnode.PATH).thenApply(value -> value.map(Stored::of));
    }

    @Override
    public CompletionStage<Boolean> write(byte[] data, int expectedVersion) {
        return session.write(ProducerIdBlockZnode.PATH, data, expectedVersion)
                .<CompletionStage<Boolean>>handle((version, failure) -> written(failure))
                .thenCompose(stage -> stage);
    }

    @Override
    public CompletionStage<Void> ensure() {
        return session.ensure(ProducerIdBlockZnode.PATH);
    }

    private static CompletionStage<Boolean> written(@Nullable Throwable failure) {
        if (failure == null) {
            return CompletableFuture.completedStage(true);
        }
        Throwable reason = ZkFailure.unwrap(failure);
        return reason instanceof ZnodeVersionConflict || reason instanceof ZnodeMissing
                ? CompletableFuture.completedStage(false)
                : CompletableFuture.failedStage(reason);
    }
}
