package io.gatehouse.broker.api.security;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.auth.token.TokenAnswer;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.zk.ZkFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all requests about delegation tokens have in common: who may make them, and how they are answered and written down. */
public final class TokenGate {
    /** The version that tells who asked for a token (KIP-373). */
    static final short REQUESTER_SINCE = 3;

    private static final Logger LOGGER = LoggerFactory.getLogger(TokenGate.class);
    private static final String UNPROVEN = "NONE";

    private final Optional<DelegationTokens> tokens;
    private final AuditTrail audit;

    /** @param tokens empty where {@code delegation.token.secret.key} is not set */
    public TokenGate(Optional<DelegationTokens> tokens, AuditTrail audit) {
        this.tokens = tokens;
        this.audit = audit;
    }

    /** Whoever has proved who he is, and not by a token, while there are tokens at all (CONFORMANCE DTK-01, DTK-02). */
    <T> T pass(
            RequestContext context,
            Function<? super DelegationTokens, ? extends T> onPassed,
            Function<? super ErrorCode, ? extends T> onRefused) {
        if (!mayAsk(context.session())) {
            return onRefused.apply(ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED);
        }
        return tokens.isPresent()
                ? onPassed.apply(tokens.get())
                : onRefused.apply(ErrorCode.DELEGATION_TOKEN_AUTH_DISABLED);
    }

    private static boolean mayAsk(Session session) {
        return !session.byToken()
                && !session.mechanism().equals(UNPROVEN)
                && !session.principal().equals(VerifiedPrincipal.ANONYMOUS);
    }

    /** An answer to the client, and a line of the audit log. */
    <T> CompletionStage<T> answer(
            String action,
            RequestContext context,
            CompletionStage<TokenAnswer> wish,
            Function<? super DelegationToken, ? extends T> onDone,
            Function<? super ErrorCode, ? extends T> onRefused) {
        return wish.handle((answer, failure) -> {
            if (failure != null) {
                LOGGER.atError().setCause(ZkFailure.unwrap(failure)).log("a delegation token could not be stored");
                return onRefused.apply(ErrorCode.UNKNOWN_SERVER_ERROR);
            }
            if (answer instanceof TokenAnswer.Done done) {
                note(action, done.token(), context);
                return onDone.apply(done.token());
            }
            ErrorCode error = error((TokenAnswer.Refused) answer);
            refused(action, error, context);
            return onRefused.apply(error);
        });
    }

    static <T> CompletionStage<T> now(T answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static ErrorCode error(TokenAnswer.Refused refused) {
        return switch (refused) {
            case NOT_FOUND -> ErrorCode.DELEGATION_TOKEN_NOT_FOUND;
            case NOT_YOURS -> ErrorCode.DELEGATION_TOKEN_OWNER_MISMATCH;
            case OVER -> ErrorCode.DELEGATION_TOKEN_EXPIRED;
            case TOO_MANY -> ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED;
        };
    }

    private void note(String action, DelegationToken token, RequestContext context) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("action", action);
        fields.put("token", token.id());
        fields.put("owner", token.owner().toString());
        fields.put("until", token.expiresAt().toString());
        audit.record(by(new AuditEvent("token", "accepted", fields), context));
    }

    private void refused(String action, ErrorCode error, RequestContext context) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("action", action);
        fields.put("reason", error.name());
        audit.record(by(new AuditEvent("token", "refused", fields), context));
    }

    private static AuditEvent by(AuditEvent event, RequestContext context) {
        return event.with("principal", context.session().principal().toString())
                .with("peer", context.session().host());
    }
}
