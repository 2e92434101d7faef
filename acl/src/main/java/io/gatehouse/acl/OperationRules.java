package io.gatehouse.acl;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rules on one pattern for one principal at one host: at most one per operation and permission, each with its
 * decision ready.
 */
final class OperationRules {
    private Decision[] decisions = {};

    void add(AccessRule rule) {
        decisions = Arrays.copyOf(decisions, decisions.length + 1);
        decisions[decisions.length - 1] = Decision.by(rule);
    }

    @Nullable
    Decision decide(Operation asked) {
        Decision allowed = null;
        for (Decision decision : decisions) {
            Operation named = decision.rule().orElseThrow().operation();
            if (!decision.allowed() && Implications.denies(named, asked)) {
                return decision;
            }
            if (decision.allowed() && allowed == null && Implications.allows(named, asked)) {
                allowed = decision;
            }
        }
        return allowed;
    }
}
