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
    private final CredentialUses uses;
    private final boolean slow;
    private Step step = this::first;
    private String user = "";

    /**
     * @param serverNonce fresh and random, at least 128 bits (attack 78)
     * @param slow whether {@code lookUp} may wait for others
     */
    ScramExchange(
            ScramHash hash,
            BiFunction<ClientFirst, Instant, ScramLookup> lookUp,
            String serverNonce,
            CredentialUses uses,
            boolean slow) {
        this.hash = hash;
        this.lookUp = lookUp;
        this.serverNonce = serverNonce;
        this.uses = uses;
        this.slow = slow;
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

    @Override
    public boolean slow() {
        return slow;
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
        step = (last, later) -> last(last, message, found, new Told(nonce, serverFirst), later);
        return new RoundResult.Challenge(serverFirst.getBytes(StandardCharsets.UTF_8));
    }

    private RoundResult last(byte[] token, ClientFirst first, ScramLookup found, Told told, Instant now)
            throws MalformedScram {
        ClientFinal message = ClientFinal.parse(token, first.gs2Header(), first.nonce(), told.nonce());
        byte[] signed = (first.bare() + "," + told.serverFirst() + "," + message.withoutProof())
                .getBytes(StandardCharsets.UTF_8);
        byte[] proof = message.proof().bytes();
        if (proof.length != hash.length()) {
            throw new MalformedScram("bad-proof-length");
        }
        Optional<ScramCredential> proven =
                found.credential().firstOf(credential -> proves(proof, credential.storedKey(), signed));
        if (!found.isReal()) {
            return new RoundResult.Refused(user, found.refusal());
        }
        return proven.<RoundResult>map(credential -> accept(credential, found, signed, now))
                .orElseGet(() -> new RoundResult.Refused(user, "wrong-proof"));
    }

    private RoundResult.Accepted accept(ScramCredential proven, ScramLookup found, byte[] signed, Instant now) {
        byte[] signature = hash.hmac(proven.serverKey(), signed);
        String serverFinal = "v=" + Base64.getEncoder().encodeToString(signature);
        byte[] answer = serverFinal.getBytes(StandardCharsets.UTF_8);
        return found.token()
                .map(of -> RoundResult.Accepted.byToken(
                        answer, of.owner(), Optional.of(of.expiresAt()), found.current(proven)))
                .orElseGet(() -> {
                    uses.used(hash, user, proven, now);
                    return new RoundResult.Accepted(
                            answer, VerifiedPrincipal.user(user), Optional.empty(), found.current(proven));
                });
    }

    /** RFC 5802 section 3: the proof is ClientKey XOR ClientSignature, and H(ClientKey) has to be StoredKey. */
    private boolean proves(byte[] proof, byte[] storedKey, byte[] signed) {
        byte[] clientKey = hash.hmac(storedKey, signed);
        ScramHash.xorInto(clientKey, proof);
        return Secret.of(hash.digest(clientKey)).sameAs(Secret.of(storedKey));
    }

    private static RoundResult spent(byte[] token, Instant now) throws MalformedScram {
        throw new MalformedScram("exchange-is-over");
    }

    /** What the peer was answered the first time. */
    private record Told(String nonce, String serverFirst) {}

    private interface Step {
        RoundResult take(byte[] token, Instant now) throws MalformedScram;
    }
}
