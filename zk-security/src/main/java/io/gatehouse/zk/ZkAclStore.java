package io.gatehouse.zk;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.AclStore;
import io.gatehouse.acl.AclStoreFailure;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.zk.znode.AccessRulesZnode;
import io.gatehouse.zk.znode.AclChangeZnode;
import io.gatehouse.zk.znode.MalformedZnode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access rules as sealed znodes, one for each resource pattern (COMPAT C7, CONFORMANCE AZK). Tells a consumer all rules
 * whenever they may have changed.
 *
 * <p>Closed when in doubt: as long as one pattern's rules cannot be read, no rules are told, and whoever decides with
 * them is told to forget what he has, because the unreadable ones may have denied something.
 *
 * <p>Thread: any; the consumers run on ZooKeeper's event thread or the caller's, one call at a time.
 */
public final class ZkAclStore implements AclStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(ZkAclStore.class);

    private final ZkSession session;
    private final SealedCopies<ResourcePattern, Set<AccessRule>> copies;
    private final SealedChanges<ResourcePattern, Set<AccessRule>> changes;
    private final Map<PatternType, ChangeFeed> feeds = new EnumMap<>(PatternType.class);
    private final Consumer<AclSnapshot> onRules;
    private final Runnable onBroken;
    private final Object telling = new Object();

    /** Whether the last full read went through; until then there is nothing to tell. Guarded by {@link #telling}. */
    private boolean complete;

    /** What was told last; null if that was nothing, or everything has been read again. Guarded by {@link #telling}. */
    private @Nullable AclSnapshot told;

    /**
     * @param onRules gets all rules, for example {@code RuleSources::lasting}
     * @param onBroken runs when rules cannot be read, for example {@code RuleSources::lastingUnreadable}
     */
    public ZkAclStore(
            ZkSession session,
            SealedZnodes znodes,
            Consumer<AclSnapshot> onRules,
            Runnable onBroken,
            AuditTrail audit,
            InstantSource clock) {
        AccessRulesFormat format = new AccessRulesFormat(session);
        this.session = session;
        this.copies = new SealedCopies<>(znodes, format, audit);
        this.changes = new SealedChanges<>(znodes, format);
        this.onRules = onRules;
        this.onBroken = onBroken;
        for (PatternType type : PatternType.values()) {
            feeds.put(
                    type,
                    new ChangeFeed(
                            session,
                            AclChangeZnode.folder(type),
                            AclChangeZnode.NAME,
                            news -> onNews(type, news),
                            clock));
        }
    }

    /**
     * Creates the folders, reads all rules and tells them, then follows what others change; to be called once.
     *
     * @return fails if ZooKeeper does not answer, or with {@link AclStoreFailure} if rules cannot be read; a store that
     *     is told of their repair opens all the same
     */
    public CompletionStage<Void> start() {
        session.onSessionState(state -> {
            if (state == SessionState.RECONNECTED_NEW_SESSION) {
                reload().whenComplete((done, failure) -> {
                    if (failure != null) {
                        reloadFailed(ZkFailure.unwrap(failure));
                    }
                });
            }
        });
        return reload();
    }

    @Override
    public CompletionStage<Void> add(Permit<?> permit, List<AccessRule> rules) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        return change(rules, (present, added) -> {
            Set<AccessRule> union = new HashSet<>(present);
            union.addAll(added);
            return union;
        });
    }

    @Override
    public CompletionStage<Void> remove(Permit<?> permit, List<AccessRule> rules) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        return change(rules, (present, removed) -> {
            Set<AccessRule> rest = new HashSet<>(present);
            rest.removeAll(removed);
            return rest;
        });
    }

    private CompletionStage<Void> change(List<AccessRule> rules, BinaryOperator<Set<AccessRule>> change) {
        Map<ResourcePattern, Set<AccessRule>> byPattern =
                rules.stream().collect(Collectors.groupingBy(AccessRule::pattern, Collectors.toSet()));
        List<CompletionStage<Void>> done = new ArrayList<>();
        byPattern.forEach((pattern, ofPattern) -> done.add(change(pattern, ofPattern, change)));
        return Stages.all(done)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new AclStoreFailure(
                        "access rules not changed, or not all of them", ZkFailure.unwrap(failure))));
    }

    private CompletionStage<Void> change(
            ResourcePattern pattern, Set<AccessRule> rules, BinaryOperator<Set<AccessRule>> change) {
        return changes.change(
                pattern,
                present -> change.apply(present, rules),
                () -> refresh(List.of(pattern)),
                () -> announce(pattern));
    }

    private CompletionStage<Void> announce(ResourcePattern pattern) {
        return feed(pattern.patternType()).announce(AclChangeZnode.encode(pattern));
    }

    private void onNews(PatternType type, List<byte[]> news) {
        Set<ResourcePattern> patterns = new HashSet<>();
        for (byte[] each : news) {
            try {
                patterns.add(AclChangeZnode.decode(type, each));
            } catch (MalformedZnode e) {
                LOGGER.atWarn()
                        .addKeyValue("folder", AclChangeZnode.folder(type))
                        .log("change notification ignored: {}", e.getMessage());
            }
        }
        refresh(patterns).whenComplete((done, failure) -> {
            if (failure != null) {
                reloadFailed(ZkFailure.unwrap(failure));
            }
        });
    }

    /** All that was told last; empty while nothing is, or nothing can be. */
    Optional<Set<AccessRule>> rules() {
        synchronized (telling) {
            return Optional.ofNullable(told).map(AclSnapshot::rules);
        }
    }

    /** What tells the others that a pattern's rules changed. */
    ZkOp news(ResourcePattern pattern) {
        return feed(pattern.patternType()).news(AclChangeZnode.encode(pattern));
    }

    /** Reads these again and tells them. */
    CompletionStage<Void> refresh(Collection<ResourcePattern> patterns) {
        return Stages.all(patterns.stream().map(copies::refresh).toList()).thenAccept(done -> tell(patterns));
    }

    /** Follows first, so that nothing changes unseen between reading and following. */
    private CompletionStage<Void> reload() {
        List<CompletionStage<Void>> following = new ArrayList<>();
        feeds.values().forEach(feed -> following.add(feed.follow()));
        long mark = copies.mark();
        return Stages.all(following)
                .thenCompose(done -> Stages.all(List.of(loadAll(PatternType.LITERAL), loadAll(PatternType.PREFIXED))))
                .thenAccept(done -> {
                    copies.sweep(mark);
                    synchronized (telling) {
                        complete = true;
                        told = null;
                    }
                    tell(List.of());
                    failIfUnreadable();
                });
    }

    private CompletionStage<Void> loadAll(PatternType patternType) {
        List<CompletionStage<Void>> done = new ArrayList<>();
        done.add(warnOfStrangers(patternType));
        for (ResourceType type : ResourceType.values()) {
            String folder = AccessRulesZnode.folder(patternType, type);
            done.add(session.ensure(folder)
                    .thenCompose(made -> session.children(folder))
                    .thenCompose(names -> Stages.all(names.stream()
                            .map(name -> copies.refresh(new ResourcePattern(type, name, patternType)))
                            .toList())));
        }
        return Stages.all(done);
    }

    /** A folder that stands for no type is somebody else's (CONFORMANCE AZK-12). */
    private CompletionStage<Void> warnOfStrangers(PatternType patternType) {
        return session.children(AccessRulesZnode.root(patternType))
                .thenAccept(folders -> folders.stream()
                        .filter(folder -> AccessRulesZnode.type(folder).isEmpty())
                        .forEach(folder -> LOGGER.atWarn()
                                .addKeyValue("root", AccessRulesZnode.root(patternType))
                                .addKeyValue("folder", folder)
                                .log("access rules of an unknown resource type ignored")));
    }

    /** @param patterns those that may have changed since what was told last */
    private void tell(Collection<ResourcePattern> patterns) {
        synchronized (telling) {
            if (!complete) {
                return;
            }
            SealedCopies.View<ResourcePattern, Set<AccessRule>> view =
                    told == null ? copies.view() : copies.view(patterns);
            if (!view.unreadable().isEmpty()) {
                LOGGER.atError()
                        .addKeyValue("patterns", view.unreadable().size())
                        .log("access rules cannot be read: closed until they can");
                told = null;
                onBroken.run();
                return;
            }
            Map<ResourcePattern, Set<AccessRule>> changed = new HashMap<>(view.values());
            patterns.forEach(pattern -> changed.putIfAbsent(pattern, Set.of()));
            told = (told == null ? AclSnapshot.EMPTY : told).with(changed);
            onRules.accept(told);
        }
    }

    private void failIfUnreadable() {
        Set<ResourcePattern> unreadable = copies.view().unreadable();
        Optional<String> example =
                unreadable.stream().map(AccessRulesZnode::path).sorted().findFirst();
        if (example.isPresent()) {
            throw new AclStoreFailure(
                    unreadable.size() + " znodes of access rules do not open, for example " + example.get()
                            + " (see the audit log; expected: sealed by this cluster; repair or delete them)",
                    new IllegalStateException("closed"));
        }
    }

    /** A session that has ended is followed by another full read; after anything else rules may be missing: closed. */
    private void reloadFailed(Throwable failure) {
        if (ZkFailure.ofSession(failure) || failure instanceof AclStoreFailure) {
            return;
        }
        LOGGER.atError().setCause(failure).log("access rules not read: closed until they are");
        synchronized (telling) {
            complete = false;
            told = null;
            onBroken.run();
        }
    }

    private ChangeFeed feed(PatternType type) {
        ChangeFeed feed = feeds.get(type);
        if (feed == null) {
            throw new IllegalStateException("no feed for " + type);
        }
        return feed;
    }
}
