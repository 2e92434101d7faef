package io.gatehouse.broker.net;

/** Another broker could not be asked, or did not answer: try again later. */
public final class PeerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PeerFailure(String message) {
        super(message, null, false, false); // The network's fault, not the code's: no stack trace.
    }
}
