package io.gatehouse.auth.sasl;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One client's attempt to prove who it is. Thread: the connection's event loop, or one that stands in for it. */
public interface SaslExchange {
    /**
     * Answers one token from the peer. Never throws for what a peer sends: a malformed token is a
     * {@link RoundResult.Refused}. After {@code Accepted} or {@code Refused} the exchange is spent and refuses.
     */
    RoundResult evaluate(byte[] token, Instant now);

    /**
     * Whether the next answer may take long, because it hashes for a while or waits for others: then {@link #evaluate} is to
     * be called on a thread that has the time, and never on an event loop.
     */
    default boolean slow() {
        return false;
    }

    /**
     * As {@link #evaluate}, where an answer may have to wait for somebody far away: no thread is held for that. Completes on
     * any thread, and within seconds.
     */
    default CompletionStage<RoundResult> answer(byte[] token, Instant now) {
        return CompletableFuture.completedStage(evaluate(token, now));
    }

    /**
     * The name that the peer says is its own, as soon as it has said one and before it has proved it; empty until then, and
     * where the mechanism's results say it themselves.
     */
    default String claimed() {
        return "";
    }

    /** What to write down when the peer leaves now: the exchange is lost already, and only the last word is missing. */
    default Optional<RoundResult.Refused> unfinished() {
        return Optional.empty();
    }
}
