package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.zk.PolicyChange;
import io.gatehouse.zk.PolicyState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps a policy in memory; fails when it is told to. */
final class PolicyInMemory implements PolicyStore {
    final List<PolicyChange> applied = new ArrayList<>();
    Optional<RuntimeException> unreadable = Optional.empty();
    Optional<RuntimeException> failure = Optional.empty();

    /** After the next change. */
    Optional<RuntimeException> unreadableThen = Optional.empty();

    private PolicyState state = new PolicyState(Map.of(), Set.of(), Map.of());

    @Override
    public PolicyState state() {
        unreadable.ifPresent(thrown -> {
            throw thrown;
        });
        return state;
    }

    @Override
    public CompletionStage<Void> apply(
            Permit<?> alter, Optional<? extends Permit<?>> alterConfigs, PolicyChange change) {
        alter.require(Operation.ALTER, ResourceType.CLUSTER);
        if (!change.limits().isEmpty()) {
            alterConfigs.orElseThrow().require(Operation.ALTER_CONFIGS, ResourceType.CLUSTER);
        }
        if (failure.isPresent()) {
            return CompletableFuture.failedStage(failure.get());
        }
        applied.add(change);
        unreadable = unreadableThen;
        state = new PolicyState(users(change), rules(change), limits(change));
        return CompletableFuture.completedStage(null);
    }

    private Set<AccessRule> rules(PolicyChange change) {
        Set<AccessRule> rules = new HashSet<>(state.rules());
        rules.removeAll(change.removedRules());
        rules.addAll(change.addedRules());
        return rules;
    }

    private Map<String, Set<ScramHash>> users(PolicyChange change) {
        Map<String, Set<ScramHash>> users = new HashMap<>(state.users());
        for (PolicyChange.Credential each : change.credentials()) {
            Set<ScramHash> hashes = new HashSet<>(users.getOrDefault(each.user(), Set.of()));
            if (each.made().isPresent()) {
                hashes.add(each.hash());
            } else {
                hashes.remove(each.hash());
            }
            users.put(each.user(), hashes);
        }
        users.values().removeIf(Set::isEmpty);
        return users;
    }

    private Map<QuotaEntity, Map<QuotaKey, Double>> limits(PolicyChange change) {
        Map<QuotaEntity, Map<QuotaKey, Double>> limits = new HashMap<>(state.limits());
        change.limits().forEach((entity, changes) -> {
            Map<QuotaKey, Double> own = new EnumMap<>(QuotaKey.class);
            own.putAll(limits.getOrDefault(entity, Map.of()));
            changes.forEach((key, limit) -> limit.to().ifPresentOrElse(to -> own.put(key, to), () -> own.remove(key)));
            limits.put(entity, own);
        });
        limits.values().removeIf(Map::isEmpty);
        return limits;
    }
}
