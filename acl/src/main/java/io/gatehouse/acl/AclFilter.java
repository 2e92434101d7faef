package io.gatehouse.acl;

import java.util.Optional;

/**
 * Which rules a list or a removal speaks of; an empty part matches everything. Principal, host, operation and
 * permission are compared whole: the filter {@code User:*} finds rules written for everybody, no others.
 *
 * @param name compared as {@code patternFilter} says
 */
public record AclFilter(
        Optional<ResourceType> type,
        Optional<String> name,
        PatternFilter patternFilter,
        Optional<String> principal,
        Optional<String> host,
        Optional<Operation> operation,
        Optional<Permission> permission) {
    /** Every rule. */
    public static final AclFilter ALL = new AclFilter(
            Optional.empty(),
            Optional.empty(),
            PatternFilter.ANY,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public boolean matches(AccessRule rule) {
        return matches(type, rule.pattern().type())
                && patternFilter.matches(name, rule.pattern())
                && matches(principal, rule.principal())
                && matches(host, rule.host())
                && matches(operation, rule.operation())
                && matches(permission, rule.permission());
    }

    private static <T> boolean matches(Optional<T> wanted, T found) {
        return wanted.isEmpty() || wanted.get().equals(found);
    }
}
