package io.gatehouse.acl;

import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.PeerAddress;

/**
 * One access rule.
 *
 * @param principal {@code Type:name} compared whole, or {@code User:*} for everybody (CONFORMANCE AZN-06)
 * @param host the peer's address as text, a network such as {@code 10.0.0.0/8}, which Kafka does not have, or {@code *}
 *     (AZN-08)
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

    /** Whether it speaks of the subject: by its principal, by one of its groups, or of everybody. */
    public boolean names(Subject subject) {
        return principal.equals(subject.principalText())
                || principal.equals(EVERYBODY)
                || subject.groupTexts().contains(principal);
    }

    /** Whether it holds where the subject is. */
    public boolean holdsAt(Subject subject) {
        return host.equals(ANY_HOST)
                || PeerAddress.canonical(host).equals(subject.host())
                || AddressRange.parse(host)
                        .filter(range -> range.contains(subject.host()))
                        .isPresent();
    }

    /** Whether it speaks of the operation, by name or because it brings it along. */
    public boolean speaksOf(Operation asked) {
        return Implications.speaks(this, asked);
    }

    /** For people: {@code Allow Read to User:alice from * on Topic:LITERAL:orders}. */
    public String text() {
        return permission.text() + " " + operation.text() + " to " + principal + " from " + host + " on "
                + pattern.type().text() + ":" + pattern.patternType() + ":" + pattern.name();
    }
}
