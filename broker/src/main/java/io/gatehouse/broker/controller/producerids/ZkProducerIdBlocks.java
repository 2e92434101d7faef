package io.gatehouse.broker.controller.producerids;

import io.gatehouse.broker.controller.znode.ProducerIdBlockZnode;
import io.gatehouse.broker.controller.znode.ProducerIdBlockZnode.Block;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.zk.ZkSession;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reserves blocks by writing the last one to {@code /latest_producer_id_block} on condition of its version (COMPAT E7.2).
 * A write whose answer was lost costs a block and nothing else: what may have been reserved is never used. Thread: any;
 * stages complete on ZooKeeper's event thread.
 */
public final class ZkProducerIdBlocks implements ProducerIdBlocks {
    private static final long BLOCK = 1000;

    /** Others reserve once for a thousand producers, so more than a few conflicts in a row mean that something is wrong. */
    private static final int ATTEMPTS = 20;

    private final BlockStore store;
    private final BrokerId broker;

    public ZkProducerIdBlocks(ZkSession session, BrokerId broker) {
        this(new ZkBlockStore(session), broker);
    }

    ZkProducerIdBlocks(BlockStore store, BrokerId broker) {
        this.store = store;
        this.broker = broker;
    }

    @Override
    public CompletionStage<ProducerIdBlock> reserve() {
        return reserve(ATTEMPTS);
    }

    private CompletionStage<ProducerIdBlock> reserve(int attempts) {
        if (attempts == 0) {
            return CompletableFuture.failedStage(new IllegalStateException(
                    ProducerIdBlockZnode.PATH + " changed " + ATTEMPTS + " times meanwhile (expected: seldom)"));
        }
        return store.read().thenCompose(found -> reserve(found, attempts));
    }

    private CompletionStage<ProducerIdBlock> reserve(Optional<BlockStore.Stored> found, int attempts) {
        if (found.isEmpty()) {
            return store.ensure().thenCompose(made -> reserve(attempts - 1));
        }
        byte[] last = found.get().data();
        long first = last.length == 0
                ? 0
                : Math.addExact(ProducerIdBlockZnode.decode(last).last(), 1);
        ProducerIdBlock block = new ProducerIdBlock(first, Math.addExact(first, BLOCK - 1));
        byte[] next = ProducerIdBlockZnode.encode(new Block(broker.value(), block.first(), block.last()));
        return store.write(next, found.get().version())
                .thenCompose(written -> written ? CompletableFuture.completedStage(block) : reserve(attempts - 1));
    }
}
