package io.gatehouse.acl;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.LinkedHashSet;
import java.util.Set;

/** {@code super.users}: principals that no rule binds, separated by semicolons (CONFORMANCE AZN-04). */
public final class SuperUsers {
    private SuperUsers() {}

    /** Reads the setting strictly: anything odd is refused rather than guessed at (attack 137). */
    public static Set<VerifiedPrincipal> parse(String text) {
        Set<VerifiedPrincipal> users = new LinkedHashSet<>();
        if (text.isBlank()) {
            return Set.of();
        }
        for (String entry : text.split(";", -1)) {
            users.add(one(entry.strip()));
        }
        return Set.copyOf(users);
    }

    private static VerifiedPrincipal one(String entry) {
        int colon = entry.indexOf(':');
        if (colon <= 0 || colon == entry.length() - 1) {
            throw refused(entry, "Type:name, for example User:admin, with ';' between several");
        }
        if (entry.equals(AccessRule.EVERYBODY)) {
            throw refused(entry, "named principals; everybody cannot be a super user");
        }
        VerifiedPrincipal principal = new VerifiedPrincipal(entry.substring(0, colon), entry.substring(colon + 1));
        if (principal.equals(VerifiedPrincipal.ANONYMOUS)) {
            throw refused(entry, "principals that prove who they are");
        }
        return principal;
    }

    private static IllegalArgumentException refused(String found, String expected) {
        return new IllegalArgumentException("super.users: '" + found + "' (expected: " + expected + ")");
    }
}
