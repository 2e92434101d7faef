package io.gatehouse.auth.sasl;

import java.util.Optional;

/**
 * This broker's attempt to prove itself to another. Each step may take long, because it hashes or asks somebody else, so it is
 * never taken on an event loop. After a failure, and after the end, an exchange is spent. Thread: one at a time.
 */
public interface SaslClientExchange {
    /** The first token for the server. */
    byte[] first() throws FailedExchange;

    /**
     * Answers a token that the server sent and that it did not call a failure.
     *
     * @return the next token for the server; empty at the end, when the server has proved what the mechanism asks of it
     * @throws FailedExchange if the server is not to be believed, or says that it does not believe us
     */
    Optional<byte[]> next(byte[] token) throws FailedExchange;
}
