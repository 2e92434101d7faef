package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.acl.TimedRuleStore;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code GET /v1/acls/timed}: the rules for a time that hold or will, the first to end first, and what cannot be read. */
public final class ListTimedRules implements AdminPath {
    private final TimedRuleStore rules;

    public ListTimedRules(TimedRuleStore rules) {
        this.rules = rules;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.get("v1", "acls", "timed");
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.DESCRIBE, ResourceType.CLUSTER);
        request.query(Set.of());
        ObjectNode answer = AdminJson.object();
        ArrayNode list = answer.putArray("rules");
        rules.all().values().stream()
                .filter(rule -> !rule.over(caller.now()))
                .sorted(Comparator.comparing(TimedRule::until).thenComparing(TimedRule::id))
                .forEach(rule -> {
                    ObjectNode each = list.addObject();
                    TimedRuleJson.write(each, rule);
                    each.put("inForce", rule.inForce(caller.now()));
                });
        ArrayNode unreadable = answer.putArray("unreadable");
        rules.unreadable().stream().sorted().forEach(unreadable::add);
        return CompletableFuture.completedStage(AdminAnswer.ok(answer));
    }
}
