package io.gatehouse.auth.oauth;

/** A provider's keys cannot be had at the start, from it or from a copy. The message is for operators. */
public final class KeySetUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    KeySetUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
