package io.gatehouse.auth.scram;

import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslProof;
import io.gatehouse.auth.secret.Secret;
import java.security.SecureRandom;

/** This broker's user and password by SCRAM (CONFORMANCE JAA-09). Thread: any. */
public record ScramProof(ScramHash hash, String user, Secret password, SecureRandom random) implements SaslProof {
    @Override
    public String mechanism() {
        return hash.mechanismName();
    }

    @Override
    public SaslClientExchange begin(String host) {
        return new ScramClientExchange(hash, user, password, ScramSalt.randomNonce(random));
    }

    @Override
    public String toString() {
        return mechanism() + " as " + user;
    }
}
