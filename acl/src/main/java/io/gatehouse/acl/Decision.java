package io.gatehouse.acl;

import java.util.Optional;

/**
 * What a check came to and why.
 *
 * @param reason the step that decided
 * @param rule the rule that decided, if one did
 */
public record Decision(boolean allowed, Reason reason, Optional<AccessRule> rule) {
    /** The steps of CONFORMANCE AZN-02, in order. */
    public enum Reason {
        NOT_LOADED,
        SUPER_USER,
        NO_RULE_FOR_RESOURCE,
        DENY_RULE,
        ALLOW_RULE,
        NO_MATCHING_RULE
    }
}
