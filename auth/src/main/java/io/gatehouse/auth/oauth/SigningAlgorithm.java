package io.gatehouse.auth.oauth;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a token may be signed. No {@code none} and nothing with a shared secret: they are not in the list, so no setting and no
 * token can ask for them (attacks 89, 90). EdDSA would need a further library in Nimbus.
 */
public enum SigningAlgorithm {
    RS256(Family.RSA),
    RS384(Family.RSA),
    RS512(Family.RSA),
    PS256(Family.RSA),
    PS384(Family.RSA),
    PS512(Family.RSA),
    ES256(Family.P_256),
    ES384(Family.P_384),
    ES512(Family.P_521);

    /** What kind of key an algorithm wants; a key is of exactly one. */
    enum Family {
        RSA,
        P_256,
        P_384,
        P_521
    }

    private final Family family;

    SigningAlgorithm(Family family) {
        this.family = family;
    }

    Family family() {
        return family;
    }

    JWSAlgorithm nimbus() {
        return JWSAlgorithm.parse(name());
    }

    /** By its registered name, to the letter. */
    public static Optional<SigningAlgorithm> named(String name) {
        return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
    }
}
