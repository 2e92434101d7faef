package io.gatehouse.auth.scram;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.DelegationTokens;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Finds the credential of a delegation token, or one that no password fits (CONFORMANCE DTK-11, DTK-15, attack 124). A
 * token's password is as random as a key, so its credential needs no salt of its own: it gets the one that an unknown id
 * would get. The first log-in with a token makes its credential, which takes some milliseconds. Thread: any.
 */
final class TokenLookup {
    static final String UNKNOWN_TOKEN = "unknown-token";

    private final ScramHash hash;
    private final DelegationTokens tokens;
    private final PhantomCredentials phantoms;
    private final Map<String, ScramCredential> made = new ConcurrentHashMap<>();

    TokenLookup(ScramHash hash, DelegationTokens tokens, PhantomCredentials phantoms) {
        this.hash = hash;
        this.tokens = tokens;
        this.phantoms = phantoms;
    }

    ScramLookup find(String id, Instant now) {
        ScramCredential phantom = phantoms.credentialFor(hash, id, ScramCredential.ITERATIONS_DEFAULT);
        return tokens.find(id)
                .map(token -> token.over(now)
                        ? ScramLookup.phantom(phantom, "expired-token")
                        : ScramLookup.real(credential(id, phantom), isStill(token), token))
                .orElseGet(() -> ScramLookup.phantom(phantom, UNKNOWN_TOKEN));
    }

    /** A token whose end was moved away is still the same; one that is gone, or ends earlier now, is not (attack 123). */
    private Predicate<ScramCredential> isStill(DelegationToken token) {
        return proven -> tokens.find(token.id())
                .filter(now -> now.owner().equals(token.owner()))
                .filter(now -> !now.expiresAt().isBefore(token.expiresAt()))
                .isPresent();
    }

    private ScramCredential credential(String id, ScramCredential phantom) {
        ScramCredential known = made.get(id);
        if (known != null) {
            return known;
        }
        made.keySet().retainAll(tokens.all().keySet());
        try (Secret password = tokens.key().password(id)) {
            ScramCredential fresh =
                    ScramCredential.ofPassword(hash, password, phantom.salt(), ScramCredential.ITERATIONS_DEFAULT);
            made.put(id, fresh);
            return fresh;
        }
    }
}
