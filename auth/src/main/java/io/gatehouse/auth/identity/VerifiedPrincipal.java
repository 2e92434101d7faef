package io.gatehouse.auth.identity;

import java.util.Optional;

/**
 * A proven identity, written {@code Type:name} in rules, logs and ZooKeeper (CONFORMANCE PMR-12). Equality is type and
 * name, case sensitive. Only the SASL mechanisms, the certificate mapping and the broker's own start make one.
 */
public record VerifiedPrincipal(String type, String name) {
    public static final String USER = "User";

    /** The peer of a listener that asks for no proof: an ordinary principal that rules may name (CONFORMANCE AZN-25). */
    public static final VerifiedPrincipal ANONYMOUS = new VerifiedPrincipal(USER, "ANONYMOUS");

    public VerifiedPrincipal {
        if (type.isEmpty() || type.indexOf(':') >= 0) {
            throw new IllegalArgumentException("principal type (expected: a word without ':')");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("principal name is empty (expected: at least one character)");
        }
    }

    public static VerifiedPrincipal user(String name) {
        return new VerifiedPrincipal(USER, name);
    }

    /**
     * Reads the name of an identity that is proven elsewhere, such as in settings, rules and znodes.
     *
     * @param text {@code Type:name}; the name may have colons
     * @return empty for whatever else it is
     */
    public static Optional<VerifiedPrincipal> parse(String text) {
        int colon = text.indexOf(':');
        return colon > 0 && colon < text.length() - 1
                ? Optional.of(new VerifiedPrincipal(text.substring(0, colon), text.substring(colon + 1)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return type + ":" + name;
    }
}
