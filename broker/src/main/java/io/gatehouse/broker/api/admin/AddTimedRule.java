package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.acl.TimedRuleStore;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.model.ClusterScope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code POST /v1/acls/timed} with a rule, its end, its reason, and its begin if it is not to hold at once. */
public final class AddTimedRule implements AdminPath {
    /** A clock that is wrong by less takes away no rule that is still in force. */
    private static final Duration KEPT_AFTER_END = Duration.ofDays(1);

    private final AclEngine acls;
    private final TimedRuleStore rules;
    private final Supplier<String> ids;
    private final AuditTrail audit;

    /** @param ids fresh ids */
    public AddTimedRule(AclEngine acls, TimedRuleStore rules, Supplier<String> ids, AuditTrail audit) {
        this.acls = acls;
        this.rules = rules;
        this.ids = ids;
        this.audit = audit;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.post("v1", "acls", "timed");
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        Map<String, String> body = request.body(TimedRuleBody.MEMBERS);
        TimedRule rule = new TimedRuleBody(body).read(ids.get(), caller);
        if (!AccessQuery.policy(acls).enforcing()) {
            throw new AdminRefusal(AdminAnswer.CONFLICT, "no authorizer is configured on this broker");
        }
        forgetOld(permit, caller.now());
        if (rules.all().size() >= TimedRule.ENTRIES_MAX) {
            throw new AdminRefusal(
                    AdminAnswer.CONFLICT,
                    "there are " + TimedRule.ENTRIES_MAX
                            + " rules for a time, the most there can be; revoke some first");
        }
        return rules.add(permit, rule).thenApply(done -> {
            audit.record(TimedRuleJson.told(caller.event(TimedRuleJson.EVENT, "added"), rule));
            ObjectNode answer = AdminJson.object();
            TimedRuleJson.write(answer, rule);
            return AdminAnswer.created(answer);
        });
    }

    /** Nobody waits for this, and whoever comes next tries again. */
    private void forgetOld(Permit<ClusterScope> permit, Instant now) {
        rules.all().values().stream()
                .filter(rule -> rule.over(now.minus(KEPT_AFTER_END)))
                .forEach(rule -> {
                    var unused = rules.remove(permit, rule.id());
                });
    }
}
