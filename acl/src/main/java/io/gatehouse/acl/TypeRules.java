package io.gatehouse.acl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules on one type of resource. A decision looks up the literal name, the wildcard and the prefixes of the name; it
 * allocates nothing, and its cost does not grow with the number of rules. Immutable.
 */
final class TypeRules {
    static final TypeRules NONE = new TypeRules(Map.of(), Map.of(), new PrefixRules(Map.of()), Map.of());

    private final Map<String, PatternRules> literals;
    private final @Nullable PatternRules wildcard;
    private final Map<String, PatternRules> prefixed;
    private final PrefixRules prefixes;
    private final Map<String, List<AccessRule>> byPrincipal;

    private TypeRules(
            Map<String, PatternRules> literals,
            Map<String, PatternRules> prefixed,
            PrefixRules prefixes,
            Map<String, List<AccessRule>> byPrincipal) {
        this.literals = literals;
        this.wildcard = literals.get(ResourcePattern.WILDCARD);
        this.prefixed = prefixed;
        this.prefixes = prefixes;
        this.byPrincipal = byPrincipal;
    }

    /** As {@link AclSnapshot#with}, for patterns of this type. Shares what stays. */
    TypeRules with(Map<ResourcePattern, Set<AccessRule>> changed) {
        Map<String, List<AccessRule>> principals = byPrincipal(changed);
        Map<String, PatternRules> newLiterals = changed(literals, PatternType.LITERAL, changed, principals);
        Map<String, PatternRules> newPrefixed = changed(prefixed, PatternType.PREFIXED, changed, principals);
        PrefixRules newPrefixes = newPrefixed == prefixed ? prefixes : new PrefixRules(newPrefixed);
        return new TypeRules(newLiterals, newPrefixed, newPrefixes, principals);
    }

    private static Map<String, PatternRules> changed(
            Map<String, PatternRules> before,
            PatternType patternType,
            Map<ResourcePattern, Set<AccessRule>> changed,
            Map<String, List<AccessRule>> principals) {
        if (changed.keySet().stream().noneMatch(pattern -> pattern.patternType() == patternType)) {
            return before;
        }
        Map<String, PatternRules> after = new HashMap<>(before);
        changed.forEach((pattern, rules) -> {
            if (pattern.patternType() == patternType && rules.isEmpty()) {
                after.remove(pattern.name());
            } else if (pattern.patternType() == patternType) {
                after.put(pattern.name(), new PatternRules(rules, principal -> sameText(principal, principals)));
            }
        });
        return after;
    }

    /** One text per principal, so that comparing with it finds it in the processor's cache. */
    private static String sameText(String principal, Map<String, List<AccessRule>> principals) {
        List<AccessRule> ofPrincipal = principals.get(principal);
        return ofPrincipal == null ? principal : ofPrincipal.get(0).principal();
    }

    private Map<String, List<AccessRule>> byPrincipal(Map<ResourcePattern, Set<AccessRule>> changed) {
        Map<String, List<AccessRule>> touched = new HashMap<>();
        changed.forEach((pattern, rules) -> {
            rulesOn(pattern).forEach(rule -> touched.computeIfAbsent(rule.principal(), of -> unchanged(of, changed)));
            rules.forEach(rule -> touched.computeIfAbsent(rule.principal(), of -> unchanged(of, changed))
                    .add(rule));
        });
        Map<String, List<AccessRule>> after = new HashMap<>(byPrincipal);
        touched.forEach((principal, rules) -> {
            if (rules.isEmpty()) {
                after.remove(principal);
            } else {
                after.put(principal, rules);
            }
        });
        return after;
    }

    private List<AccessRule> unchanged(String principal, Map<ResourcePattern, Set<AccessRule>> changed) {
        List<AccessRule> unchanged = new ArrayList<>(2);
        for (AccessRule rule : byPrincipal.getOrDefault(principal, List.of())) {
            if (!changed.containsKey(rule.pattern())) {
                unchanged.add(rule);
            }
        }
        return unchanged;
    }

    Set<AccessRule> rulesOn(ResourcePattern pattern) {
        PatternRules found = (pattern.patternType() == PatternType.LITERAL ? literals : prefixed).get(pattern.name());
        return found == null ? Set.of() : found.rules();
    }

    Stream<AccessRule> rules() {
        return Stream.of(literals, prefixed)
                .flatMap(patterns -> patterns.values().stream())
                .flatMap(ofPattern -> ofPattern.rules().stream());
    }

    /** DENY beats ALLOW, whatever pattern it stands on (CONFORMANCE AZN-02); null if no pattern covers the name. */
    @Nullable
    Decision decide(Subject subject, Operation operation, String name) {
        PatternRules literal = literals.get(name);
        Decision best = literal == null ? null : literal.decide(subject, operation);
        if (wildcard != null && wildcard != literal) {
            best = Decision.stronger(best, wildcard.decide(subject, operation));
        }
        return prefixes.decide(subject, operation, name, best);
    }

    /** Every rule that names the subject's principal, one of its groups, or everybody. */
    List<AccessRule> rulesOf(Subject subject) {
        List<AccessRule> all = new ArrayList<>(byPrincipal.getOrDefault(subject.principalText(), List.of()));
        subject.groupTexts().forEach(group -> all.addAll(byPrincipal.getOrDefault(group, List.of())));
        all.addAll(byPrincipal.getOrDefault(AccessRule.EVERYBODY, List.of()));
        return all;
    }
}
