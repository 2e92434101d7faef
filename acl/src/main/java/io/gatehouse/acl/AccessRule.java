package io.gatehouse.acl;

/**
 * One access rule.
 *
 * @param principal {@code Type:name} compared whole, or {@code User:*} for everybody (CONFORMANCE AZN-06)
 * @param host the peer's address as text, or {@code *} (AZN-08)
 */
public record AccessRule(
        ResourcePattern pattern, String principal, String host, Operation operation, Permission permission) {
    public static final String EVERYBODY = "User:*";
    public static final String ANY_HOST = "*";

    public AccessRule {
        if (principal.indexOf(':') <= 0 || principal.endsWith(":")) {
            throw new IllegalArgumentException("principal (expected: Type:name)");
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is empty (expected: an address or *)");
        }
    }
}
