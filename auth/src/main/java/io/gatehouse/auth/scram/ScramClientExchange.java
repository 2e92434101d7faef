package io.gatehouse.auth.scram;

import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One SCRAM exchange, the client's side (RFC 5802 section 5). The server is believed when its signature shows that it knows
 * the credential, and not before.
 */
final class ScramClientExchange implements SaslClientExchange {
    /** {@code n}: no channel binding; nothing after it: we act for nobody else. */
    private static final String GS2_HEADER = "n,,";

    private final ScramHash hash;
    private final String user;
    private final Secret password;
    private final String clientNonce;
    private Step step = this::proof;

    /** @param clientNonce fresh and random */
    ScramClientExchange(ScramHash hash, String user, Secret password, String clientNonce) {
        this.hash = hash;
        this.user = user;
        this.password = password;
        this.clientNonce = clientNonce;
    }

    @Override
    public byte[] first() {
        return (GS2_HEADER + bare()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<byte[]> next(byte[] token) throws FailedExchange {
        Step current = step;
        step = ScramClientExchange::spent;
        try {
            return current.take(token);
        } catch (MalformedScram e) {
            throw new FailedExchange(e.auditReason());
        }
    }

    private String bare() {
        return "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + clientNonce;
    }

    private Optional<byte[]> proof(byte[] token) throws MalformedScram {
        ServerFirst server = ServerFirst.parse(token, clientNonce);
        String withoutProof = "c="
                + Base64.getEncoder().encodeToString(GS2_HEADER.getBytes(StandardCharsets.US_ASCII)) + ",r="
                + server.nonce();
        byte[] signed = (bare() + "," + server.text() + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
        byte[] revealed = password.reveal();
        byte[] salted = hash.stretch(revealed, server.salt().bytes(), server.iterations());
        byte[] proof = hash.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        Secret expected =
                Secret.of(hash.hmac(hash.hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII)), signed));
        ScramHash.xorInto(proof, hash.hmac(hash.digest(proof), signed));
        Arrays.fill(revealed, (byte) 0);
        Arrays.fill(salted, (byte) 0);
        step = last -> verified(last, expected);
        return Optional.of(
                (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof)).getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<byte[]> verified(byte[] token, Secret expected) throws MalformedScram {
        List<ScramText.Attribute> attributes = ScramText.attributes(ScramText.decode(token));
        ScramText.Attribute first = attributes.get(0);
        if (first.is("e")) {
            throw new MalformedScram("it says " + PeerText.escaped(first.value()));
        }
        if (!first.is("v") || !Secret.of(ScramText.base64(first.value())).sameAs(expected)) {
            throw new MalformedScram("its signature is wrong, so it does not know this user's credential");
        }
        return Optional.empty();
    }

    private static Optional<byte[]> spent(byte[] token) throws MalformedScram {
        throw new MalformedScram("it goes on after the end of the exchange");
    }

    private interface Step {
        Optional<byte[]> take(byte[] token) throws MalformedScram;
    }
}
