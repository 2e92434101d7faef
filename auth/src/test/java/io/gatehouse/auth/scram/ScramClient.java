package io.gatehouse.auth.scram;

import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** A SCRAM client written from RFC 5802 that says whatever a test wants it to say. */
final class ScramClient {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final String NONCE = "fyko+d2lbbFgONRv9qkxdawL";

    private final ScramHash hash;
    private final String password;
    private final SaslExchange exchange;
    private String firstBare = "";
    private String serverFirst = "";

    ScramClient(ScramHash hash, String password, SaslExchange exchange) {
        this.hash = hash;
        this.password = password;
        this.exchange = exchange;
    }

    RoundResult firstFor(String escapedUser) {
        return first("n,,", "n=" + escapedUser + ",r=" + NONCE);
    }

    RoundResult first(String gs2Header, String bare) {
        firstBare = bare;
        RoundResult result = say((gs2Header + bare).getBytes(StandardCharsets.UTF_8));
        serverFirst = result.fold(
                challenge -> new String(challenge.token(), StandardCharsets.UTF_8), accepted -> "", refused -> "");
        return result;
    }

    RoundResult last() {
        return last("c=biws,r=" + nonce());
    }

    /** Sends this with the proof that belongs to it. */
    RoundResult last(String withoutProof) {
        return lastWithProof(withoutProof, Base64.getEncoder().encodeToString(proof(withoutProof)));
    }

    RoundResult lastWithProof(String withoutProof, String proof) {
        return say((withoutProof + ",p=" + proof).getBytes(StandardCharsets.UTF_8));
    }

    RoundResult say(byte[] token) {
        return exchange.evaluate(token, NOW);
    }

    byte[] proof(String withoutProof) {
        byte[] signed = (firstBare + "," + serverFirst + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
        byte[] salted = hash.stretch(
                password.getBytes(StandardCharsets.UTF_8),
                Base64.getDecoder().decode(part("s=")),
                Integer.parseInt(part("i=")));
        byte[] clientKey = hash.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        byte[] proof = hash.hmac(hash.digest(clientKey), signed);
        ScramHash.xorInto(proof, clientKey);
        return proof;
    }

    String nonce() {
        return part("r=");
    }

    String part(String name) {
        for (String part : serverFirst.split(",", -1)) {
            if (part.startsWith(name)) {
                return part.substring(name.length());
            }
        }
        throw new AssertionError("no " + name + " in " + serverFirst);
    }

    /** The reason in the audit log, or what happened instead. */
    static String reason(RoundResult result) {
        return result.fold(challenge -> "challenge", accepted -> "accepted", RoundResult.Refused::auditReason);
    }
}
