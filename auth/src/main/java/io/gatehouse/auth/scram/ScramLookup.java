package io.gatehouse.auth.scram;

import io.gatehouse.auth.token.DelegationToken;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The credential that an exchange works with from its first message to its last (attack 86: one snapshot).
 *
 * @param refusal why no proof can be right, empty if the credential is a real one
 * @param counts whether one of its two is still the user's
 * @param token the delegation token whose credential it is, if it is one's
 */
record ScramLookup(
        ScramCredential credential,
        String refusal,
        Predicate<ScramCredential> counts,
        Optional<DelegationToken> token) {
    static ScramLookup real(ScramCredential credential, Predicate<ScramCredential> counts) {
        return new ScramLookup(credential, "", counts, Optional.empty());
    }

    static ScramLookup real(ScramCredential credential, Predicate<ScramCredential> counts, DelegationToken token) {
        return new ScramLookup(credential, "", counts, Optional.of(token));
    }

    static ScramLookup phantom(ScramCredential phantom, String refusal) {
        return new ScramLookup(phantom, refusal, proven -> false, Optional.empty());
    }

    /** Whether what was proved with {@code proven} is still a proof. */
    BooleanSupplier current(ScramCredential proven) {
        return () -> counts.test(proven);
    }

    boolean isReal() {
        return refusal.isEmpty();
    }
}
