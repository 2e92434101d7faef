package io.gatehouse.acl;

import java.util.Comparator;

/** The order in which rules are shown: by resource, refusals first, then by principal. */
public final class RuleOrder {
    public static final Comparator<AccessRule> SHOWN = Comparator.comparing(
                    (AccessRule rule) -> rule.pattern().type())
            .thenComparing(rule -> rule.pattern().name())
            .thenComparing(rule -> rule.pattern().patternType())
            .thenComparing(AccessRule::permission)
            .thenComparing(AccessRule::principal)
            .thenComparing(AccessRule::operation)
            .thenComparing(AccessRule::host);

    private RuleOrder() {}
}
