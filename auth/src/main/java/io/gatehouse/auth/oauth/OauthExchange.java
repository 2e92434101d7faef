package io.gatehouse.auth.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One OAUTHBEARER exchange: one message with the token; where the token is no good a status for the client, one byte of
 * acknowledgement from it, and then the refusal (RFC 7628 section 3.2.3, CONFORMANCE OAU-02).
 */
final class OauthExchange implements SaslExchange {
    private static final String OVER = "exchange-is-over";

    private final TokenJudge judge;
    private final Set<String> scopes;
    private volatile Optional<RoundResult.Refused> refusal = Optional.empty();
    private boolean begun;

    /** @param scopes those that a token must have, which a client is told that has too few */
    OauthExchange(TokenJudge judge, Set<String> scopes) {
        this.judge = judge;
        this.scopes = scopes;
    }

    @Override
    public boolean slow() {
        return !begun;
    }

    @Override
    public RoundResult evaluate(byte[] token, Instant now) {
        if (begun) {
            return afterFailure();
        }
        begun = true;
        try {
            ClientMessage message = ClientMessage.parse(token);
            return concluded(message, judge.judge(message.token(), now));
        } catch (MalformedOauth e) {
            return new RoundResult.Refused("", e.auditReason());
        }
    }

    @Override
    public CompletionStage<RoundResult> answer(byte[] token, Instant now) {
        if (begun) {
            return CompletableFuture.completedStage(afterFailure());
        }
        begun = true;
        try {
            ClientMessage message = ClientMessage.parse(token);
            return judge.judgeInTime(message.token(), now).thenApply(verdict -> concluded(message, verdict));
        } catch (MalformedOauth e) {
            return CompletableFuture.completedStage(new RoundResult.Refused("", e.auditReason()));
        }
    }

    /** Who leaves after the status was told has been refused all the same. */
    @Override
    public Optional<RoundResult.Refused> unfinished() {
        return refusal;
    }

    /** Whatever the client says now, it is refused; it should be the one byte 1 (attack 108). */
    private RoundResult afterFailure() {
        RoundResult.Refused known = refusal.orElseGet(() -> new RoundResult.Refused("", OVER));
        refusal = Optional.empty();
        return known;
    }

    private RoundResult concluded(ClientMessage message, TokenVerdict verdict) {
        return verdict.fold(good -> accepted(message, good), this::failed);
    }

    private RoundResult accepted(ClientMessage message, TokenVerdict.Good good) {
        String wanted = message.authorization();
        if (!wanted.isEmpty() && !wanted.equals(good.principal().name())) { // CONFORMANCE OAU-03.
            return new RoundResult.Refused(good.principal().name(), RoundResult.OTHER_AUTHORIZATION_ID);
        }
        return new RoundResult.Accepted(new byte[0], good.principal(), Optional.of(good.end()), good.detail())
                .in(good.groups());
    }

    private RoundResult failed(TokenVerdict.Bad bad) {
        if (bad.fault().passing()) { // Not the client's doing: it should try again (AUE-10).
            return new RoundResult.Refused(bad.user(), bad.fault().auditReason(), true, bad.detail());
        }
        refusal = Optional.of(new RoundResult.Refused(bad.user(), bad.fault().auditReason(), bad.detail()));
        return new RoundResult.Challenge(status(bad.fault()));
    }

    /** RFC 7628 section 3.2.2. */
    private byte[] status(TokenFault fault) {
        ObjectNode status = StrictJson.object().put("status", fault.status());
        if (fault == TokenFault.INSUFFICIENT_SCOPE) {
            status.put("scope", String.join(" ", new TreeSet<>(scopes)));
        }
        return StrictJson.bytes(status);
    }
}
