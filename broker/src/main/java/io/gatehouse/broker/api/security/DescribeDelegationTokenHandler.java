package io.gatehouse.broker.api.security;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.wire.ApiKey;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeDelegationTokenRequestData;
import org.apache.kafka.common.message.DescribeDelegationTokenRequestData.DescribeDelegationTokenOwner;
import org.apache.kafka.common.message.DescribeDelegationTokenResponseData;
import org.apache.kafka.common.message.DescribeDelegationTokenResponseData.DescribedDelegationToken;
import org.apache.kafka.common.message.DescribeDelegationTokenResponseData.DescribedDelegationTokenRenewer;

/**
 * The tokens that the asker may see (CONFORMANCE DTK-09, DTK-10): its own and those that it may renew, whole; those of others
 * with the right to, without what would let it log in with them (attack 127).
 */
public final class DescribeDelegationTokenHandler
        implements ApiHandler<DescribeDelegationTokenRequestData, DescribeDelegationTokenResponseData> {
    private static final byte[] NOT_SHOWN = {};

    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DESCRIBE_DELEGATION_TOKEN,
            1,
            3,
            RequiredRights.none(
                    "Whoever has logged in, not by a token: own tokens and those it may renew; others with DESCRIBE on the token or"
                            + " DESCRIBE_TOKENS on User:<owner> (DTK-02, DTK-09)"));

    private final TokenGate gate;

    public DescribeDelegationTokenHandler(TokenGate gate) {
        this.gate = gate;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DescribeDelegationTokenResponseData> handle(
            DescribeDelegationTokenRequestData request, RequestContext context) {
        return TokenGate.now(gate.pass(
                context,
                tokens -> new DescribeDelegationTokenResponseData().setTokens(visible(tokens, request, context)),
                error -> new DescribeDelegationTokenResponseData().setErrorCode(error.code())));
    }

    private static List<DescribedDelegationToken> visible(
            DelegationTokens tokens, DescribeDelegationTokenRequestData request, RequestContext context) {
        VerifiedPrincipal asker = context.session().principal();
        Set<VerifiedPrincipal> wanted = wanted(request);
        return tokens.all().values().stream()
                .filter(token -> request.owners() == null
                        || wanted.contains(token.owner())
                        || token.renewers().stream().anyMatch(wanted::contains))
                .filter(token -> token.isFor(asker)
                        || context.access().seesToken(token.id(), token.owner().toString()))
                .sorted(Comparator.comparing(DelegationToken::issuedAt).thenComparing(DelegationToken::id))
                .map(token -> described(
                        token, token.isFor(asker) ? tokens.key().hmac(token.id()) : NOT_SHOWN, context.version()))
                .toList();
    }

    /** Names that cannot be are nobody's. */
    private static Set<VerifiedPrincipal> wanted(DescribeDelegationTokenRequestData request) {
        Set<VerifiedPrincipal> wanted = new HashSet<>();
        if (request.owners() != null) {
            for (DescribeDelegationTokenOwner owner : request.owners()) {
                if (owner.principalType().equals(VerifiedPrincipal.USER)
                        && !owner.principalName().isEmpty()) {
                    wanted.add(VerifiedPrincipal.user(owner.principalName()));
                }
            }
        }
        return wanted;
    }

    private static DescribedDelegationToken described(DelegationToken token, byte[] hmac, short version) {
        DescribedDelegationToken described = new DescribedDelegationToken()
                .setPrincipalType(token.owner().type())
                .setPrincipalName(token.owner().name())
                .setIssueTimestamp(token.issuedAt().toEpochMilli())
                .setExpiryTimestamp(token.expiresAt().toEpochMilli())
                .setMaxTimestamp(token.maxAt().toEpochMilli())
                .setTokenId(token.id())
                .setHmac(hmac)
                .setRenewers(token.renewers().stream()
                        .map(renewer -> new DescribedDelegationTokenRenewer()
                                .setPrincipalType(renewer.type())
                                .setPrincipalName(renewer.name()))
                        .toList());
        return version < TokenGate.REQUESTER_SINCE
                ? described
                : described
                        .setTokenRequesterPrincipalType(token.requester().type())
                        .setTokenRequesterPrincipalName(token.requester().name());
    }
}
