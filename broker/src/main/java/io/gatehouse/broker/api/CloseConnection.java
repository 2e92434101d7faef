package io.gatehouse.broker.api;

/**
 * A handler's word that this request has no answer and the connection must end: a failed Produce with acks=0 (CONFORMANCE
 * API-91).
 */
public final class CloseConnection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CloseConnection(String reason) {
        super(reason, null, false, false); // An expected outcome: no stack trace.
    }
}
