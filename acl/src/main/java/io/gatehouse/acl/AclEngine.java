package io.gatehouse.acl;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * The one place that decides who may do what (CONFORMANCE AZN-02). Closed by default: until the first snapshot is
 * loaded only super users pass. Thread: any; one writer replaces the snapshot.
 */
public final class AclEngine {
    private final DecisionListener listener;

    /** Replaced whole: a decision reads it once, and sees one set of rules (attack 162). */
    private volatile AclPolicy policy;

    /** @param allowIfNoRule {@code allow.everyone.if.no.acl.found} */
    public AclEngine(Set<VerifiedPrincipal> superUsers, boolean allowIfNoRule, DecisionListener listener) {
        this(new AclPolicy(true, superUsers, allowIfNoRule, ShadowScope.NOBODY, null), listener);
    }

    /** @param policy who is above the rules and whom they do not bind yet; with or without rules */
    public AclEngine(AclPolicy policy, DecisionListener listener) {
        this.policy = policy;
        this.listener = listener;
    }

    /** No authorizer: everybody may do everything, and there are no rules to change (CONFORMANCE AZN-24). */
    public static AclEngine allowingEverything(DecisionListener listener) {
        return new AclEngine(new AclPolicy(false, Set.of(), true, ShadowScope.NOBODY, null), listener);
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

    /** Decides for one resource, without telling the audit. */
    public Decision decide(Subject subject, Operation operation, ResourceType type, String name) {
        return policy.decide(subject, operation, type, name);
    }

    /** Whether the subject may do {@code operation} on some resource of {@code type} (CONFORMANCE AZN-21). */
    boolean decideAny(Subject subject, Operation operation, ResourceType type) {
        return policy.decideAny(subject, operation, type);
    }

    void audit(AccessCheck check) {
        listener.decided(check);
    }
}
