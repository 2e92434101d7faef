package io.gatehouse.auth.scram;

import io.gatehouse.auth.token.DelegationToken;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The credential that an exchange works with from its first message to its last (attack 86: one snapshot).
 *
 * @param refusal why no proof can be right, empty if the credential is a real one
 * @param current whether it is still the user's
 * @param token the delegation token whose credential it is, if it is one's
 */
record ScramLookup(
        ScramCredential credential, String refusal, BooleanSupplier current, Optional<DelegationToken> token) {
    static ScramLookup real(ScramCredential credential, BooleanSupplier current) {
        return new ScramLookup(credential, "", current, Optional.empty());
    }

    static ScramLookup real(ScramCredential credential, BooleanSupplier current, DelegationToken token) {
        return new ScramLookup(credential, "", current, Optional.of(token));
    }

    static ScramLookup phantom(ScramCredential phantom, String refusal) {
        return new ScramLookup(phantom, refusal, () -> false, Optional.empty());
    }

    boolean isReal() {
        return refusal.isEmpty();
    }
}
