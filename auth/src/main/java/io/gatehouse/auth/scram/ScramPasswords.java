package io.gatehouse.auth.scram;

import io.gatehouse.auth.plain.PasswordCheck;
import io.gatehouse.auth.plain.PasswordVerdict;
import io.gatehouse.auth.secret.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Judges a password that came as it is (PLAIN) by the credentials that SCRAM keeps, so that a user has one password whatever
 * mechanism a client knows. Each hash is worked out for each attempt, whether the user has a credential for it, for another,
 * or for none (attack 75).
 */
public final class ScramPasswords implements PasswordCheck {
    private static final String WRONG_PASSWORD = "wrong-password";

    private final List<CredentialLookup> lookups;
    private final CredentialUses uses;

    /** @param hashes which of a user's credentials count */
    public ScramPasswords(
            List<ScramHash> hashes, ScramCredentials credentials, PhantomCredentials phantoms, CredentialUses uses) {
        this.uses = uses;
        this.lookups = hashes.stream()
                .map(hash -> new CredentialLookup(hash, credentials, phantoms))
                .toList();
    }

    @Override
    public PasswordVerdict judge(String user, Secret password, Instant now) {
        List<BooleanSupplier> fitting = new ArrayList<>();
        String reason = CredentialLookup.UNKNOWN_USER;
        for (CredentialLookup lookup : lookups) {
            ScramLookup found = lookup.find(user);
            Optional<ScramCredential> proven = found.credential().of(lookup.hash(), password);
            if (proven.isPresent() && found.isReal()) {
                uses.used(lookup.hash(), user, proven.get(), now);
                fitting.add(found.current(proven.get()));
            }
            if (found.isReal()) {
                reason = WRONG_PASSWORD;
            } else if (reason.equals(CredentialLookup.UNKNOWN_USER)) {
                reason = found.refusal();
            }
        }
        return fitting.isEmpty()
                ? PasswordVerdict.refused(reason)
                : PasswordVerdict.right(() -> fitting.stream().anyMatch(BooleanSupplier::getAsBoolean));
    }
}
