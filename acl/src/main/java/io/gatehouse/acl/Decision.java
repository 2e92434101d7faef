package io.gatehouse.acl;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a check came to and why.
 *
 * @param reason the step that decided
 * @param rule the rule that decided, if one did
 * @param shadowed whether it would be refused if {@link ShadowScope} did not spare the subject
 */
public record Decision(boolean allowed, Reason reason, Optional<AccessRule> rule, boolean shadowed) {
    static final Decision NO_AUTHORIZER = new Decision(true, Reason.NO_AUTHORIZER, Optional.empty());
    static final Decision SUPER_USER = new Decision(true, Reason.SUPER_USER, Optional.empty());
    static final Decision NOT_LOADED = new Decision(false, Reason.NOT_LOADED, Optional.empty());
    static final Decision NO_RULE_ALLOWED = new Decision(true, Reason.NO_RULE_FOR_RESOURCE, Optional.empty());
    static final Decision NO_RULE_DENIED = new Decision(false, Reason.NO_RULE_FOR_RESOURCE, Optional.empty());
    static final Decision NO_MATCH = new Decision(false, Reason.NO_MATCHING_RULE, Optional.empty());

    static final Decision OTHER_ALLOWED = new Decision(true, Reason.OTHER_AUTHORIZER, Optional.empty());
    static final Decision OTHER_DENIED = new Decision(false, Reason.OTHER_AUTHORIZER, Optional.empty());

    private Decision(boolean allowed, Reason reason, Optional<AccessRule> rule) {
        this(allowed, reason, rule, false);
    }

    /** This refusal, where it does not bind yet. */
    Decision spared() {
        return new Decision(true, reason, rule, true);
    }

    static Decision by(AccessRule rule) {
        boolean allows = rule.permission() == Permission.ALLOW;
        return new Decision(allows, allows ? Reason.ALLOW_RULE : Reason.DENY_RULE, Optional.of(rule));
    }

    /** What holds when two patterns speak of one resource: a refusal by rule, else a permission, else nothing said. */
    static Decision stronger(@Nullable Decision one, Decision other) {
        return one == null || one.reason == Reason.NO_MATCHING_RULE || other.reason == Reason.DENY_RULE ? other : one;
    }

    /** The steps of CONFORMANCE AZN-02, in order. */
    public enum Reason {
        NO_AUTHORIZER,
        NOT_LOADED,
        SUPER_USER,
        NO_RULE_FOR_RESOURCE,
        DENY_RULE,
        ALLOW_RULE,
        NO_MATCHING_RULE,
        /** None of the steps: a plug-in was asked instead. */
        OTHER_AUTHORIZER
    }
}
