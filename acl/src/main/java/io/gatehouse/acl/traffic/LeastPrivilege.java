package io.gatehouse.acl.traffic;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.RuleOrder;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rules that would just do for what a principal did lately and was not refused. Many names that begin alike become one
 * prefix, since there will be more of them. Rules for jobs that run once a quarter are not among them: whoever reads them
 * knows how long was watched.
 *
 * @param prefixFrom so many names that begin alike become a prefix; 0 for never
 */
public record LeastPrivilege(VerifiedPrincipal principal, int prefixFrom) {
    /** What names are put together with. */
    private static final String SEPARATORS = ".-_";

    /** A prefix of fewer characters speaks of too much. */
    private static final int PREFIX_CHARS_MIN = 3;

    private record Use(ResourceType type, Set<Operation> operations) {}

    /** In the order in which rules are shown. */
    public List<AccessRule> rules(Collection<Observation> observations) {
        Map<ResourceType, Map<String, Set<Operation>>> used = new TreeMap<>();
        for (Observation seen : observations) {
            Question question = seen.question();
            if (seen.decision().allowed() && question.subject().principal().equals(principal)) {
                used.computeIfAbsent(question.type(), any -> new TreeMap<>())
                        .computeIfAbsent(question.name(), any -> EnumSet.noneOf(Operation.class))
                        .add(question.operation());
            }
        }
        Set<AccessRule> rules = new HashSet<>();
        used.forEach((type, byName) -> byName.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> new Use(type, needed(type, entry.getValue())),
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
                .forEach((use, names) -> patterns(use.type(), names)
                        .forEach(pattern ->
                                use.operations().forEach(operation -> rules.add(rule(pattern, operation))))));
        return rules.stream().sorted(RuleOrder.SHOWN).toList();
    }

    /** Without those that another one brings along. */
    private Set<Operation> needed(ResourceType type, Set<Operation> operations) {
        ResourcePattern any = ResourcePattern.literal(type, ResourcePattern.WILDCARD);
        return operations.stream()
                .filter(operation -> operations.stream()
                        .noneMatch(
                                other -> other != operation && rule(any, other).speaksOf(operation)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Operation.class)));
    }

    private List<ResourcePattern> patterns(ResourceType type, List<String> names) {
        List<ResourcePattern> patterns = new ArrayList<>();
        names.stream()
                .collect(Collectors.groupingBy(LeastPrivilege::beginning, TreeMap::new, Collectors.toList()))
                .forEach((beginning, alike) -> {
                    boolean prefix = prefixFrom > 0
                            && alike.size() >= prefixFrom
                            && beginning.length() >= PREFIX_CHARS_MIN
                            && type != ResourceType.CLUSTER;
                    if (prefix) {
                        patterns.add(ResourcePattern.prefixed(type, beginning));
                    } else {
                        alike.stream()
                                .filter(LeastPrivilege::canBeWritten)
                                .forEach(name -> patterns.add(literal(type, name)));
                    }
                });
        return patterns;
    }

    /** A literal * would speak of everything. */
    private static ResourcePattern literal(ResourceType type, String name) {
        return name.equals(ResourcePattern.WILDCARD)
                ? ResourcePattern.prefixed(type, name)
                : ResourcePattern.literal(type, name);
    }

    private static boolean canBeWritten(String name) {
        return !name.isEmpty() && name.indexOf('/') < 0;
    }

    /** Up to and with the last separator. */
    private static String beginning(String name) {
        for (int i = name.length() - 1; i >= 0; i--) {
            if (SEPARATORS.indexOf(name.charAt(i)) >= 0) {
                return name.substring(0, i + 1);
            }
        }
        return "";
    }

    private AccessRule rule(ResourcePattern pattern, Operation operation) {
        return new AccessRule(pattern, principal.toString(), AccessRule.ANY_HOST, operation, Permission.ALLOW);
    }
}
