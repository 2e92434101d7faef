package io.gatehouse.acl;

import java.util.Arrays;

/**
 * The rules on one pattern for one principal at one host: at most one per operation and permission, each with its
 * decision ready. Two bit fields say at once whether one of them speaks of an operation.
 */
final class OperationRules {
    private int denied;
    private int allowed;
    private Decision[] decisions = {};

    void add(AccessRule rule) {
        decisions = Arrays.copyOf(decisions, decisions.length + 1);
        decisions[decisions.length - 1] = Decision.by(rule);
        for (Operation asked : Operation.values()) {
            int bit = 1 << asked.code();
            switch (rule.permission()) {
                case DENY -> denied |= Implications.denies(rule.operation(), asked) ? bit : 0;
                case ALLOW -> allowed |= Implications.allows(rule.operation(), asked) ? bit : 0;
            }
        }
    }

    Decision decide(Operation asked) {
        int bit = 1 << asked.code();
        if ((denied & bit) != 0) {
            return first(Permission.DENY, asked);
        }
        return (allowed & bit) != 0 ? first(Permission.ALLOW, asked) : Decision.NO_MATCH;
    }

    private Decision first(Permission permission, Operation asked) {
        if (decisions.length == 1) {
            return decisions[0];
        }
        for (Decision decision : decisions) {
            AccessRule rule = decision.rule().orElseThrow();
            if (rule.permission() == permission && Implications.speaks(rule, asked)) {
                return decision;
            }
        }
        throw new IllegalStateException("a bit without a rule for " + asked);
    }
}
