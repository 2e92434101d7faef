package io.gatehouse.zk;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockStore;
import io.gatehouse.zk.znode.BlockZnode;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The block list as sealed znodes. An entry that cannot be read keeps out nobody, since nobody knows whom; the log says so
 * at the level of errors, and the others count.
 *
 * <p>Thread: any; listeners run on ZooKeeper's event thread or the caller's, one call at a time.
 */
public final class ZkBlockStore implements BlockStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(ZkBlockStore.class);

    private final SealedFolder<Block> blocks;

    /** What the log was told of; used by one call of the folder's listeners at a time. */
    private Set<String> toldUnreadable = Set.of();

    public ZkBlockStore(ZkSession session, SealedZnodes znodes, AuditTrail audit, InstantSource clock) {
        this.blocks = new SealedFolder<>(
                session,
                new SealedFolder.Place<>(
                        "entries of the block list",
                        BlockZnode.FOLDER,
                        BlockZnode::isId,
                        new SealedFolder.News(
                                BlockZnode.CHANGES,
                                BlockZnode.CHANGE,
                                BlockZnode::encodeChange,
                                BlockZnode::decodeChange),
                        new Content()),
                znodes,
                audit,
                clock);
        blocks.onChange(this::tellUnreadable);
    }

    private static final class Content implements SealedFolder.Content<Block> {
        @Override
        public String path(String id) {
            return BlockZnode.path(id);
        }

        @Override
        public byte[] encode(Block block) {
            return BlockZnode.encode(block);
        }

        @Override
        public Block decode(String id, byte[] data) {
            return BlockZnode.decode(id, data);
        }
    }

    /** Reads all, then follows what others change; to be called once. Fails if ZooKeeper does not answer. */
    public CompletionStage<Void> start() {
        return blocks.start();
    }

    @Override
    public Map<String, Block> all() {
        return blocks.all();
    }

    @Override
    public void onChange(Runnable changed) {
        blocks.onChange(changed);
    }

    @Override
    public CompletionStage<Void> add(Block block) {
        return blocks.change(block.id(), present -> Optional.of(block));
    }

    @Override
    public CompletionStage<Boolean> remove(String id) {
        return blocks.remove(id);
    }

    private void tellUnreadable() {
        Set<String> unreadable = blocks.unreadable();
        if (!toldUnreadable.containsAll(unreadable)) {
            LOGGER.atError()
                    .addKeyValue("folder", BlockZnode.FOLDER)
                    .addKeyValue("ids", unreadable)
                    .log(
                            "entries of the block list cannot be read and keep nobody out; add them again and remove these");
        }
        toldUnreadable = unreadable;
    }
}
