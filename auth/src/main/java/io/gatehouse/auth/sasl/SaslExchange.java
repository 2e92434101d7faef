package io.gatehouse.auth.sasl;

import java.time.Instant;

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
}
