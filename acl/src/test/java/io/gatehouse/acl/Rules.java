package io.gatehouse.acl;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.List;
import java.util.Set;

/** Short ways to write rules and subjects in tests. */
final class Rules {
    static final String HOME = "10.0.0.7";

    private Rules() {}

    static Subject subject(String user) {
        return subject(user, HOME);
    }

    static Subject subject(String user, String host) {
        return new Subject(VerifiedPrincipal.user(user), host);
    }

    static AccessRule allow(String user, Operation operation, ResourcePattern pattern) {
        return new AccessRule(pattern, "User:" + user, AccessRule.ANY_HOST, operation, Permission.ALLOW);
    }

    static AccessRule deny(String user, Operation operation, ResourcePattern pattern) {
        return new AccessRule(pattern, "User:" + user, AccessRule.ANY_HOST, operation, Permission.DENY);
    }

    static AccessRule at(String host, AccessRule rule) {
        return new AccessRule(rule.pattern(), rule.principal(), host, rule.operation(), rule.permission());
    }

    static ResourcePattern topic(String name) {
        return ResourcePattern.literal(ResourceType.TOPIC, name);
    }

    static ResourcePattern topics(String prefix) {
        return ResourcePattern.prefixed(ResourceType.TOPIC, prefix);
    }

    static AclEngine engine(AccessRule... rules) {
        return engine(false, rules);
    }

    static AclEngine engine(boolean allowIfNoRule, AccessRule... rules) {
        AclEngine engine = new AclEngine(Set.of(VerifiedPrincipal.user("admin")), allowIfNoRule, check -> {});
        engine.replace(new AclSnapshot(List.of(rules)));
        return engine;
    }
}
