package io.gatehouse.zk;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.zk.znode.ConfigChangeZnode;
import io.gatehouse.zk.znode.EntityConfigZnode;
import io.gatehouse.zk.znode.MalformedZnode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of users, clients, clients of users, and addresses: sealed znodes below {@code /config} (COMPAT C6.1).
 * One znode holds a user's credentials and limits; {@link ZkScramStore} and {@link ZkQuotaStore} each change their own
 * keys of it and leave the others.
 *
 * <p>Thread: any; listeners run on ZooKeeper's event thread or the caller's, one call at a time.
 */
public final class ZkUserConfigs {
    private static final Logger LOGGER = LoggerFactory.getLogger(ZkUserConfigs.class);

    private final ZkSession session;
    private final SealedCopies<QuotaEntity, Map<String, String>> copies;
    private final SealedChanges<QuotaEntity, Map<String, String>> changes;
    private final ChangeFeed feed;
    private final List<Consumer<SealedCopies.View<QuotaEntity, Map<String, String>>>> listeners =
            new CopyOnWriteArrayList<>();
    private final Object telling = new Object();

    /** Whether a full read went through; until then there is nothing to tell. Guarded by {@link #telling}. */
    private boolean complete;

    public ZkUserConfigs(ZkSession session, SealedZnodes znodes, AuditTrail audit, InstantSource clock) {
        EntityConfigFormat format = new EntityConfigFormat(znodes);
        this.session = session;
        this.copies = new SealedCopies<>(znodes, format, audit);
        this.changes = new SealedChanges<>(znodes, format);
        this.feed = new ChangeFeed(session, ConfigChangeZnode.FOLDER, ConfigChangeZnode.NAME, this::onNews, clock);
    }

    /**
     * Reads all, then follows what others change; to be called once, after the stores on this were made.
     *
     * @return fails if ZooKeeper does not answer, or with {@link UnreadableConfigs} if some cannot be read: who it
     *     concerns is without credentials then, and the limits of others are not complete
     */
    public CompletionStage<Void> start() {
        session.onSessionState(state -> {
            if (state == SessionState.RECONNECTED_NEW_SESSION) {
                report(reload());
            }
        });
        return reload().thenAccept(done -> failIfUnreadable());
    }

    /** Gets everything, whenever something changed. */
    void listen(Consumer<SealedCopies.View<QuotaEntity, Map<String, String>>> listener) {
        listeners.add(listener);
    }

    /**
     * Changes an entity's settings, shows the change to this process, then tells the others (COMPAT C6.4).
     *
     * @param change may be asked several times; must keep the keys that it does not know
     */
    CompletionStage<Void> change(QuotaEntity entity, UnaryOperator<Map<String, String>> change) {
        Optional<IllegalArgumentException> refusal = refusal(entity);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        byte[] news = news(entity);
        return changes.change(
                entity,
                change,
                () -> refresh(List.of(entity)),
                () -> feed.announce(news).thenCompose(done -> tidy(entity)));
    }

    /** What is wrong with the names of an entity. */
    static Optional<IllegalArgumentException> refusal(QuotaEntity entity) {
        return EntityConfigZnode.parse(EntityConfigZnode.entityPath(entity)).equals(Optional.of(entity))
                ? Optional.empty()
                : Optional.of(new IllegalArgumentException("the name of a user, client or address makes no znode path"
                        + " (expected: not empty; for an address no '/')"));
    }

    /** Whether a full read went through and everything could be read. */
    boolean readable() {
        synchronized (telling) {
            return complete && copies.view().unreadable().isEmpty();
        }
    }

    /** What tells the others that an entity's settings changed. */
    ZkOp newsOp(QuotaEntity entity) {
        return feed.news(news(entity));
    }

    /** Creates the folder of the news if it is missing. */
    CompletionStage<Void> ensureNews() {
        return feed.ensure();
    }

    private static byte[] news(QuotaEntity entity) {
        return ConfigChangeZnode.encode(EntityConfigZnode.entityPath(entity));
    }

    /** When the last setting of a user and of his clients has gone, so do their znodes (CONFORMANCE QTZ-08). */
    CompletionStage<Void> tidy(QuotaEntity entity) {
        if (entity.user().isEmpty()) {
            return Stages.nothing();
        }
        QuotaEntity user = new QuotaEntity(entity.user(), Optional.empty(), Optional.empty());
        String clients = EntityConfigZnode.path(user) + "/clients";
        return session.children(clients)
                .thenCompose(names -> names.isEmpty()
                        ? Stages.unless(
                                session.delete(clients, -1),
                                failure -> failure instanceof ZnodeMissing || failure instanceof ZnodeNotEmpty)
                        : Stages.nothing())
                .thenCompose(done -> changes.change(user, config -> config))
                .thenAccept(done -> {});
    }

    private void onNews(List<byte[]> news) {
        Set<QuotaEntity> entities = new HashSet<>();
        for (byte[] each : news) {
            try {
                EntityConfigZnode.parse(ConfigChangeZnode.decode(each)).ifPresent(entities::add);
            } catch (MalformedZnode e) {
                LOGGER.atWarn().log("change notification ignored: {}", e.getMessage());
            }
        }
        report(refresh(entities));
    }

    /** Reads these again and tells them. */
    CompletionStage<Void> refresh(Collection<QuotaEntity> entities) {
        return Stages.all(entities.stream().map(copies::refresh).toList()).thenAccept(done -> tell());
    }

    /** Follows first, so that nothing changes unseen between reading and following. */
    private CompletionStage<Void> reload() {
        long mark = copies.mark();
        return feed.follow()
                .thenCompose(done -> Stages.all(List.of(load("users"), load("clients"), load("ips"))))
                .thenAccept(done -> {
                    copies.sweep(mark);
                    synchronized (telling) {
                        complete = true;
                    }
                    tell();
                });
    }

    /** All entities below a folder of {@code /config}, with the clients of each user. */
    private CompletionStage<Void> load(String entityFolder) {
        String folder = EntityConfigZnode.folder(entityFolder);
        return session.ensure(folder)
                .thenCompose(done -> session.children(folder))
                .thenCompose(names -> {
                    List<CompletionStage<Void>> reads = new ArrayList<>();
                    for (String name : names) {
                        String entityPath = entityFolder + "/" + name;
                        reads.add(load(entityFolder, entityPath));
                    }
                    return Stages.all(reads);
                });
    }

    private CompletionStage<Void> load(String entityFolder, String entityPath) {
        CompletionStage<Void> own = loadOne(entityPath);
        if (!entityFolder.equals("users")) {
            return own;
        }
        String folder = entityPath + "/clients";
        CompletionStage<Void> clients = session.children(EntityConfigZnode.folder(folder))
                .thenCompose(names -> Stages.all(
                        names.stream().map(name -> loadOne(folder + "/" + name)).toList()));
        return Stages.all(List.of(own, clients));
    }

    private CompletionStage<Void> loadOne(String entityPath) {
        Optional<QuotaEntity> entity = EntityConfigZnode.parse(entityPath);
        if (entity.isEmpty()) {
            LOGGER.atWarn().addKeyValue("entity", entityPath).log("settings of an illegal name ignored");
            return Stages.nothing();
        }
        return copies.refresh(entity.get());
    }

    private void tell() {
        synchronized (telling) {
            if (complete) {
                SealedCopies.View<QuotaEntity, Map<String, String>> view = copies.view();
                listeners.forEach(listener -> listener.accept(view));
            }
        }
    }

    private void failIfUnreadable() {
        List<String> paths = copies.view().unreadable().stream()
                .map(EntityConfigZnode::path)
                .sorted()
                .toList();
        if (!paths.isEmpty()) {
            throw new UnreadableConfigs(paths.size() + " znodes of settings do not open, for example " + paths.get(0)
                    + " (see the audit log; expected: sealed by this cluster; repair or delete them)");
        }
    }

    private static void report(CompletionStage<Void> stage) {
        stage.whenComplete((done, failure) -> {
            Throwable cause = failure == null ? null : ZkFailure.unwrap(failure);
            if (cause != null && !ZkFailure.ofSession(cause)) {
                LOGGER.atError().setCause(cause).log("settings of users, clients or addresses not read");
            }
        });
    }
}
