package io.gatehouse.auth.scram;

import java.util.function.BooleanSupplier;

/**
 * The credential that an exchange works with from its first message to its last (attack 86: one snapshot).
 *
 * @param refusal why no proof can be right, empty if the credential is a real one
 * @param current whether it is still the user's
 */
record ScramLookup(ScramCredential credential, String refusal, BooleanSupplier current) {
    static ScramLookup real(ScramCredential credential, BooleanSupplier current) {
        return new ScramLookup(credential, "", current);
    }

    static ScramLookup phantom(ScramCredential phantom, String refusal) {
        return new ScramLookup(phantom, refusal, () -> false);
    }

    boolean isReal() {
        return refusal.isEmpty();
    }
}
