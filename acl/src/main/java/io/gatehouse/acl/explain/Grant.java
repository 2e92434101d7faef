package io.gatehouse.acl.explain;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.RuleOrder;
import io.gatehouse.acl.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A rule that allows something, and the refusals that take some of it away again.
 *
 * @param except refusals that meet it in part; which of its resources, addresses or people they hit, they say themselves
 */
public record Grant(AccessRule rule, List<AccessRule> except) {
    public Grant {
        except = List.copyOf(except);
    }

    /**
     * Who can do something with one resource, in the order in which rules are shown; super users not told (PEERS C10).
     * Whoever is in a group that a refusal names is among its exceptions: who is in it, rules do not say.
     */
    public static List<Grant> who(AclPolicy policy, Operation operation, ResourceType type, String name) {
        List<AccessRule> speaking = policy.everyRule()
                .filter(rule ->
                        rule.pattern().type() == type && rule.pattern().covers(name) && rule.speaksOf(operation))
                .toList();
        List<AccessRule> refusals = of(Permission.DENY, speaking).toList();
        return of(Permission.ALLOW, speaking)
                .filter(rule -> refusals.stream()
                        .noneMatch(refusal -> Overlap.allPeople(refusal, rule) && Overlap.allHosts(refusal, rule)))
                .map(rule -> new Grant(
                        rule,
                        refusals.stream()
                                .filter(refusal -> Overlap.people(refusal, rule) && Overlap.hosts(refusal, rule))
                                .sorted(RuleOrder.SHOWN)
                                .toList()))
                .sorted(Comparator.comparing(Grant::rule, RuleOrder.SHOWN))
                .toList();
    }

    /** What somebody can do, wherever he is, in the order in which rules are shown. */
    public static List<Grant> what(AclPolicy policy, Subject whom) {
        Subject subject = policy.known(whom);
        List<AccessRule> naming =
                policy.everyRule().filter(rule -> rule.names(subject)).toList();
        List<AccessRule> refusals = of(Permission.DENY, naming).toList();
        return of(Permission.ALLOW, naming)
                .filter(rule -> refusals.stream()
                        .noneMatch(refusal -> Overlap.allResources(refusal, rule)
                                && Overlap.allHosts(refusal, rule)
                                && Overlap.allOperations(refusal, rule)))
                .map(rule -> new Grant(
                        rule,
                        refusals.stream()
                                .filter(refusal -> Overlap.resources(refusal, rule)
                                        && Overlap.hosts(refusal, rule)
                                        && Overlap.operations(refusal, rule))
                                .sorted(RuleOrder.SHOWN)
                                .toList()))
                .sorted(Comparator.comparing(Grant::rule, RuleOrder.SHOWN))
                .toList();
    }

    private static Stream<AccessRule> of(Permission permission, List<AccessRule> rules) {
        return rules.stream().filter(rule -> rule.permission() == permission);
    }
}
