package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;

/** What a peer sent as records is none, or too much; becomes a refusal within this package. */
final class InvalidRecords extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode error;

    InvalidRecords(ErrorCode error, String message) {
        super(message, null, false, false); // A peer's mistake needs no stack trace, and must not cost one.
        this.error = error;
    }

    InvalidRecords(String message) {
        this(ErrorCode.INVALID_RECORD, message);
    }

    ErrorCode error() {
        return error;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
