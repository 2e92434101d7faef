package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Permit;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.acl.TimedRuleStore;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code DELETE /v1/acls/timed/ID}: ends a rule for a time before its time; one that cannot be read goes too. */
public final class RemoveTimedRule implements AdminPath {
    private final TimedRuleStore rules;
    private final AuditTrail audit;

    public RemoveTimedRule(TimedRuleStore rules, AuditTrail audit) {
        this.rules = rules;
        this.audit = audit;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.delete("v1", "acls", "timed", AdminRoute.ANY);
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        String id = request.last();
        Optional<TimedRule> known = Optional.ofNullable(rules.all().get(id));
        return rules.remove(permit, id).thenApply(removed -> {
            if (!removed) {
                return AdminAnswer.error(AdminAnswer.NOT_FOUND, "there is no such rule for a time");
            }
            AuditEvent event = caller.event(TimedRuleJson.EVENT, "removed");
            audit.record(known.map(rule -> TimedRuleJson.told(event, rule)).orElseGet(() -> event.with("rule", id)));
            return AdminAnswer.ok(AdminJson.object().put("removed", 1));
        });
    }
}
