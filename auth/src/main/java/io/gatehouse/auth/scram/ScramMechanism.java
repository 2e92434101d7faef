package io.gatehouse.auth.scram;

import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.security.SecureRandom;

/** One SCRAM mechanism as a listener offers it (CONFORMANCE SCR-01). Thread: any. */
public final class ScramMechanism implements SaslMechanism {
    private final ScramHash hash;
    private final ScramCredentials credentials;
    private final PhantomCredentials phantoms;
    private final SecureRandom random;

    public ScramMechanism(
            ScramHash hash, ScramCredentials credentials, PhantomCredentials phantoms, SecureRandom random) {
        this.hash = hash;
        this.credentials = credentials;
        this.phantoms = phantoms;
        this.random = random;
    }

    @Override
    public String name() {
        return hash.mechanismName();
    }

    @Override
    public SaslExchange begin() {
        return new ScramExchange(hash, this::lookUp, ScramSalt.randomNonce(random));
    }

    private ScramLookup lookUp(ClientFirst message) {
        ScramCredential phantom = phantoms.credentialFor(hash, message.user(), credentials.typicalIterations(hash));
        // A token id is no user name: a user who is called like a token must not be found by it.
        if (message.token()) {
            return ScramLookup.phantom(phantom, "unknown-token");
        }
        return credentials
                .find(hash, message.user())
                .map(found -> usable(found, phantom))
                .orElseGet(() -> ScramLookup.phantom(phantom, "unknown-user"));
    }

    private ScramLookup usable(ScramCredential found, ScramCredential phantom) {
        if (found.iterations() < ScramCredential.ITERATIONS_MIN) {
            return ScramLookup.phantom(phantom, "iterations-below-floor");
        }
        return found.fits(hash) ? ScramLookup.real(found) : ScramLookup.phantom(phantom, "damaged-credential");
    }
}
