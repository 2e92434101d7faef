package io.gatehouse.broker.wire;

/** What the peer sent is not a legal frame or message. The text names what was found and what was expected, no payload. */
public final class MalformedFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedFrame(String message) {
        super(message, null, false, false); // No stack trace: peers cause these at will.
    }
}
