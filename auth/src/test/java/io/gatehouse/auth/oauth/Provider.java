package io.gatehouse.auth.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** An identity provider that signs whatever a test wants. Header and claims are texts, so that they can be wrong. */
final class Provider implements ProviderKeys {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final String ISSUER = "https://id.example/realms/one";
    static final String AUDIENCE = "gatehouse";

    static final RSAKey RSA = rsa("rsa-1", 2048);
    static final ECKey EC = ec("ec-1", Curve.P_256);

    private final KeySet keys;

    Provider(JWK... keys) {
        this(new JWKSet(List.of(keys)).toString(true));
    }

    Provider(String set) {
        try {
            keys = KeySet.parse(set.getBytes(StandardCharsets.UTF_8));
        } catch (UnusableKeySet e) {
            throw new IllegalArgumentException(e);
        }
    }

    static RSAKey rsa(String id, int bits) {
        try {
            return new RSAKeyGenerator(bits, true).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(String id, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Optional<KeySet> current(Instant now) {
        return Optional.of(keys);
    }

    @Override
    public CompletionStage<Boolean> renewed() {
        return CompletableFuture.completedStage(true);
    }

    static TokenRules rules() {
        return new TokenRules(
                Set.of(SigningAlgorithm.values()),
                Optional.of(ISSUER),
                Set.of(AUDIENCE, "other"),
                Duration.ofSeconds(30),
                "sub",
                "scope",
                Set.of(),
                Map.of(),
                Optional.empty());
    }

    /** What a good token says, by claim, each as JSON. */
    static Map<String, String> claims() {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("iss", quoted(ISSUER));
        claims.put("aud", quoted(AUDIENCE));
        claims.put("sub", "\"alice\"");
        claims.put("iat", Long.toString(NOW.getEpochSecond() - 10));
        claims.put("exp", Long.toString(NOW.getEpochSecond() + 300));
        claims.put("jti", "\"id-7\"");
        return claims;
    }

    /** The same with one that is another, or gone if that is empty. */
    static Map<String, String> claims(String name, String json) {
        Map<String, String> claims = claims();
        if (json.isEmpty()) {
            claims.remove(name);
        } else {
            claims.put(name, json);
        }
        return claims;
    }

    static String json(Map<String, String> claims) {
        return claims.entrySet().stream()
                .map(claim -> quoted(claim.getKey()) + ":" + claim.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }

    static String good() {
        return signed(RSA, "RS256", json(claims()));
    }

    static String signed(JWK key, String algorithm, String claims) {
        return signed(key, algorithm, "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + key.getKeyID() + "\"}", claims);
    }

    /** Signs exactly this header and these claims, whatever they say. */
    static String signed(JWK key, String algorithm, String header, String claims) {
        String text = encoded(header) + "." + encoded(claims);
        return text + "." + base64(signature(key, algorithm, text));
    }

    static byte[] signature(JWK key, String algorithm, String text) {
        try {
            JWSSigner signer = key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner(key.toECKey());
            return signer.sign(new JWSHeader(JWSAlgorithm.parse(algorithm)), text.getBytes(StandardCharsets.US_ASCII))
                    .decode();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encoded(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
