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
    private final Set<VerifiedPrincipal> superUsers;
    private final boolean allowIfNoRule;
    private final DecisionListener listener;
    private final boolean enforcing;

    private volatile @Nullable AclSnapshot snapshot;

    /** @param allowIfNoRule {@code allow.everyone.if.no.acl.found} */
    public AclEngine(Set<VerifiedPrincipal> superUsers, boolean allowIfNoRule, DecisionListener listener) {
        this(superUsers, allowIfNoRule, listener, true);
    }

    private AclEngine(
            Set<VerifiedPrincipal> superUsers, boolean allowIfNoRule, DecisionListener listener, boolean enforcing) {
        if (superUsers.contains(VerifiedPrincipal.ANONYMOUS)) {
            throw new IllegalArgumentException(
                    "super users: User:ANONYMOUS (expected: principals that prove who they are)");
        }
        this.superUsers = Set.copyOf(superUsers);
        this.allowIfNoRule = allowIfNoRule;
        this.listener = listener;
        this.enforcing = enforcing;
    }

    /** No authorizer: everybody may do everything, and there are no rules to change (CONFORMANCE AZN-24). */
    public static AclEngine allowingEverything(DecisionListener listener) {
        return new AclEngine(Set.of(), true, listener, false);
    }

    /** False for {@link #allowingEverything}. */
    public boolean enforcing() {
        return enforcing;
    }

    /** Publishes new rules to the next decision. */
    public void replace(AclSnapshot rules) {
        snapshot = rules;
    }

    /** Forgets the rules: only super users pass until {@link #replace}. */
    public void close() {
        snapshot = null;
    }

    public Optional<AclSnapshot> snapshot() {
        return Optional.ofNullable(snapshot);
    }

    /** @param request the wire API on whose behalf checks are made, for the audit */
    public Access access(Subject subject, String request) {
        return new Access(this, subject, request);
    }

    public Access access(Subject subject) {
        return access(subject, "");
    }

    /** Decides for one resource, without telling the audit. */
    public Decision decide(Subject subject, Operation operation, ResourceType type, String name) {
        if (!enforcing) {
            return Decision.NO_AUTHORIZER;
        }
        if (superUsers.contains(subject.principal())) {
            return Decision.SUPER_USER;
        }
        AclSnapshot now = snapshot; // One read: the whole decision sees one set of rules (attack 162).
        if (now == null) {
            return Decision.NOT_LOADED;
        }
        Decision decision = now.decide(subject, operation, type, name);
        if (decision != null) {
            return decision;
        }
        return allowIfNoRule ? Decision.NO_RULE_ALLOWED : Decision.NO_RULE_DENIED;
    }

    /** Whether the subject may do {@code operation} on some resource of {@code type} (CONFORMANCE AZN-21). */
    boolean decideAny(Subject subject, Operation operation, ResourceType type) {
        if (!enforcing || superUsers.contains(subject.principal())) {
            return true;
        }
        AclSnapshot now = snapshot;
        return now != null && now.allowsAny(subject, operation, type, allowIfNoRule);
    }

    void audit(AccessCheck check) {
        listener.decided(check);
    }
}
