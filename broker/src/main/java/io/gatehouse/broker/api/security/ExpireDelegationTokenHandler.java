package io.gatehouse.broker.api.security;

import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ExpireDelegationTokenRequestData;
import org.apache.kafka.common.message.ExpireDelegationTokenResponseData;

/** Moves the end of a delegation token, or removes it at once, for those who may renew it (CONFORMANCE DTK-08). */
public final class ExpireDelegationTokenHandler
        implements ApiHandler<ExpireDelegationTokenRequestData, ExpireDelegationTokenResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.EXPIRE_DELEGATION_TOKEN,
            1,
            2,
            RequiredRights.none("The token's owner, requester and renewers, not by a token (DTK-02, DTK-08)"));

    private final TokenGate gate;

    public ExpireDelegationTokenHandler(TokenGate gate) {
        this.gate = gate;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<ExpireDelegationTokenResponseData> handle(
            ExpireDelegationTokenRequestData request, RequestContext context) {
        return gate.pass(
                context,
                tokens -> gate.answer(
                        "expire",
                        context,
                        tokens.expire(
                                context.session().principal(),
                                request.hmac(),
                                request.expiryTimePeriodMs(),
                                context.receivedAt()),
                        token -> answer(ErrorCode.NONE, token.expiresAt().toEpochMilli()),
                        error -> answer(error, -1)),
                error -> TokenGate.now(answer(error, -1)));
    }

    private static ExpireDelegationTokenResponseData answer(ErrorCode error, long endMillis) {
        return new ExpireDelegationTokenResponseData()
                .setErrorCode(error.code())
                .setExpiryTimestampMs(endMillis);
    }
}
