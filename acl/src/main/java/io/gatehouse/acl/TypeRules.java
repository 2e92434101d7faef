package io.gatehouse.acl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules on one type of resource. A decision looks up the literal name, the wildcard and the prefixes of the name; it
 * allocates nothing, and its cost does not grow with the number of rules.
 */
final class TypeRules {
    private final Map<String, PatternRules> literals = new HashMap<>();
    private final @Nullable PatternRules wildcard;
    private final PrefixRules prefixes;
    private final Map<String, List<AccessRule>> byPrincipal = new HashMap<>();

    TypeRules(List<AccessRule> rules) {
        Map<String, PatternRules> prefixed = new HashMap<>();
        for (AccessRule rule : rules) {
            Map<String, PatternRules> patterns =
                    rule.pattern().patternType() == PatternType.LITERAL ? literals : prefixed;
            List<AccessRule> ofPrincipal = byPrincipal.computeIfAbsent(rule.principal(), any -> new ArrayList<>(2));
            ofPrincipal.add(rule);
            // One text per principal, so that comparing with it finds it in the processor's cache.
            String principal = ofPrincipal.get(0).principal();
            patterns.computeIfAbsent(rule.pattern().name(), any -> new PatternRules())
                    .add(principal, rule);
        }
        wildcard = literals.get(ResourcePattern.WILDCARD);
        prefixes = new PrefixRules(prefixed);
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
