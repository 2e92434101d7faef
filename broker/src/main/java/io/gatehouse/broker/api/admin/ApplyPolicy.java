package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.RuleOrder;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.api.security.ChangeEvents;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.zk.PolicyChange;
import io.gatehouse.zk.PolicyConflict;
import io.gatehouse.zk.PolicyFailure;
import io.gatehouse.zk.PolicyState;
import io.gatehouse.zk.PolicyTooLarge;
import io.gatehouse.zk.ZkFailure;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code POST /v1/policy}: changes rules, limits and SCRAM credentials, all that the plan says or nothing. The plan starts from
 * the revision that {@code GET /v1/policy} told. Limits need {@link Operation#ALTER_CONFIGS} too.
 *
 * <p>A body may have 1 MiB, as much as ZooKeeper takes. Only who may {@link Operation#ALTER} the cluster gets so far: see
 * {@link AdminTable#bodyBytesMax}.
 */
public final class ApplyPolicy implements AdminPath {
    private static final int BODY_BYTES_MAX = 1 << 20;

    private final ClusterRights rights;
    private final PolicyStore store;
    private final SecureRandom random;
    private final AuditTrail audit;

    /** @param random for salts */
    public ApplyPolicy(AclEngine acls, PolicyStore store, SecureRandom random, AuditTrail audit) {
        this.rights = new ClusterRights(acls);
        this.store = store;
        this.random = random;
        this.audit = audit;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.post("v1", "policy").withBody(BODY_BYTES_MAX);
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        request.query(Set.of());
        PolicyBody body = PolicyBody.read(request.members());
        Optional<Permit<ClusterScope>> alterConfigs = body.limits().isEmpty()
                ? Optional.empty()
                : Optional.of(rights.require(caller, request.method(), Operation.ALTER_CONFIGS));
        boolean withRules = ReadPolicy.withRules(rights.acls());
        if (body.changesRules() && !withRules) {
            throw conflict("the rules that are kept decide nothing on this broker (expected: an authorizer, and not"
                    + " another one; see authorizer.class.name)");
        }
        requirePresent(body, ReadPolicy.read(store), withRules);
        PolicyChange change = new PolicyChange(
                body.added(), body.removed(), body.limits(), body.credentials().changes(random));
        return applied(permit, alterConfigs, change)
                .thenApply(done -> {
                    tell(body, change, caller);
                    return AdminAnswer.ok(AdminJson.object().put(PolicyJson.REVISION, revision(withRules)));
                })
                .exceptionally(failure -> {
                    throw refused(ZkFailure.unwrap(failure), body, caller);
                });
    }

    private static void requirePresent(PolicyBody body, PolicyState state, boolean withRules) {
        if (!new PolicyJson(state, withRules).revision().equals(body.revision())) {
            throw conflict("the policy has changed since it was planned (expected: a plan of what is there now; plan"
                    + " again)");
        }
        body.removed().stream()
                .filter(rule -> !state.rules().contains(rule))
                .min(RuleOrder.SHOWN)
                .ifPresent(rule -> {
                    throw conflict("the rule " + rule.text() + " is not there (expected: there; plan again)");
                });
    }

    /** Of what is there when all is done. */
    private String revision(boolean withRules) {
        try {
            return new PolicyJson(store.state(), withRules).revision();
        } catch (PolicyFailure e) {
            throw new AdminRefusal(
                    AdminAnswer.UNAVAILABLE,
                    "the plan was applied, but what is there now is not known yet: " + e.getMessage());
        }
    }

    private CompletionStage<Void> applied(
            Permit<ClusterScope> alter, Optional<Permit<ClusterScope>> alterConfigs, PolicyChange change) {
        try {
            return store.apply(alter, alterConfigs, change);
        } catch (IllegalArgumentException e) { // Names that make no path; the sentence shows none.
            return CompletableFuture.failedStage(AdminRefusal.bad(String.valueOf(e.getMessage())));
        }
    }

    private RuntimeException refused(Throwable failure, PolicyBody body, AdminCaller caller) {
        String sentence = String.valueOf(failure.getMessage());
        if (failure instanceof PolicyConflict) {
            return conflict(sentence);
        }
        if (failure instanceof PolicyTooLarge) {
            return new AdminRefusal(AdminAnswer.TOO_LARGE, sentence);
        }
        if (failure instanceof PolicyFailure) {
            audit.record(event(body, caller, "failed").with("reason", sentence));
            return new AdminRefusal(AdminAnswer.UNAVAILABLE, sentence);
        }
        return failure instanceof RuntimeException other ? other : new IllegalStateException(failure);
    }

    private void tell(PolicyBody body, PolicyChange change, AdminCaller caller) {
        ChangeEvents events = new ChangeEvents(caller.principal().toString(), caller.host());
        audit.record(event(body, caller, "applied")
                .with("rules_added", Integer.toString(body.added().size()))
                .with("rules_removed", Integer.toString(body.removed().size()))
                .with("entities_limited", Integer.toString(body.limits().size()))
                .with(
                        "credentials_stored",
                        Integer.toString(body.credentials().made().size()))
                .with(
                        "credentials_deleted",
                        Integer.toString(body.credentials().deleted().size())));
        body.removed().forEach(rule -> audit.record(events.rule("removed", rule)));
        body.added().forEach(rule -> audit.record(events.rule("added", rule)));
        body.limits().forEach((entity, limits) -> audit.record(events.quota("changed", entity, values(limits))));
        change.credentials()
                .forEach(each -> audit.record(events.credential(
                        each.made().isPresent() ? "stored" : "deleted", each.user(), Optional.of(each.hash()))));
    }

    private static AuditEvent event(PolicyBody body, AdminCaller caller, String outcome) {
        return caller.event("policy", outcome).with("plan", body.plan().orElse("unnamed"));
    }

    private static Map<QuotaKey, OptionalDouble> values(Map<QuotaKey, PolicyChange.Limit> limits) {
        Map<QuotaKey, OptionalDouble> values = new EnumMap<>(QuotaKey.class);
        limits.forEach((key, limit) -> values.put(key, limit.to()));
        return values;
    }

    private static AdminRefusal conflict(String sentence) {
        return new AdminRefusal(AdminAnswer.CONFLICT, sentence);
    }
}
