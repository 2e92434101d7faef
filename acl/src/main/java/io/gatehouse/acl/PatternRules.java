package io.gatehouse.acl;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules on one pattern, by principal. Filled while its snapshot is built, then only read: by any thread. */
final class PatternRules {
    private final Map<String, PrincipalRules> byPrincipal = new HashMap<>(2);
    private @Nullable PrincipalRules everybody;

    void add(AccessRule rule) {
        if (rule.principal().equals(AccessRule.EVERYBODY)) {
            everybody = everybody == null ? new PrincipalRules() : everybody;
            everybody.add(rule);
        } else {
            byPrincipal
                    .computeIfAbsent(rule.principal(), any -> new PrincipalRules())
                    .add(rule);
        }
    }

    /** What this pattern's rules say, null if none speaks of the subject and the operation. */
    @Nullable
    Decision decide(Subject subject, Operation operation) {
        PrincipalRules own = byPrincipal.get(subject.principalText());
        Decision best = own == null ? null : own.decide(subject.host(), operation);
        if (everybody != null && !TypeRules.denied(best)) {
            best = TypeRules.stronger(best, everybody.decide(subject.host(), operation));
        }
        return best;
    }
}
