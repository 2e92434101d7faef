package io.gatehouse.broker.net;

/** A frame that is refused from its size alone. The event is a fixed word for the audit. */
final class FrameRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String event;

    FrameRefused(String event, String message) {
        super(message, null, false, false); // No stack trace: peers cause these at will.
        this.event = event;
    }

    String event() {
        return event;
    }
}
