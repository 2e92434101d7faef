package io.gatehouse.broker.main.quickstart;

/** The quick start cannot go on, for a reason that the person at the terminal can mend; the message says it all. */
final class QuickstartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QuickstartFailure(String message) {
        super(message);
    }

    QuickstartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
