package io.gatehouse.broker.main;

/** A change that cannot be made; the text says what was found, what was expected and what to do. */
final class ChangeRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChangeRefused(String message) {
        super(message);
    }

    ChangeRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
