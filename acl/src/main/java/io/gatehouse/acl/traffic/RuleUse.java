package io.gatehouse.acl.traffic;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.RuleOrder;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each rule decided last, as far as it was seen: what was asked lately is asked again of the rules as they are now. A
 * rule that another one makes needless decides nothing, so it is not used.
 *
 * @param lastUsed of the rules that decided something
 */
public record RuleUse(Map<AccessRule, Instant> lastUsed) {
    public RuleUse {
        lastUsed = Map.copyOf(lastUsed);
    }

    public static RuleUse of(AclPolicy policy, Collection<Observation> observations) {
        AclPolicy rules = policy.withoutShadow();
        Map<AccessRule, Instant> used = new HashMap<>();
        for (Observation observation : observations) {
            observation
                    .question()
                    .ask(rules)
                    .rule()
                    .ifPresent(rule ->
                            used.merge(rule, observation.last(), (one, other) -> one.isAfter(other) ? one : other));
        }
        return new RuleUse(used);
    }

    /** Rules that decided nothing since then, in the order in which rules are shown. */
    public List<AccessRule> unused(AclPolicy policy, Instant since) {
        return policy.everyRule()
                .filter(rule -> lastUsed.getOrDefault(rule, Instant.MIN).isBefore(since))
                .sorted(RuleOrder.SHOWN)
                .toList();
    }
}
