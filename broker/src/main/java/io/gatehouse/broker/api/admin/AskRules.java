package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.RuleOrder;
import io.gatehouse.acl.explain.Explanation;
import io.gatehouse.acl.explain.Grant;
import io.gatehouse.acl.traffic.Observation;
import io.gatehouse.acl.traffic.Traffic;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What the access rules are and what they mean for whom ({@code GET /v1/acls/...}): all of it needs the right that listing
 * rules needs, Describe on the cluster. What somebody may do himself he may ask over {@link OwnRights}.
 */
public record AskRules(AdminRoute route, Function<AdminRequest, ObjectNode> answer) implements AdminPath {
    /** An answer of some megabytes. */
    private static final int TRAFFIC_MAX = 100_000;

    /** All of them. */
    public static List<AdminPath> all(AclEngine acls, Traffic traffic) {
        return List.of(
                new AskRules(
                        AdminRoute.get("v1", "acls", "explain"), request -> explain(request, AccessQuery.policy(acls))),
                new AskRules(AdminRoute.get("v1", "acls", "who"), request -> who(request, AccessQuery.policy(acls))),
                new AskRules(AdminRoute.get("v1", "acls", "what"), request -> what(request, AccessQuery.policy(acls))),
                new AskRules(
                        AdminRoute.get("v1", "acls", "rules"), request -> rules(request, AccessQuery.policy(acls))),
                new AskRules(AdminRoute.get("v1", "acls", "traffic"), request -> traffic(request, traffic)));
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.DESCRIBE, ResourceType.CLUSTER);
        return CompletableFuture.completedStage(AdminAnswer.ok(answer.apply(request)));
    }

    private static ObjectNode explain(AdminRequest request, AclPolicy policy) {
        AccessQuery query = AccessQuery.of(request, AccessQuery.DEED, AccessQuery.DOER);
        ObjectNode answer = AdminJson.object();
        RuleJson.write(answer, Explanation.of(query.question(query.subject()), policy), policy);
        return answer;
    }

    private static ObjectNode who(AdminRequest request, AclPolicy policy) {
        AccessQuery query = AccessQuery.of(request, AccessQuery.DEED, Set.of());
        ObjectNode answer = head(policy);
        RuleJson.writeGrants(
                answer.putArray("grants"), Grant.who(policy, query.operation(), query.type(), query.name()), policy);
        boolean unnamed = policy.everyRule()
                .noneMatch(rule ->
                        rule.pattern().type() == query.type() && rule.pattern().covers(query.name()));
        boolean everybody = !policy.enforcing() || (policy.allowIfNoRule() && unnamed);
        return answer.put("everybody", everybody);
    }

    private static ObjectNode what(AdminRequest request, AclPolicy policy) {
        AccessQuery query = AccessQuery.of(request, AccessQuery.DOER, Set.of());
        ObjectNode answer = head(policy);
        answer.put("superUser", policy.superUsers().contains(query.subject().principal()));
        RuleJson.writeGrants(answer.putArray("grants"), Grant.what(policy, query.subject()), policy);
        return answer;
    }

    private static ObjectNode rules(AdminRequest request, AclPolicy policy) {
        request.query(Set.of());
        ObjectNode answer = head(policy);
        RuleJson.write(
                answer.putArray("rules"),
                policy.everyRule().sorted(RuleOrder.SHOWN).toList(),
                policy);
        return answer;
    }

    /** What stands above the rules. */
    private static ObjectNode head(AclPolicy policy) {
        ObjectNode head = AdminJson.object()
                .put("enforcing", policy.enforcing())
                .put("loaded", policy.rules() != null)
                .put("allowIfNoRule", policy.allowIfNoRule());
        ArrayNode superUsers = head.putArray("superUsers");
        policy.superUsers().stream().map(Object::toString).sorted().forEach(superUsers::add);
        ObjectNode groups = head.putObject("groups");
        policy.members().byGroup().forEach((group, names) -> {
            ArrayNode members = groups.putArray(group);
            names.stream().sorted().forEach(members::add);
        });
        return head;
    }

    private static ObjectNode traffic(AdminRequest request, Traffic traffic) {
        request.query(Set.of());
        List<Observation> all = traffic.observations();
        ObjectNode answer = AdminJson.object()
                .put("since", traffic.since().toString())
                .put("missed", traffic.missed() + Math.max(0, all.size() - TRAFFIC_MAX));
        ArrayNode list = answer.putArray("observations");
        all.stream()
                .sorted(Comparator.comparing(Observation::last).reversed())
                .limit(TRAFFIC_MAX)
                .forEach(seen -> ObservationJson.write(list.addObject(), seen));
        return answer;
    }
}
