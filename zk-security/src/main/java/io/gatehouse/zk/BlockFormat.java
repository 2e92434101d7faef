package io.gatehouse.zk;

import io.gatehouse.auth.block.Block;
import io.gatehouse.zk.znode.BlockZnode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Entries of the block list by their ids. */
final class BlockFormat implements SealedFormat<String, Optional<Block>> {
    private final ZkSession session;

    BlockFormat(ZkSession session) {
        this.session = session;
    }

    @Override
    public String path(String id) {
        return BlockZnode.path(id);
    }

    @Override
    public Optional<Block> decode(String id, byte[] data) {
        return Optional.of(BlockZnode.decode(id, data));
    }

    @Override
    public byte[] encode(Optional<Block> block) {
        return BlockZnode.encode(block.orElseThrow());
    }

    @Override
    public Optional<Block> nothing() {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Void> makeParents(String id) {
        return session.ensure(BlockZnode.FOLDER);
    }
}
