package io.gatehouse.acl.explain;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclSnapshot;
import java.util.Comparator;
import java.util.stream.Stream;

/** All rules of a policy in the order in which they are shown: by resource, refusals first, then by principal. */
final class RuleOrder {
    static final Comparator<AccessRule> SHOWN = Comparator.comparing(
                    (AccessRule rule) -> rule.pattern().type())
            .thenComparing(rule -> rule.pattern().name())
            .thenComparing(rule -> rule.pattern().patternType())
            .thenComparing(AccessRule::permission)
            .thenComparing(AccessRule::principal)
            .thenComparing(AccessRule::operation)
            .thenComparing(AccessRule::host);

    private RuleOrder() {}

    static Stream<AccessRule> rules(AclPolicy policy) {
        AclSnapshot rules = policy.rules();
        return rules == null ? Stream.empty() : rules.rules().stream();
    }
}
