package io.gatehouse.broker.api.security;

import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.RenewDelegationTokenRequestData;
import org.apache.kafka.common.message.RenewDelegationTokenResponseData;

/** Moves the end of a delegation token that the asker owns, asked for, or may renew (CONFORMANCE DTK-07). */
public final class RenewDelegationTokenHandler
        implements ApiHandler<RenewDelegationTokenRequestData, RenewDelegationTokenResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.RENEW_DELEGATION_TOKEN,
            1,
            2,
            RequiredRights.none("The token's owner, requester and renewers, not by a token (DTK-02, DTK-07)"));

    private final TokenGate gate;

    public RenewDelegationTokenHandler(TokenGate gate) {
        this.gate = gate;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<RenewDelegationTokenResponseData> handle(
            RenewDelegationTokenRequestData request, RequestContext context) {
        return gate.pass(
                context,
                tokens -> gate.answer(
                        "renew",
                        context,
                        tokens.renew(
                                context.session().principal(),
                                request.hmac(),
                                request.renewPeriodMs(),
                                context.receivedAt()),
                        token -> answer(ErrorCode.NONE, token.expiresAt().toEpochMilli()),
                        error -> answer(error, -1)),
                error -> TokenGate.now(answer(error, -1)));
    }

    private static RenewDelegationTokenResponseData answer(ErrorCode error, long endMillis) {
        return new RenewDelegationTokenResponseData().setErrorCode(error.code()).setExpiryTimestampMs(endMillis);
    }
}
