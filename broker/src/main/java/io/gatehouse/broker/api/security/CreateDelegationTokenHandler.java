package io.gatehouse.broker.api.security;

import io.gatehouse.acl.Operation;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.message.CreateDelegationTokenRequestData;
import org.apache.kafka.common.message.CreateDelegationTokenRequestData.CreatableRenewers;
import org.apache.kafka.common.message.CreateDelegationTokenResponseData;

/** Makes a delegation token, for the asker or, with the right to, for somebody else (CONFORMANCE DTK-03 to DTK-06). */
public final class CreateDelegationTokenHandler
        implements ApiHandler<CreateDelegationTokenRequestData, CreateDelegationTokenResponseData> {
    /** They are kept in every broker's memory; nobody has so many. */
    private static final int RENEWERS_MAX = 100;

    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.CREATE_DELEGATION_TOKEN,
            1,
            3,
            RequiredRights.none(
                    "Whoever has logged in, not by a token; for somebody else CREATE_TOKENS on User:<owner> (DTK-02, DTK-04)"));

    private final TokenGate gate;

    public CreateDelegationTokenHandler(TokenGate gate) {
        this.gate = gate;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<CreateDelegationTokenResponseData> handle(
            CreateDelegationTokenRequestData request, RequestContext context) {
        return gate.pass(
                context,
                tokens -> create(tokens, request, context),
                error -> TokenGate.now(refused(error, context.session().principal(), context)));
    }

    private CompletionStage<CreateDelegationTokenResponseData> create(
            DelegationTokens tokens, CreateDelegationTokenRequestData request, RequestContext context) {
        VerifiedPrincipal asker = context.session().principal();
        Optional<ErrorCode> mistake = mistake(request);
        if (mistake.isPresent()) {
            return TokenGate.now(refused(mistake.get(), asker, context));
        }
        VerifiedPrincipal owner = owner(request, asker);
        if (!owner.equals(asker)
                && !context.access()
                        .tokensOf(Operation.CREATE_TOKENS, owner.toString())
                        .allowed()) {
            return TokenGate.now(refused(ErrorCode.DELEGATION_TOKEN_AUTHORIZATION_FAILED, owner, context));
        }
        List<VerifiedPrincipal> renewers = request.renewers().stream()
                .map(CreatableRenewers::principalName)
                .map(VerifiedPrincipal::user)
                .distinct()
                .toList();
        return gate.answer(
                "create",
                context,
                tokens.create(owner, asker, renewers, request.maxLifetimeMs(), context.receivedAt()),
                token -> answer(token, tokens.key().hmac(token.id()), context),
                error -> refused(error, owner, context));
    }

    private static Optional<ErrorCode> mistake(CreateDelegationTokenRequestData request) {
        Stream<String> types = Stream.concat(
                request.renewers().stream().map(CreatableRenewers::principalType),
                named(request) ? Stream.of(request.ownerPrincipalType()) : Stream.empty());
        if (!types.allMatch(VerifiedPrincipal.USER::equals)) { // DTK-05.
            return Optional.of(ErrorCode.INVALID_PRINCIPAL_TYPE);
        }
        boolean names = request.renewers().stream()
                .noneMatch(renewer -> renewer.principalName().isEmpty());
        return names && request.renewers().size() <= RENEWERS_MAX
                ? Optional.empty()
                : Optional.of(ErrorCode.INVALID_REQUEST);
    }

    private static boolean named(CreateDelegationTokenRequestData request) {
        return request.ownerPrincipalName() != null
                && !request.ownerPrincipalName().isEmpty();
    }

    private static VerifiedPrincipal owner(CreateDelegationTokenRequestData request, VerifiedPrincipal asker) {
        return named(request) ? VerifiedPrincipal.user(request.ownerPrincipalName()) : asker;
    }

    private static CreateDelegationTokenResponseData answer(
            DelegationToken token, byte[] hmac, RequestContext context) {
        return about(token.owner(), context)
                .setIssueTimestampMs(token.issuedAt().toEpochMilli())
                .setExpiryTimestampMs(token.expiresAt().toEpochMilli())
                .setMaxTimestampMs(token.maxAt().toEpochMilli())
                .setTokenId(token.id())
                .setHmac(hmac);
    }

    private static CreateDelegationTokenResponseData refused(
            ErrorCode error, VerifiedPrincipal owner, RequestContext context) {
        return about(owner, context)
                .setErrorCode(error.code())
                .setIssueTimestampMs(-1)
                .setExpiryTimestampMs(-1)
                .setMaxTimestampMs(-1);
    }

    private static CreateDelegationTokenResponseData about(VerifiedPrincipal owner, RequestContext context) {
        CreateDelegationTokenResponseData answer = new CreateDelegationTokenResponseData()
                .setPrincipalType(owner.type())
                .setPrincipalName(owner.name());
        VerifiedPrincipal asker = context.session().principal();
        return context.version() < TokenGate.REQUESTER_SINCE
                ? answer
                : answer.setTokenRequesterPrincipalType(asker.type()).setTokenRequesterPrincipalName(asker.name());
    }
}
