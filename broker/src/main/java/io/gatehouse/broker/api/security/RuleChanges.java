package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclStore;
import io.gatehouse.acl.AclStoreFailure;
import io.gatehouse.acl.Permit;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.model.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Changes the access rules and writes down each rule that came or went, and who did it (attack 157). Thread: any. */
final class RuleChanges {
    /** Clients ask again when they get this one. */
    static final ErrorCode NOT_LOADED = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;

    static final String NOT_LOADED_TEXT = "the access rules are not loaded";
    static final Reading.Refusal NO_AUTHORIZER =
            new Reading.Refusal(ErrorCode.SECURITY_DISABLED, "no authorizer is configured on this broker");

    static final String NOT_STORED_TEXT = "the access rules could not be stored";

    private final AclStore store;
    private final AuditTrail audit;

    RuleChanges(AclStore store, AuditTrail audit) {
        this.store = store;
        this.audit = audit;
    }

    /** Whether the rules are there now; false if the store failed. */
    CompletionStage<Boolean> add(Permit<?> permit, List<AccessRule> rules, Session by) {
        return rules.isEmpty() ? nothing() : done(store.add(permit, rules), "added", rules, by);
    }

    /** Whether the rules are gone now; false if the store failed. */
    CompletionStage<Boolean> remove(Permit<?> permit, List<AccessRule> rules, Session by) {
        return rules.isEmpty() ? nothing() : done(store.remove(permit, rules), "removed", rules, by);
    }

    private static CompletionStage<Boolean> nothing() {
        return CompletableFuture.completedStage(true);
    }

    private CompletionStage<Boolean> done(
            CompletionStage<Void> change, String outcome, List<AccessRule> rules, Session by) {
        return StoreOutcomes.stored(change, AclStoreFailure.class).thenApply(stored -> {
            rules.forEach(rule -> write(stored ? outcome : "failed", rule, by));
            return stored;
        });
    }

    private void write(String outcome, AccessRule rule, Session by) {
        audit.record(new ChangeEvents(by.principal().toString(), by.host()).rule(outcome, rule));
    }
}
