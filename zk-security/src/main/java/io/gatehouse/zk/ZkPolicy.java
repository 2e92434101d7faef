package io.gatehouse.zk;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.quotas.QuotaEntity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules, limits and SCRAM credentials as one policy that is changed as a whole: all that a plan touches is read anew,
 * compared with what the plan starts from, and written in one multi together with the news for the other brokers. So
 * either all of it is there or nothing, also when this broker dies in between.
 *
 * <p>Thread: any; stages complete on ZooKeeper's event thread.
 */
public final class ZkPolicy {
    private static final Logger LOGGER = LoggerFactory.getLogger(ZkPolicy.class);

    /**
     * Of one multi with everything around it. Servers take 1,048,575 ({@code jute.maxbuffer}); what they write to their
     * log and send each other of it is somewhat more than what they were sent.
     */
    static final int PLAN_BYTES_MAX = 900_000;

    private final ZkSession session;
    private final SealedZnodes znodes;
    private final ZkAclStore acls;
    private final ZkUserConfigs configs;
    private final ZkScramStore users;
    private final ZkQuotaStore limits;

    /** The stores may be started later. */
    public ZkPolicy(
            SealedZnodes znodes, ZkAclStore acls, ZkUserConfigs configs, ZkScramStore users, ZkQuotaStore limits) {
        this.session = znodes.session();
        this.znodes = znodes;
        this.acls = acls;
        this.configs = configs;
        this.users = users;
        this.limits = limits;
    }

    /**
     * What this broker has read last.
     *
     * @throws PolicyFailure as long as something is not read yet, or cannot be
     */
    public PolicyState state() {
        Optional<Set<AccessRule>> rules = acls.rules();
        if (rules.isEmpty() || !configs.readable()) {
            throw new PolicyFailure((rules.isEmpty() ? "access rules" : "settings of users, clients or addresses")
                    + " are not read yet or cannot be (expected: all of them readable; see the audit log for the"
                    + " znodes that are not)");
        }
        Map<String, Set<ScramHash>> mechanisms = new HashMap<>();
        users.all().forEach((user, own) -> mechanisms.put(user, Set.copyOf(own.keySet())));
        return new PolicyState(mechanisms, rules.get(), limits.all());
    }

    /**
     * Makes a change or nothing of it; this broker decides by it when the stage completes, the others soon after.
     *
     * @param alter to {@link Operation#ALTER} the cluster
     * @param alterConfigs to {@link Operation#ALTER_CONFIGS} of it; needed where limits change
     * @return fails with {@link PolicyConflict}, {@link PolicyTooLarge} or {@link PolicyFailure}, whose messages say
     *     whether something was changed; {@link IllegalArgumentException} for names that make no path
     */
    public CompletionStage<Void> apply(
            Permit<?> alter, Optional<? extends Permit<?>> alterConfigs, PolicyChange change) {
        alter.require(Operation.ALTER, ResourceType.CLUSTER);
        if (!change.limits().isEmpty()) {
            alterConfigs
                    .orElseThrow(() -> new IllegalStateException("limits are changed without a permit"))
                    .require(Operation.ALTER_CONFIGS, ResourceType.CLUSTER);
        }
        PolicyTarget target = new PolicyTarget(change);
        return prepare(target)
                .thenCompose(this::write)
                .<CompletionStage<Void>>handle((done, failure) -> show(target, failure))
                .thenCompose(Function.identity());
    }

    /** Reads, compares and seals; writes nothing but folders. */
    CompletionStage<Prepared> prepare(PolicyTarget target) {
        return makeParents(target)
                .thenCompose(done -> edits(target))
                .thenApply(this::prepared)
                .exceptionallyCompose(failure -> {
                    Throwable cause = ZkFailure.unwrap(failure);
                    boolean told = cause instanceof PolicyConflict
                            || cause instanceof PolicyTooLarge
                            || !(cause instanceof RuntimeException);
                    return CompletableFuture.failedFuture(
                            told || cause instanceof IllegalArgumentException
                                    ? cause
                                    : new PolicyFailure("nothing was changed: " + cause.getMessage(), cause));
                });
    }

    /** Writes what was prepared, unless somebody has changed it since. */
    CompletionStage<Void> write(Prepared prepared) {
        if (prepared.edits().isEmpty()) {
            return Stages.nothing();
        }
        return znodes.write(prepared.batch())
                .exceptionallyCompose(failure -> settle(prepared, ZkFailure.unwrap(failure)));
    }

    /**
     * Finds out what a failure means. A multi that was sent again after the connection was lost finds its own work, and
     * that of a session that has ended may have been done or not.
     *
     * <p>A server may lag behind; the creation that fails because the folder is there goes through the leader, so that
     * what is read after it is no older.
     */
    CompletionStage<Void> settle(Prepared prepared, Throwable cause) {
        if (cause instanceof IllegalArgumentException) {
            return CompletableFuture.failedFuture(cause);
        }
        if (cause instanceof ZkUnavailable) {
            return notKnown(cause);
        }
        return configs.ensureNews()
                .thenCompose(done -> look(prepared.edits()))
                .exceptionallyCompose(failure -> notKnown(ZkFailure.unwrap(failure)))
                .thenCompose(seen -> verdict(prepared.edits(), seen, cause));
    }

    private CompletionStage<Void> verdict(
            List<PolicyEdit<?, ?>> edits, Map<PolicyEdit<?, ?>, PolicyEdit.Seen> seen, Throwable cause) {
        if (seen.values().stream().allMatch(PolicyEdit.Seen.AFTER::equals)) {
            return Stages.nothing();
        }
        boolean someIsThere =
                edits.stream().anyMatch(edit -> edit.changes() && PolicyEdit.Seen.AFTER == seen.get(edit));
        if (someIsThere) {
            return CompletableFuture.failedFuture(new PolicyConflict(
                    "others changed the same at the same time, and whether the plan was applied cannot be told"
                            + " (expected: nobody else does; look at what is there and plan again)",
                    cause));
        }
        return CompletableFuture.failedFuture(
                conflict(cause)
                        ? new PolicyConflict(cause.getMessage() + " (nothing was changed; plan again)", cause)
                        : new PolicyFailure("nothing was changed: " + cause.getMessage(), cause));
    }

    private static boolean conflict(Throwable cause) {
        return cause instanceof ZnodeVersionConflict
                || cause instanceof ZnodeExists
                || cause instanceof ZnodeMissing
                || cause instanceof ZnodeNotEmpty;
    }

    private static <T> CompletionStage<T> notKnown(Throwable cause) {
        return CompletableFuture.failedFuture(new PolicyFailure(
                "whether the plan was applied is not known (look at what is there before you plan again): "
                        + cause.getMessage(),
                cause));
    }

    private CompletionStage<Map<PolicyEdit<?, ?>, PolicyEdit.Seen>> look(List<PolicyEdit<?, ?>> edits) {
        Map<PolicyEdit<?, ?>, CompletionStage<PolicyEdit.Seen>> looks = new LinkedHashMap<>();
        edits.forEach(edit -> looks.put(edit, edit.look(znodes)));
        CompletionStage<Map<PolicyEdit<?, ?>, PolicyEdit.Seen>> all =
                CompletableFuture.completedFuture(new HashMap<>());
        for (var look : looks.entrySet()) {
            all = all.thenCombine(look.getValue(), (seen, one) -> {
                seen.put(look.getKey(), one);
                return seen;
            });
        }
        return all;
    }

    private CompletionStage<Void> makeParents(PolicyTarget target) {
        AccessRulesFormat rules = new AccessRulesFormat(session);
        EntityConfigFormat settings = new EntityConfigFormat(znodes);
        List<CompletionStage<Void>> done = new ArrayList<>();
        onePerFolder(rules, target.growingPatterns()).forEach(pattern -> done.add(made(rules, pattern)));
        onePerFolder(settings, target.growingEntities()).forEach(entity -> done.add(made(settings, entity)));
        return Stages.all(done);
    }

    /** A folder that somebody tidies away at this moment is found missing later. */
    private static <K> CompletionStage<Void> made(SealedFormat<K, ?> format, K key) {
        return Stages.unless(format.makeParents(key), failure -> failure instanceof ZnodeMissing);
    }

    private static <K> Collection<K> onePerFolder(SealedFormat<K, ?> format, List<K> keys) {
        Map<String, K> folders = new LinkedHashMap<>();
        for (K key : keys) {
            String path = format.path(key);
            folders.putIfAbsent(path.substring(0, path.lastIndexOf('/')), key);
        }
        return folders.values();
    }

    private CompletionStage<List<PolicyEdit<?, ?>>> edits(PolicyTarget target) {
        AccessRulesFormat rules = new AccessRulesFormat(session);
        EntityConfigFormat settings = new EntityConfigFormat(znodes);
        List<CompletionStage<? extends PolicyEdit<?, ?>>> reads = new ArrayList<>();
        target.patterns()
                .forEach(pattern -> reads.add(PolicyEdit.of(
                        znodes, rules, pattern, present -> target.rules(pattern, present), acls.news(pattern))));
        target.entities()
                .forEach(entity -> reads.add(PolicyEdit.of(
                        znodes,
                        settings,
                        entity,
                        present -> target.settings(entity, present),
                        configs.newsOp(entity))));
        CompletionStage<List<PolicyEdit<?, ?>>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (CompletionStage<? extends PolicyEdit<?, ?>> read : reads) {
            all = all.thenCombine(read, (list, edit) -> {
                list.add(edit);
                return list;
            });
        }
        return all;
    }

    private Prepared prepared(List<PolicyEdit<?, ?>> edits) {
        List<ZkOp> news =
                edits.stream().filter(PolicyEdit::changes).map(PolicyEdit::news).toList();
        SealedBatch batch = znodes.batch(edits.stream().map(PolicyEdit::sealed).toList(), news);
        int bytes = session.bytes(batch.ops());
        if (bytes > PLAN_BYTES_MAX) {
            throw new PolicyTooLarge(bytes, PLAN_BYTES_MAX);
        }
        return new Prepared(edits, batch);
    }

    /** Shows this broker what is there now, whether that is the plan or what stood in its way. */
    private CompletionStage<Void> show(PolicyTarget target, @Nullable Throwable failure) {
        return onceMore(() -> Stages.all(List.of(acls.refresh(target.patterns()), configs.refresh(target.entities()))))
                .<CompletionStage<Void>>handle((done, unseen) -> {
                    if (failure != null) {
                        return CompletableFuture.failedFuture(ZkFailure.unwrap(failure));
                    }
                    return unseen == null
                            ? Stages.nothing()
                            : CompletableFuture.failedFuture(new PolicyFailure(
                                    "the plan was applied, but this broker has not read it yet: "
                                            + ZkFailure.unwrap(unseen).getMessage(),
                                    unseen));
                })
                .thenCombine(tidied(target), (told, tidy) -> told)
                .thenCompose(Function.identity());
    }

    /** Calls of a session that has ended fail; the next are made in a new one. */
    private static CompletionStage<Void> onceMore(Supplier<CompletionStage<Void>> reading) {
        return reading.get().exceptionallyCompose(failure -> {
            Throwable cause = ZkFailure.unwrap(failure);
            return cause instanceof ZkSessionExpired ? reading.get() : CompletableFuture.failedFuture(cause);
        });
    }

    /** Folders that nothing is in; that one stays changes nothing. */
    private CompletionStage<Void> tidied(PolicyTarget target) {
        Set<QuotaEntity> users = new HashSet<>();
        target.untidyEntities().stream()
                .filter(entity -> entity.user().isPresent())
                .forEach(entity -> users.add(new QuotaEntity(entity.user(), Optional.empty(), Optional.empty())));
        return Stages.all(users.stream().map(configs::tidy).toList()).exceptionally(failure -> {
            LOGGER.atWarn()
                    .addKeyValue("reason", ZkFailure.unwrap(failure).getMessage())
                    .log("empty znodes of users not taken away");
            return null;
        });
    }

    /** What is written if nobody else writes before. */
    record Prepared(List<PolicyEdit<?, ?>> edits, SealedBatch batch) {
        Prepared {
            edits = List.copyOf(edits);
        }
    }
}
