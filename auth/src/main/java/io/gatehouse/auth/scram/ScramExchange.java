package io.gatehouse.auth.scram;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One SCRAM exchange, the server's side: two messages from the client, two answers. Whatever is wrong, the peer learns it
 * after the same work and without a reason; the reason is for the audit log.
 */
public final class ScramExchange implements SaslExchange {
    private final ScramHash hash;
    private final BiFunction<ClientFirst, Instant, ScramLookup> lookUp;
    private final String serverNonce;
    private Step step = this::first;
    private String user = "";

    /** @param serverNonce fresh and random, at least 128 bits (attack 78) */
    ScramExchange(ScramHash hash, BiFunction<ClientFirst, Instant, ScramLookup> lookUp, String serverNonce) {
        this.hash = hash;
        this.lookUp = lookUp;
        this.serverNonce = serverNonce;
    }

    @Override
    public RoundResult evaluate(byte[] token, Instant now) {
        Step current = step;
        step = ScramExchange::spent; // Whatever follows: a failed or finished exchange takes no more messages.
        try {
            return current.take(token, now);
        } catch (MalformedScram e) {
            return new RoundResult.Refused(user, e.auditReason());
        }
    }

    /** A user, or a delegation token's id. */
    @Override
    public String claimed() {
        return user;
    }

    private RoundResult first(byte[] token, Instant now) throws MalformedScram {
        ClientFirst message = ClientFirst.parse(token);
        user = message.user();
        ScramLookup found = lookUp.apply(message, now);
        String nonce = message.nonce() + serverNonce;
        String serverFirst = "r=" + nonce + ",s="
                + Base64.getEncoder().encodeToString(found.credential().salt()) + ",i="
                + found.credential().iterations();
        step = (last, later) -> last(last, message, found, nonce, serverFirst);
        return new RoundResult.Challenge(serverFirst.getBytes(StandardCharsets.UTF_8));
    }

    private RoundResult last(byte[] token, ClientFirst first, ScramLookup found, String nonce, String serverFirst)
            throws MalformedScram {
        ClientFinal message = ClientFinal.parse(token, first.gs2Header(), first.nonce(), nonce);
        byte[] signed =
                (first.bare() + "," + serverFirst + "," + message.withoutProof()).getBytes(StandardCharsets.UTF_8);
        boolean proven = proves(message.proof().bytes(), found.credential().storedKey(), signed);
        if (!found.isReal()) {
            return new RoundResult.Refused(user, found.refusal());
        }
        if (!proven) {
            return new RoundResult.Refused(user, "wrong-proof");
        }
        byte[] signature = hash.hmac(found.credential().serverKey(), signed);
        String serverFinal = "v=" + Base64.getEncoder().encodeToString(signature);
        byte[] answer = serverFinal.getBytes(StandardCharsets.UTF_8);
        return found.token()
                .map(of ->
                        RoundResult.Accepted.byToken(answer, of.owner(), Optional.of(of.expiresAt()), found.current()))
                .orElseGet(() -> new RoundResult.Accepted(
                        answer, VerifiedPrincipal.user(user), Optional.empty(), found.current()));
    }

    /** RFC 5802 section 3: the proof is ClientKey XOR ClientSignature, and H(ClientKey) has to be StoredKey. */
    private boolean proves(byte[] proof, byte[] storedKey, byte[] signed) throws MalformedScram {
        if (proof.length != hash.length()) {
            throw new MalformedScram("bad-proof-length");
        }
        byte[] clientKey = hash.hmac(storedKey, signed);
        ScramHash.xorInto(clientKey, proof);
        return Secret.of(hash.digest(clientKey)).sameAs(Secret.of(storedKey));
    }

    private static RoundResult spent(byte[] token, Instant now) throws MalformedScram {
        throw new MalformedScram("exchange-is-over");
    }

    private interface Step {
        RoundResult take(byte[] token, Instant now) throws MalformedScram;
    }
}
