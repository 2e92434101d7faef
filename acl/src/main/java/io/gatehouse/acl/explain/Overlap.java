package io.gatehouse.acl.explain;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.auth.identity.AddressRange;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a refusal meets what another rule allows, wholly or in part. Where that cannot be known, in part. */
final class Overlap {
    private static final String USER = "User:";

    private Overlap() {}

    /** Whether everybody whom the rule names is named by the refusal. */
    static boolean allPeople(AccessRule refusal, AccessRule rule) {
        return refusal.principal().equals(AccessRule.EVERYBODY)
                || refusal.principal().equals(rule.principal());
    }

    /** Two users are different people; who is in a group is not known. */
    static boolean people(AccessRule refusal, AccessRule rule) {
        boolean twoUsers =
                refusal.principal().startsWith(USER) && rule.principal().startsWith(USER);
        return allPeople(refusal, rule) || rule.principal().equals(AccessRule.EVERYBODY) || !twoUsers;
    }

    static boolean allHosts(AccessRule refusal, AccessRule rule) {
        if (refusal.host().equals(AccessRule.ANY_HOST) || refusal.host().equals(rule.host())) {
            return true;
        }
        return range(refusal)
                .flatMap(outer -> range(rule).filter(outer::contains))
                .isPresent();
    }

    static boolean hosts(AccessRule refusal, AccessRule rule) {
        return allHosts(refusal, rule) || allHosts(rule, refusal);
    }

    static boolean allResources(AccessRule refusal, AccessRule rule) {
        ResourcePattern denied = refusal.pattern();
        ResourcePattern allowed = rule.pattern();
        if (denied.type() != allowed.type()) {
            return false;
        }
        boolean begun =
                denied.patternType() == PatternType.PREFIXED && !everything(allowed) && denied.covers(allowed.name());
        return everything(denied) || begun || denied.equals(allowed);
    }

    static boolean resources(AccessRule refusal, AccessRule rule) {
        return allResources(refusal, rule) || allResources(rule, refusal);
    }

    private static boolean everything(ResourcePattern pattern) {
        return pattern.patternType() == PatternType.LITERAL && pattern.name().equals(ResourcePattern.WILDCARD);
    }

    static boolean allOperations(AccessRule refusal, AccessRule rule) {
        return spoken(rule).allMatch(refusal::speaksOf);
    }

    static boolean operations(AccessRule refusal, AccessRule rule) {
        return spoken(rule).anyMatch(refusal::speaksOf);
    }

    private static Stream<Operation> spoken(AccessRule rule) {
        return Stream.of(Operation.values()).filter(rule::speaksOf);
    }

    private static Optional<AddressRange> range(AccessRule rule) {
        return AddressRange.parse(rule.host());
    }
}
