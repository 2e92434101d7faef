package io.gatehouse.auth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** One key of a set, read with suspicion: only what can check signatures, and is strong enough, counts (attack 105). */
final class KeyReader {
    /** NIST SP 800-131A; below it keys have been computed from what is public. */
    private static final int RSA_BITS_MIN = 2048;

    /** A larger modulus makes each log-in cost more, and protects nobody any better. */
    private static final int RSA_BITS_MAX = 8192;

    private static final int RSA_EXPONENT_BITS_MAX = 33;

    /** Only the private half of a key has these (RFC 7518 sections 6.2.2, 6.3.2 and 6.4). */
    private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private static final List<String> PUBLIC = List.of("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y");

    private static final Map<String, SigningAlgorithm.Family> CURVES = Map.of(
            "P-256", SigningAlgorithm.Family.P_256,
            "P-384", SigningAlgorithm.Family.P_384,
            "P-521", SigningAlgorithm.Family.P_521);

    private KeyReader() {}

    /** Why a key does not count. */
    static final class LeftOut extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        LeftOut(String id, String reason) {
            super(reason, null, false, false);
            this.reason = "key " + Shown.text(id) + " " + reason;
        }

        String reason() {
            return reason;
        }
    }

    static SigningKey read(JsonNode key) throws LeftOut {
        String id = key.path("kid").asText("");
        if (key.has("kid") && !(key.path("kid").isTextual() && KeySet.legalId(id))) {
            throw new LeftOut(id, "has an id that is none");
        }
        String type = key.path("kty").asText("");
        if (!type.equals("RSA") && !type.equals("EC")) {
            throw new LeftOut(id, "is of type " + Shown.text(type) + " (expected: RSA or EC)");
        }
        requirePublic(key, id);
        requireForSignatures(key, id);
        Optional<SigningAlgorithm> only = algorithm(key, id);
        SigningAlgorithm.Family family = type.equals("RSA") ? SigningAlgorithm.Family.RSA : curve(key, id);
        if (only.filter(one -> one.family() != family).isPresent()) {
            throw new LeftOut(id, "is for an algorithm of other keys");
        }
        PublicKey read = type.equals("RSA") ? rsa(key, id) : ec(key, id);
        return new SigningKey(id, family, only, read);
    }

    /** What of a key that counts everybody may see. */
    static ObjectNode publicPart(JsonNode key) {
        ObjectNode kept = StrictJson.object();
        PUBLIC.stream().filter(key::has).forEach(name -> kept.set(name, key.get(name)));
        return kept;
    }

    private static void requirePublic(JsonNode key, String id) throws LeftOut {
        if (PRIVATE.stream().anyMatch(key::has)) { // Whoever can read the set can sign with it.
            throw new LeftOut(id, "shows its private half; the provider's operator has to know");
        }
    }

    private static void requireForSignatures(JsonNode key, String id) throws LeftOut {
        boolean otherUse = key.has("use") && !key.path("use").asText("").equals("sig");
        boolean otherOperations = key.has("key_ops")
                && StreamSupport.stream(key.path("key_ops").spliterator(), false)
                        .noneMatch(each -> each.asText("").equals("verify"));
        if (otherUse || otherOperations) {
            throw new LeftOut(id, "is not for signatures");
        }
    }

    private static Optional<SigningAlgorithm> algorithm(JsonNode key, String id) throws LeftOut {
        if (!key.has("alg")) {
            return Optional.empty();
        }
        Optional<SigningAlgorithm> named =
                SigningAlgorithm.named(key.path("alg").asText(""));
        if (named.isEmpty()) {
            throw new LeftOut(
                    id, "is for algorithm " + Shown.text(key.path("alg").asText("")));
        }
        return named;
    }

    private static SigningAlgorithm.Family curve(JsonNode key, String id) throws LeftOut {
        String name = key.path("crv").asText("");
        SigningAlgorithm.Family family = CURVES.get(name);
        if (family == null) {
            throw new LeftOut(id, "is on curve " + Shown.text(name) + " (expected: P-256, P-384 or P-521)");
        }
        return family;
    }

    private static PublicKey rsa(JsonNode key, String id) throws LeftOut {
        try {
            RSAPublicKey read = new RSAKey.Builder(number(key, "n", id), number(key, "e", id))
                    .build()
                    .toRSAPublicKey();
            BigInteger modulus = read.getModulus();
            if (modulus.bitLength() < RSA_BITS_MIN || modulus.bitLength() > RSA_BITS_MAX) {
                throw new LeftOut(
                        id,
                        "has " + modulus.bitLength() + " bits (expected: " + RSA_BITS_MIN + " to " + RSA_BITS_MAX
                                + ")");
            }
            BigInteger exponent = read.getPublicExponent();
            boolean odd = modulus.testBit(0) && exponent.testBit(0);
            if (!odd || exponent.bitLength() < 2 || exponent.bitLength() > RSA_EXPONENT_BITS_MAX) {
                throw new LeftOut(id, "has numbers that no RSA key has");
            }
            return read;
        } catch (JOSEException | IllegalArgumentException | IllegalStateException e) {
            throw new LeftOut(id, "is no RSA key");
        }
    }

    /** Nimbus refuses points that are not on the curve (CVE-2017-12974). */
    private static PublicKey ec(JsonNode key, String id) throws LeftOut {
        try {
            return new ECKey.Builder(
                            Curve.parse(key.path("crv").asText("")), number(key, "x", id), number(key, "y", id))
                    .build()
                    .toECPublicKey();
        } catch (JOSEException | IllegalArgumentException | IllegalStateException e) {
            throw new LeftOut(id, "is no point on its curve");
        }
    }

    private static Base64URL number(JsonNode key, String name, String id) throws LeftOut {
        String text = key.path(name).asText("");
        if (!key.path(name).isTextual() || text.isEmpty() || !text.matches("[A-Za-z0-9_-]++")) {
            throw new LeftOut(id, "has no number " + name);
        }
        return new Base64URL(text);
    }
}
