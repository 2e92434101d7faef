package io.gatehouse.broker.main;

/** The broker cannot start, for a reason that an operator can mend. The message is the whole story, in one sentence. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
