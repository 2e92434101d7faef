package io.gatehouse.acl;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether there may be a resource on which a subject may do something: some rule allows a pattern that no rule denies
 * whole (CONFORMANCE AZN-21).
 */
record AnyResource(Subject subject, Operation operation, boolean allowIfNoRule) {
    /** @param candidates the rules on one type that name the subject's principal, one of its groups, or everybody */
    boolean allowed(List<AccessRule> candidates) {
        List<AccessRule> rules = candidates.stream().filter(this::speaksOf).toList();
        List<AccessRule> denials = rules.stream()
                .filter(rule -> rule.permission() == Permission.DENY)
                .toList();
        if (denials.stream().anyMatch(AnyResource::speaksOfEverything)) {
            return false;
        }
        if (allowIfNoRule) {
            return true;
        }
        Denials denied = new Denials(denials);
        return rules.stream()
                .filter(rule -> rule.permission() == Permission.ALLOW)
                .anyMatch(rule -> speaksOfEverything(rule) || !denied.dominate(rule.pattern()));
    }

    private boolean speaksOf(AccessRule rule) {
        return rule.holdsAt(subject) && rule.speaksOf(operation);
    }

    private static boolean speaksOfEverything(AccessRule rule) {
        return rule.pattern().patternType() == PatternType.LITERAL
                && rule.pattern().name().equals(ResourcePattern.WILDCARD);
    }

    /** What is denied, so that a pattern can be asked about without going through all of it. */
    private static final class Denials {
        private final Set<String> literals = new HashSet<>();
        /** None begins with another, so only the one before a name can be its beginning. */
        private final TreeSet<String> prefixes = new TreeSet<>();

        Denials(List<AccessRule> denials) {
            TreeSet<String> allPrefixes = new TreeSet<>();
            for (AccessRule denial : denials) {
                ResourcePattern pattern = denial.pattern();
                (pattern.patternType() == PatternType.LITERAL ? literals : allPrefixes).add(pattern.name());
            }
            allPrefixes.stream().filter(prefix -> !begun(prefix)).forEach(prefixes::add);
        }

        boolean dominate(ResourcePattern allowed) {
            boolean literally = allowed.patternType() == PatternType.LITERAL && literals.contains(allowed.name());
            return literally || begun(allowed.name());
        }

        private boolean begun(String name) {
            String before = prefixes.floor(name);
            return before != null && name.startsWith(before);
        }
    }
}
