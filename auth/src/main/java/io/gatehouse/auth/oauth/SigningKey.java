package io.gatehouse.auth.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * A public key that a provider signs tokens with.
 *
 * @param id empty where the provider gives it none
 * @param only the one algorithm that the provider uses it for, empty where it does not say
 */
record SigningKey(String id, SigningAlgorithm.Family family, Optional<SigningAlgorithm> only, PublicKey key) {
    /** Whether a signature by this algorithm can be this key's: its kind, never what a token wishes (attack 90). */
    boolean fits(SigningAlgorithm algorithm) {
        return algorithm.family() == family
                && only.filter(one -> one != algorithm).isEmpty();
    }

    /** @param algorithm one that fits */
    boolean signed(SigningAlgorithm algorithm, byte[] text, byte[] signature) {
        try {
            return verifier().verify(new JWSHeader(algorithm.nimbus()), text, Base64URL.encode(signature));
        } catch (JOSEException e) {
            return false; // A signature that can be nobody's: of another length, or zero (attack 91).
        }
    }

    private JWSVerifier verifier() throws JOSEException {
        if (key instanceof RSAPublicKey rsa) {
            return new RSASSAVerifier(rsa);
        }
        if (key instanceof ECPublicKey curve) {
            return new ECDSAVerifier(curve);
        }
        throw new IllegalStateException("a key of family " + family + " is a " + key.getAlgorithm());
    }
}
