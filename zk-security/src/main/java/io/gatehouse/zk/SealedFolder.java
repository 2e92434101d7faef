package io.gatehouse.zk;

import io.gatehouse.auth.audit.AuditTrail;
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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealed znodes of one folder, each a value by its id, and the news of what others change there. One that cannot be read
 * is none.
 *
 * <p>Thread: any; listeners run on ZooKeeper's event thread or the caller's, one call at a time.
 */
final class SealedFolder<V> {
    private static final Logger LOGGER = LoggerFactory.getLogger(SealedFolder.class);

    private static final int ANY_VERSION = -1;

    private final ZkSession session;
    private final Place<V> place;
    private final SealedCopies<String, Optional<V>> copies;
    private final SealedChanges<String, Optional<V>> changes;
    private final ChangeFeed feed;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Object telling = new Object();
    private volatile Map<String, V> known = Map.of();
    private volatile Set<String> unreadable = Set.of();
    private volatile boolean complete;

    /**
     * Where the znodes are, and what is in them.
     *
     * @param what they are called in the log
     * @param id whether a text can be the id of one; what cannot may be no path
     */
    record Place<V>(String what, String folder, Predicate<String> id, News news, Content<V> content) {}

    /** The folder of the news, what the names of news begin with, and what they hold. */
    record News(String folder, String name, Function<String, byte[]> encode, Function<byte[], String> decode) {}

    /** Where a value is, and what it is as bytes. */
    interface Content<V> {
        String path(String id);

        byte[] encode(V value);

        /** Fails with {@link MalformedZnode}. */
        V decode(String id, byte[] data);
    }

    SealedFolder(ZkSession session, Place<V> place, SealedZnodes znodes, AuditTrail audit, InstantSource clock) {
        Format format = new Format();
        this.session = session;
        this.place = place;
        this.copies = new SealedCopies<>(znodes, format, audit);
        this.changes = new SealedChanges<>(znodes, format);
        this.feed = new ChangeFeed(session, place.news().folder(), place.news().name(), this::onNews, clock);
    }

    /** Reads all, then follows what others change; to be called once. Fails if ZooKeeper does not answer. */
    CompletionStage<Void> start() {
        session.onSessionState(state -> {
            if (state == SessionState.RECONNECTED_NEW_SESSION) {
                report(reload());
            }
        });
        return reload();
    }

    /** By id, as it is known now. */
    Map<String, V> all() {
        return known;
    }

    /** The ids of those that cannot be read. */
    Set<String> unreadable() {
        return unreadable;
    }

    /** Whether all are known: the last full read went through, and since then nothing failed but a session. */
    boolean complete() {
        return complete;
    }

    void onChange(Runnable changed) {
        listeners.add(changed);
    }

    CompletionStage<Void> change(String id, UnaryOperator<Optional<V>> change) {
        return changes.change(id, change, () -> refresh(List.of(id)), () -> announce(id));
    }

    /** One that cannot be read goes too; completes with false if there was none. */
    CompletionStage<Boolean> remove(String id) {
        if (!place.id().test(id)) {
            return CompletableFuture.completedStage(false);
        }
        return session.delete(place.content().path(id), ANY_VERSION)
                .thenApply(done -> true)
                .exceptionallyCompose(failure -> ZkFailure.unwrap(failure) instanceof ZnodeMissing
                        ? CompletableFuture.completedStage(false)
                        : CompletableFuture.failedStage(failure))
                .thenCompose(removed -> refresh(List.of(id))
                        .thenCompose(done -> removed ? announce(id) : Stages.nothing())
                        .thenApply(done -> removed));
    }

    private CompletionStage<Void> announce(String id) {
        return feed.announce(place.news().encode().apply(id));
    }

    private void onNews(List<byte[]> news) {
        Set<String> ids = new HashSet<>();
        for (byte[] each : news) {
            try {
                ids.add(place.news().decode().apply(each));
            } catch (MalformedZnode e) {
                LOGGER.atWarn()
                        .addKeyValue("folder", place.news().folder())
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
                .thenCompose(done -> session.ensure(place.folder()))
                .thenCompose(done -> session.children(place.folder()))
                .thenCompose(names -> Stages.all(
                        names.stream().filter(place.id()).map(copies::refresh).toList()))
                .thenAccept(done -> {
                    copies.sweep(mark);
                    synchronized (telling) {
                        complete = true;
                        tell();
                    }
                });
    }

    private void tell() {
        synchronized (telling) {
            SealedCopies.View<String, Optional<V>> view = copies.view();
            Map<String, V> values = new HashMap<>();
            view.values().forEach((id, value) -> value.ifPresent(present -> values.put(id, present)));
            known = Map.copyOf(values);
            unreadable = view.unreadable();
            listeners.forEach(Runnable::run);
        }
    }

    /** A session that has ended is followed by another full read; after anything else some may be missing. */
    private void report(CompletionStage<Void> stage) {
        stage.whenComplete((done, failure) -> {
            Throwable cause = failure == null ? null : ZkFailure.unwrap(failure);
            if (cause != null && !ZkFailure.ofSession(cause)) {
                LOGGER.atError().setCause(cause).log("{} not read", place.what());
                synchronized (telling) {
                    complete = false;
                    listeners.forEach(Runnable::run);
                }
            }
        });
    }

    private final class Format implements SealedFormat<String, Optional<V>> {
        @Override
        public String path(String id) {
            return place.content().path(id);
        }

        @Override
        public Optional<V> decode(String id, byte[] data) {
            return Optional.of(place.content().decode(id, data));
        }

        @Override
        public byte[] encode(Optional<V> value) {
            return place.content().encode(value.orElseThrow());
        }

        @Override
        public Optional<V> nothing() {
            return Optional.empty();
        }

        @Override
        public CompletionStage<Void> makeParents(String id) {
            return session.ensure(place.folder());
        }
    }
}
