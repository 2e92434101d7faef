package io.gatehouse.auth.scram;

import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import io.gatehouse.auth.token.DelegationTokens;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/** One SCRAM mechanism as a listener offers it (CONFORMANCE SCR-01). Thread: any. */
public final class ScramMechanism implements SaslMechanism {
    private final CredentialLookup users;
    private final Optional<TokenLookup> tokens;
    private final SecureRandom random;
    private final CredentialUses uses;

    /** @param tokens whose holders may log in with them; empty where there are none */
    public ScramMechanism(
            ScramHash hash,
            ScramCredentials credentials,
            Optional<DelegationTokens> tokens,
            PhantomCredentials phantoms,
            SecureRandom random,
            CredentialUses uses) {
        this.users = new CredentialLookup(hash, credentials, phantoms);
        this.tokens = tokens.map(known -> new TokenLookup(hash, known, phantoms));
        this.random = random;
        this.uses = uses;
    }

    @Override
    public String name() {
        return users.hash().mechanismName();
    }

    @Override
    public SaslExchange begin() {
        return new ScramExchange(
                users.hash(),
                this::lookUp,
                ScramSalt.randomNonce(random),
                uses,
                users.credentials().slow());
    }

    private ScramLookup lookUp(ClientFirst message, Instant now) {
        // A token id is no user name: a user who is called like a token must not be found by it (attack 125).
        if (!message.token()) {
            return users.find(message.user());
        }
        return tokens.map(known -> known.find(message.user(), now))
                .orElseGet(() -> ScramLookup.phantom(users.phantom(message.user()), TokenLookup.UNKNOWN_TOKEN));
    }
}
