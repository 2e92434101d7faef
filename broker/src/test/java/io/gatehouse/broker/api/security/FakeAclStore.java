package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.AclStore;
import io.gatehouse.acl.AclStoreFailure;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Keeps rules in memory and publishes each change to an engine. */
final class FakeAclStore implements AclStore {
    private final Set<AccessRule> rules = new LinkedHashSet<>();
    private final AclEngine engine;
    boolean broken;

    FakeAclStore(AclEngine engine, List<AccessRule> first) {
        this.engine = engine;
        rules.addAll(first);
        engine.replace(new AclSnapshot(rules));
    }

    Set<AccessRule> rules() {
        return rules;
    }

    @Override
    public CompletionStage<Void> add(Permit<?> permit, List<AccessRule> added) {
        return change(permit, all -> all.addAll(added));
    }

    @Override
    public CompletionStage<Void> remove(Permit<?> permit, List<AccessRule> removed) {
        return change(permit, all -> removed.forEach(all::remove));
    }

    private CompletionStage<Void> change(Permit<?> permit, Consumer<Set<AccessRule>> change) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        if (broken) {
            return CompletableFuture.failedStage(new AclStoreFailure("out of order", new IllegalStateException()));
        }
        change.accept(rules);
        engine.replace(new AclSnapshot(rules));
        return CompletableFuture.completedStage(null);
    }
}
