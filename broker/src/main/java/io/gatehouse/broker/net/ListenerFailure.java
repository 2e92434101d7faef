package io.gatehouse.broker.net;

/** A listener cannot have its address. The text says which and what to do. */
public final class ListenerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListenerFailure(ListenerSettings settings, Throwable cause) {
        super(
                "listener " + settings.name() + " cannot be bound to "
                        + (settings.host().isEmpty() ? "*" : settings.host()) + ":" + settings.port() + ": "
                        + cause.getMessage() + " (expected: an address of this machine and a port that is free)",
                cause);
    }
}
