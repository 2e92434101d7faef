package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.Decision;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.explain.Change;
import io.gatehouse.acl.explain.Explanation;
import io.gatehouse.acl.explain.Grant;
import java.util.Collection;
import java.util.Optional;

/** Rules, decisions and what is said about them, as JSON: what the admin endpoint writes and its command line reads. */
public final class RuleJson {
    private RuleJson() {}

    public static ObjectNode write(ObjectNode to, AccessRule rule) {
        return to.put("permission", rule.permission().text())
                .put("principal", rule.principal())
                .put("host", rule.host())
                .put("operation", rule.operation().text())
                .put("resource", rule.pattern().type().text())
                .put("pattern", rule.pattern().patternType().text())
                .put("name", rule.pattern().name());
    }

    /** With how long it holds, and by what, if it is one for a time. */
    static void write(ObjectNode to, AccessRule rule, AclPolicy policy) {
        write(to, rule);
        policy.timed(rule).ifPresent(timed -> TimedRuleJson.writeTimes(to, timed));
    }

    static void write(ArrayNode to, Collection<AccessRule> rules, AclPolicy policy) {
        rules.forEach(rule -> write(to.addObject(), rule, policy));
    }

    public static void write(ArrayNode to, Collection<AccessRule> rules) {
        rules.forEach(rule -> write(to.addObject(), rule));
    }

    /** Empty if it is no rule: a member is missing or is not one of the words that it may be. */
    public static Optional<AccessRule> read(JsonNode from) {
        Optional<Permission> permission =
                Permission.ofText(from.path("permission").asText());
        Optional<Operation> operation = Operation.ofText(from.path("operation").asText());
        Optional<ResourceType> type = ResourceType.ofText(from.path("resource").asText());
        Optional<PatternType> pattern = PatternType.ofText(from.path("pattern").asText());
        if (permission.isEmpty() || operation.isEmpty() || type.isEmpty() || pattern.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AccessRule(
                    new ResourcePattern(type.get(), from.path("name").asText(), pattern.get()),
                    from.path("principal").asText(),
                    from.path("host").asText(AccessRule.ANY_HOST),
                    operation.get(),
                    permission.get()));
        } catch (IllegalArgumentException e) { // No name, no principal.
            return Optional.empty();
        }
    }

    private static void write(ObjectNode to, Decision decision, AclPolicy policy) {
        to.put("allowed", decision.allowed()).put("reason", decision.reason().name());
        if (decision.shadowed()) {
            to.put("shadowed", true);
        }
        decision.rule().ifPresent(rule -> write(to.putObject("rule"), rule, policy));
    }

    /** @param policy what was asked */
    static void write(ObjectNode to, Explanation why, AclPolicy policy) {
        to.put("principal", why.asked().subject().principal().toString())
                .put("address", why.asked().subject().host())
                .put("operation", why.asked().operation().text())
                .put("resource", why.asked().type().text())
                .put("name", why.asked().name());
        write(to, why.decision(), policy);
        write(to.putArray("losers"), why.losers(), policy);
        ArrayNode misses = to.putArray("nearMisses");
        why.nearMisses().forEach(miss -> {
            ObjectNode each = misses.addObject();
            write(each.putObject("rule"), miss.rule(), policy);
            each.put("because", miss.kind().text());
        });
        why.change().ifPresent(change -> write(to.putObject("change"), change, policy));
    }

    private static void write(ObjectNode to, Change change, AclPolicy policy) {
        write(to.putArray("remove"), change.remove(), policy);
        change.add().ifPresent(rule -> write(to.putObject("add"), rule));
    }

    static void writeGrants(ArrayNode to, Collection<Grant> grants, AclPolicy policy) {
        grants.forEach(grant -> {
            ObjectNode each = to.addObject();
            write(each.putObject("rule"), grant.rule(), policy);
            write(each.putArray("except"), grant.except(), policy);
        });
    }
}
