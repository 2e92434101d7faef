package io.gatehouse.acl;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that decides at one moment. What enforces, explains, and tries other rules on what was decided lately asks the same
 * method. Immutable.
 *
 * @param enforcing false where there is no authorizer: everybody may do everything (CONFORMANCE AZN-24)
 * @param superUsers who may do everything, whatever the rules say (AZN-05)
 * @param allowIfNoRule {@code allow.everyone.if.no.acl.found}
 * @param shadow whom a refusal does not bind yet
 * @param members who is in which group, besides what was proved
 * @param rules null until they are loaded: only super users pass
 */
public record AclPolicy(
        boolean enforcing,
        Set<VerifiedPrincipal> superUsers,
        boolean allowIfNoRule,
        ShadowScope shadow,
        GroupMembers members,
        @Nullable AclSnapshot rules) {
    public AclPolicy {
        if (superUsers.contains(VerifiedPrincipal.ANONYMOUS)) {
            throw new IllegalArgumentException(
                    "super users: User:ANONYMOUS (expected: principals that prove who they are)");
        }
        superUsers = Set.copyOf(superUsers);
    }

    /** Nobody is in a group but by what was proved. */
    public AclPolicy(
            boolean enforcing,
            Set<VerifiedPrincipal> superUsers,
            boolean allowIfNoRule,
            ShadowScope shadow,
            @Nullable AclSnapshot rules) {
        this(enforcing, superUsers, allowIfNoRule, shadow, GroupMembers.NONE, rules);
    }

    /** The same with other rules. */
    public AclPolicy with(@Nullable AclSnapshot other) {
        return new AclPolicy(enforcing, superUsers, allowIfNoRule, shadow, members, other);
    }

    /** The same with others in its groups. */
    public AclPolicy withMembers(GroupMembers others) {
        return new AclPolicy(enforcing, superUsers, allowIfNoRule, shadow, others, rules);
    }

    /** A subject with all the groups that it is in here. */
    public Subject known(Subject subject) {
        return subject.in(members);
    }

    /** All rules in no order; none where they are not loaded. */
    public Stream<AccessRule> everyRule() {
        return rules == null ? Stream.empty() : rules.all();
    }

    /** What makes a rule hold; empty if it lasts. */
    public Optional<TimedRule> timed(AccessRule rule) {
        return rules == null ? Optional.empty() : rules.timed(rule);
    }

    /** The same with nobody spared: what the rules themselves say. */
    public AclPolicy withoutShadow() {
        return new AclPolicy(enforcing, superUsers, allowIfNoRule, ShadowScope.NOBODY, members, rules);
    }

    /** Decides for one resource (CONFORMANCE AZN-02). */
    public Decision decide(Subject subject, Operation operation, ResourceType type, String name) {
        if (!enforcing) {
            return Decision.NO_AUTHORIZER;
        }
        if (superUsers.contains(subject.principal())) {
            return Decision.SUPER_USER;
        }
        if (rules == null) {
            return Decision.NOT_LOADED;
        }
        Decision decision = rules.decide(known(subject), operation, type, name);
        if (decision == null) {
            decision = allowIfNoRule ? Decision.NO_RULE_ALLOWED : Decision.NO_RULE_DENIED;
        }
        return decision.allowed() || !shadow.spares(subject, operation, type) ? decision : decision.spared();
    }

    /** Whether the subject may do {@code operation} on some resource of {@code type} (CONFORMANCE AZN-21). */
    boolean decideAny(Subject subject, Operation operation, ResourceType type) {
        if (!enforcing || superUsers.contains(subject.principal())) {
            return true;
        }
        return rules != null
                && (rules.allowsAny(known(subject), operation, type, allowIfNoRule)
                        || shadow.spares(subject, operation, type));
    }
}
