package io.gatehouse.acl;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides who may do what (CONFORMANCE AZN-02). Closed by default: until the first snapshot is
 * loaded only super users pass. Thread: any; one writer replaces the snapshot.
 */
public final class AclEngine {
    private final DecisionListener listener;

    /** Replaced whole: a decision reads it once, and sees one set of rules (attack 162). */
    private volatile AclPolicy policy;

    /** Asked in the place of the policy, if there is one. */
    private final @Nullable OtherAuthorizer other;

    /** @param allowIfNoRule {@code allow.everyone.if.no.acl.found} */
    public AclEngine(Set<VerifiedPrincipal> superUsers, boolean allowIfNoRule, DecisionListener listener) {
        this(new AclPolicy(true, superUsers, allowIfNoRule, ShadowScope.NOBODY, null), listener);
    }

    /** @param policy who is above the rules and whom they do not bind yet; with or without rules */
    public AclEngine(AclPolicy policy, DecisionListener listener) {
        this(policy, null, listener);
    }

    private AclEngine(AclPolicy policy, @Nullable OtherAuthorizer other, DecisionListener listener) {
        this.policy = policy;
        this.other = other;
        this.listener = listener;
    }

    /** No authorizer: everybody may do everything, and there are no rules to change (CONFORMANCE AZN-24). */
    public static AclEngine allowingEverything(DecisionListener listener) {
        return new AclEngine(new AclPolicy(false, Set.of(), true, ShadowScope.NOBODY, null), listener);
    }

    /** Another authorizer decides everything: no rule of ours counts, and no super user (CONFORMANCE SPI-03). */
    public static AclEngine askingInstead(OtherAuthorizer other, DecisionListener listener) {
        return new AclEngine(new AclPolicy(true, Set.of(), false, ShadowScope.NOBODY, null), other, listener);
    }

    /** Whether {@link #policy} decides; false for {@link #askingInstead}. */
    public boolean decidesItself() {
        return other == null;
    }

    /** False for {@link #allowingEverything}. */
    public boolean enforcing() {
        return policy.enforcing();
    }

    /** What decides now. */
    public AclPolicy policy() {
        return policy;
    }

    /** Publishes new rules to the next decision. */
    public synchronized void replace(AclSnapshot rules) {
        policy = policy.with(rules);
    }

    /** Publishes who is in which group to the next decision. */
    public synchronized void replace(GroupMembers members) {
        policy = policy.withMembers(members);
    }

    /** Forgets the rules: only super users pass until {@link #replace}. */
    public synchronized void close() {
        policy = policy.with(null);
    }

    public Optional<AclSnapshot> snapshot() {
        return Optional.ofNullable(policy.rules());
    }

    public Access access(Subject subject, Asker asker) {
        return new Access(this, subject, asker);
    }

    public Access access(Subject subject) {
        return access(subject, Asker.UNKNOWN);
    }

    /** What our rules say of one resource, without telling the audit; where they do not decide, nothing is allowed. */
    public Decision decide(Subject subject, Operation operation, ResourceType type, String name) {
        return other == null ? policy.decide(subject, operation, type, name) : Decision.OTHER_DENIED;
    }

    Decision filter(Subject subject, Operation operation, ResourceType type, String name, Asker asker) {
        return other == null
                ? policy.decide(subject, operation, type, name) // Without a question: lists ask often.
                : decide(new Question(subject, operation, type, name), asker, false);
    }

    Decision decide(Question question, Asker asker, boolean logged) {
        if (other == null) {
            return question.ask(policy);
        }
        return other.allows(question, asker, logged) ? Decision.OTHER_ALLOWED : Decision.OTHER_DENIED;
    }

    boolean decideAny(Subject subject, Operation operation, ResourceType type) {
        return decideAny(subject, operation, type, Asker.UNKNOWN);
    }

    /** Whether the subject may do {@code operation} on some resource of {@code type} (CONFORMANCE AZN-21). */
    boolean decideAny(Subject subject, Operation operation, ResourceType type, Asker asker) {
        return other == null
                ? policy.decideAny(subject, operation, type)
                : other.allowsAny(subject, operation, type, asker);
    }

    void audit(AccessCheck check) {
        listener.decided(check);
    }
}
