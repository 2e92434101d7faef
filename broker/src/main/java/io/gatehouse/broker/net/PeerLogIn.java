package io.gatehouse.broker.net;

import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslProof;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * Proves this broker to its peer: a handshake that names the mechanism (KIP-43), then tokens until both sides are content
 * (KIP-152). The same again is how a session goes on (KIP-368). Thread: the connection's event loop; the exchange's steps are
 * taken on another, since they hash or ask others.
 */
final class PeerLogIn {
    private static final short HANDSHAKE_VERSION = 1;
    private static final short AUTHENTICATE_VERSION = 2;

    /** The longest exchange there is, GSSAPI's, has three. */
    private static final int ROUNDS_MAX = 8;

    private final SaslProof proof;
    private final Executor executor;
    private final SaslClientExchange exchange;
    private final Asking peer;
    private final Executor loop;

    /** Sends a request to the peer; the stage completes on the event loop. */
    interface Asking {
        CompletionStage<ApiMessage> ask(ApiKey key, short version, ApiMessage request);
    }

    private interface Step<T> {
        T take() throws FailedExchange;
    }

    PeerLogIn(PeerProof by, String host, Asking peer, Executor loop) {
        this.proof = by.proof();
        this.executor = by.executor();
        this.exchange = proof.begin(host);
        this.peer = peer;
        this.loop = loop;
    }

    /** How long the session counts, zero: as long as the connection lives. Fails with {@link LogInRefused}, or as asking fails. */
    CompletionStage<Duration> run() {
        return peer.ask(
                        ApiKey.SASL_HANDSHAKE,
                        HANDSHAKE_VERSION,
                        new SaslHandshakeRequestData().setMechanism(proof.mechanism()))
                .thenCompose(answer -> offered((SaslHandshakeResponseData) answer))
                .thenCompose(offered -> step(exchange::first))
                .thenCompose(token -> send(token, 1));
    }

    private CompletionStage<Boolean> offered(SaslHandshakeResponseData answer) {
        if (answer.errorCode() == ErrorCode.NONE.code()) {
            return CompletableFuture.completedStage(true);
        }
        if (answer.errorCode() == ErrorCode.UNSUPPORTED_SASL_MECHANISM.code()) {
            List<String> others = new ArrayList<>();
            answer.mechanisms().stream().limit(ROUNDS_MAX).forEach(name -> others.add(PeerText.escaped(name)));
            return refused(
                    "it offers " + others + " and not " + proof.mechanism(),
                    proof.mechanism() + " in sasl.enabled.mechanisms of its inter-broker listener, or another"
                            + " sasl.mechanism.inter.broker.protocol here");
        }
        return refused("error " + answer.errorCode() + " at the handshake", "a broker that speaks SASL on this port");
    }

    private CompletionStage<Duration> send(byte[] token, int round) {
        if (round > ROUNDS_MAX) {
            return refused(
                    "it wants more than " + ROUNDS_MAX + " rounds", "a broker that follows " + proof.mechanism());
        }
        return peer.ask(
                        ApiKey.SASL_AUTHENTICATE,
                        AUTHENTICATE_VERSION,
                        new SaslAuthenticateRequestData().setAuthBytes(token))
                .thenCompose(answer -> answered((SaslAuthenticateResponseData) answer, round));
    }

    private CompletionStage<Duration> answered(SaslAuthenticateResponseData answer, int round) {
        if (answer.errorCode() != ErrorCode.NONE.code()) {
            return refused(
                    "it says " + PeerText.escaped(text(answer.errorMessage())) + " (error " + answer.errorCode() + ")",
                    "a login module for " + proof.mechanism() + " of the inter-broker listener that says who this"
                            + " broker is to the other, and the other to know it");
        }
        if (answer.sessionLifetimeMs() < 0) {
            return refused("its session is over before it begins", "a broker that follows KIP-368");
        }
        return step(() -> exchange.next(answer.authBytes()))
                .thenCompose(next -> next.isPresent()
                        ? send(next.get(), round + 1)
                        : CompletableFuture.completedStage(Duration.ofMillis(answer.sessionLifetimeMs())));
    }

    private static String text(@Nullable String message) {
        return Optional.ofNullable(message).orElse("nothing");
    }

    private <T> CompletionStage<T> step(Step<T> step) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    T result = step.take();
                    loop.execute(() -> done.complete(result));
                } catch (FailedExchange e) {
                    loop.execute(() -> done.completeExceptionally(new LogInRefused(
                            e.sentence(), "a broker of this cluster there, and a right login module here")));
                } catch (RuntimeException e) {
                    loop.execute(() -> done.completeExceptionally(e));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(
                    new LogInRefused("this broker has too many log-ins to others under way", "patience"));
        }
        return done;
    }

    private static <T> CompletionStage<T> refused(String reason, String advice) {
        return CompletableFuture.failedStage(new LogInRefused(reason, advice));
    }
}
