package io.gatehouse.auth.scram;

import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.security.SecureRandom;

/** One SCRAM mechanism as a listener offers it (CONFORMANCE SCR-01). Thread: any. */
public final class ScramMechanism implements SaslMechanism {
    private final CredentialLookup users;
    private final SecureRandom random;

    public ScramMechanism(
            ScramHash hash, ScramCredentials credentials, PhantomCredentials phantoms, SecureRandom random) {
        this.users = new CredentialLookup(hash, credentials, phantoms);
        this.random = random;
    }

    @Override
    public String name() {
        return users.hash().mechanismName();
    }

    @Override
    public SaslExchange begin() {
        return new ScramExchange(users.hash(), this::lookUp, ScramSalt.randomNonce(random));
    }

    private ScramLookup lookUp(ClientFirst message) {
        // A token id is no user name: a user who is called like a token must not be found by it.
        return message.token()
                ? ScramLookup.phantom(users.phantom(message.user()), "unknown-token")
                : users.find(message.user());
    }
}
