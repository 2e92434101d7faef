package io.gatehouse.acl;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.List;
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

    private volatile @Nullable AclSnapshot snapshot;

    /** @param allowIfNoRule {@code allow.everyone.if.no.acl.found} */
    public AclEngine(Set<VerifiedPrincipal> superUsers, boolean allowIfNoRule, DecisionListener listener) {
        this.superUsers = Set.copyOf(superUsers);
        this.allowIfNoRule = allowIfNoRule;
        this.listener = listener;
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

    public Access access(Subject subject) {
        return new Access(this, subject);
    }

    /** Decides for one resource, without telling the audit. */
    public Decision decide(Subject subject, Operation operation, ResourceType type, String name) {
        if (superUsers.contains(subject.principal())) {
            return new Decision(true, Decision.Reason.SUPER_USER, Optional.empty());
        }
        AclSnapshot now = snapshot; // One read: the whole decision sees one set of rules.
        if (now == null) {
            return new Decision(false, Decision.Reason.NOT_LOADED, Optional.empty());
        }
        List<AccessRule> covering = now.covering(type, name).toList();
        if (covering.isEmpty()) {
            return new Decision(allowIfNoRule, Decision.Reason.NO_RULE_FOR_RESOURCE, Optional.empty());
        }
        Optional<AccessRule> deny = covering.stream()
                .filter(rule -> denies(rule, subject, operation))
                .findFirst();
        if (deny.isPresent()) {
            return new Decision(false, Decision.Reason.DENY_RULE, deny);
        }
        Optional<AccessRule> allow = covering.stream()
                .filter(rule -> allows(rule, subject, operation))
                .findFirst();
        return allow.isPresent()
                ? new Decision(true, Decision.Reason.ALLOW_RULE, allow)
                : new Decision(false, Decision.Reason.NO_MATCHING_RULE, Optional.empty());
    }

    /** Whether the subject may do {@code operation} on some resource of {@code type} (CONFORMANCE AZN-21). */
    boolean decideAny(Subject subject, Operation operation, ResourceType type) {
        if (superUsers.contains(subject.principal())) {
            return true;
        }
        AclSnapshot now = snapshot;
        if (now == null) {
            return false;
        }
        List<AccessRule> denials = now.ofType(type).stream()
                .filter(rule -> denies(rule, subject, operation))
                .toList();
        if (denials.stream().anyMatch(AclEngine::speaksOfEverything)) {
            return false;
        }
        return allowIfNoRule
                || now.ofType(type).stream()
                        .filter(rule -> allows(rule, subject, operation))
                        .anyMatch(rule -> speaksOfEverything(rule) || !dominated(rule, denials));
    }

    void audit(Subject subject, Operation operation, ResourceType type, String name, Decision decision) {
        listener.decided(subject, operation, type, name, decision);
    }

    private static boolean speaksOfEverything(AccessRule rule) {
        return rule.pattern().patternType() == PatternType.LITERAL
                && rule.pattern().name().equals(ResourcePattern.WILDCARD);
    }

    /** Whether every resource that {@code allow} speaks of is denied by one of {@code denials}. */
    private static boolean dominated(AccessRule allow, List<AccessRule> denials) {
        String name = allow.pattern().name();
        return denials.stream().map(AccessRule::pattern).anyMatch(deny -> switch (deny.patternType()) {
            case PREFIXED -> name.startsWith(deny.name());
            case LITERAL ->
                allow.pattern().patternType() == PatternType.LITERAL
                        && deny.name().equals(name);
        });
    }

    private static boolean denies(AccessRule rule, Subject subject, Operation operation) {
        return rule.permission() == Permission.DENY
                && speaksOf(rule, subject)
                && (rule.operation() == operation || rule.operation() == Operation.ALL);
    }

    private static boolean allows(AccessRule rule, Subject subject, Operation operation) {
        return rule.permission() == Permission.ALLOW && speaksOf(rule, subject) && implies(rule.operation(), operation);
    }

    private static boolean speaksOf(AccessRule rule, Subject subject) {
        return (rule.principal().equals(AccessRule.EVERYBODY)
                        || rule.principal().equals(subject.principal().toString()))
                && (rule.host().equals(AccessRule.ANY_HOST) || rule.host().equals(subject.host()));
    }

    /** What an allowed operation brings along (CONFORMANCE AZN-10 to AZN-13). */
    private static boolean implies(Operation granted, Operation asked) {
        if (granted == asked || granted == Operation.ALL) {
            return true;
        }
        return switch (asked) {
            case DESCRIBE ->
                granted == Operation.READ
                        || granted == Operation.WRITE
                        || granted == Operation.DELETE
                        || granted == Operation.ALTER;
            case DESCRIBE_CONFIGS -> granted == Operation.ALTER_CONFIGS;
            default -> false;
        };
    }
}
