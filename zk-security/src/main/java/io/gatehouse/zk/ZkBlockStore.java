package io.gatehouse.zk;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockStore;
import io.gatehouse.zk.znode.BlockZnode;
import io.gatehouse.zk.znode.MalformedZnode;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
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

    private static final int ANY_VERSION = -1;

    private final ZkSession session;
    private final SealedCopies<String, Optional<Block>> copies;
    private final SealedChanges<String, Optional<Block>> changes;
    private final ChangeFeed feed;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Object telling = new Object();
    private volatile Map<String, Block> known = Map.of();

    /** Guarded by {@code telling}. */
    private Set<String> unreadable = Set.of();

    public ZkBlockStore(ZkSession session, SealedZnodes znodes, AuditTrail audit, InstantSource clock) {
        BlockFormat format = new BlockFormat(session);
        this.session = session;
        this.copies = new SealedCopies<>(znodes, format, audit);
        this.changes = new SealedChanges<>(znodes, format);
        this.feed = new ChangeFeed(session, BlockZnode.CHANGES, BlockZnode.CHANGE, this::onNews, clock);
    }

    /** Reads all, then follows what others change; to be called once. Fails if ZooKeeper does not answer. */
    public CompletionStage<Void> start() {
        session.onSessionState(state -> {
            if (state == SessionState.RECONNECTED_NEW_SESSION) {
                report(reload());
            }
        });
        return reload();
    }

    @Override
    public Map<String, Block> all() {
        return known;
    }

    @Override
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }

    @Override
    public CompletionStage<Void> add(Block block) {
        String id = block.id();
        return changes.change(
                id,
                present -> Optional.of(block),
                () -> refresh(List.of(id)),
                () -> feed.announce(BlockZnode.encodeChange(id)));
    }

    /** One that cannot be read goes too. */
    @Override
    public CompletionStage<Boolean> remove(String id) {
        if (!BlockZnode.isId(id)) {
            return CompletableFuture.completedStage(false);
        }
        return session.delete(BlockZnode.path(id), ANY_VERSION)
                .thenApply(done -> true)
                .exceptionallyCompose(failure -> ZkFailure.unwrap(failure) instanceof ZnodeMissing
                        ? CompletableFuture.completedStage(false)
                        : CompletableFuture.failedStage(failure))
                .thenCompose(removed -> refresh(List.of(id))
                        .thenCompose(done -> removed ? feed.announce(BlockZnode.encodeChange(id)) : Stages.nothing())
                        .thenApply(done -> removed));
    }

    private void onNews(List<byte[]> news) {
        Set<String> ids = new HashSet<>();
        for (byte[] each : news) {
            try {
                ids.add(BlockZnode.decodeChange(each));
            } catch (MalformedZnode e) {
                LOGGER.atWarn()
                        .addKeyValue("folder", BlockZnode.CHANGES)
                        .log("change notification ignored: {}", e.getMessage());
            }
        }
        report(refresh(ids));
    }

    private CompletionStage<Void> refresh(Collection<String> ids) {
        return Stages.all(ids.stream().map(copies::refresh).toList()).thenAccept(done -> tell());
    }

    /** Follows first, so that nothing changes unseen between reading and following. */
    private CompletionStage<Void> reload() {
        long mark = copies.mark();
        return feed.follow()
                .thenCompose(done -> session.ensure(BlockZnode.FOLDER))
                .thenCompose(done -> session.children(BlockZnode.FOLDER))
                .thenCompose(names -> Stages.all(names.stream()
                        .filter(BlockZnode::isId)
                        .map(copies::refresh)
                        .toList()))
                .thenAccept(done -> {
                    copies.sweep(mark);
                    tell();
                });
    }

    private void tell() {
        synchronized (telling) {
            Map<String, Block> blocks = new HashMap<>();
            SealedCopies.View<String, Optional<Block>> view = copies.view();
            view.values().forEach((id, block) -> block.ifPresent(present -> blocks.put(id, present)));
            known = Map.copyOf(blocks);
            if (!unreadable.containsAll(view.unreadable())) {
                LOGGER.atError()
                        .addKeyValue("folder", BlockZnode.FOLDER)
                        .addKeyValue("ids", view.unreadable())
                        .log(
                                "entries of the block list cannot be read and keep nobody out; add them again and remove these");
            }
            unreadable = view.unreadable();
            listeners.forEach(Runnable::run);
        }
    }

    private static void report(CompletionStage<Void> stage) {
        stage.whenComplete((done, failure) -> {
            Throwable cause = failure == null ? null : ZkFailure.unwrap(failure);
            if (cause != null && !ZkFailure.ofSession(cause)) {
                LOGGER.atError().setCause(cause).log("the block list was not read");
            }
        });
    }
}
