package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.TimedRuleStore;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.zk.PolicyFailure;
import io.gatehouse.zk.PolicyState;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /v1/policy}: users, the rules that last, and limits, with the revision that a plan starts from; also how many
 * rules for a time there are, which are no policy. Needs {@link Operation#DESCRIBE_CONFIGS} too, for the limits. Where
 * another authorizer decides, or none, there are no rules in it.
 */
public final class ReadPolicy implements AdminPath {
    private final ClusterRights rights;
    private final PolicyStore store;
    private final TimedRuleStore timed;

    public ReadPolicy(AclEngine acls, PolicyStore store, TimedRuleStore timed) {
        this.rights = new ClusterRights(acls);
        this.store = store;
        this.timed = timed;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.get("v1", "policy");
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.DESCRIBE, ResourceType.CLUSTER);
        rights.require(caller, request.method(), Operation.DESCRIBE_CONFIGS)
                .require(Operation.DESCRIBE_CONFIGS, ResourceType.CLUSTER);
        request.query(Set.of());
        ObjectNode answer = new PolicyJson(read(store), withRules(rights.acls())).write();
        long inTime = timed.all().values().stream()
                .filter(rule -> !rule.over(caller.now()))
                .count();
        return CompletableFuture.completedStage(AdminAnswer.ok(answer.put("timed", inTime)));
    }

    /** Whether the rules in the policy are what decides. */
    static boolean withRules(AclEngine acls) {
        return acls.decidesItself() && acls.enforcing();
    }

    static PolicyState read(PolicyStore store) {
        try {
            return store.state();
        } catch (PolicyFailure e) {
            throw new AdminRefusal(AdminAnswer.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }
}
