package io.gatehouse.broker.net;

/** Another broker does not let this one in, or is not who it says it is. The message is for the log, without secrets. */
final class LogInRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String advice;

    /** @param advice what to do */
    LogInRefused(String reason, String advice) {
        super(reason, null, false, false);
        this.advice = advice;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    String advice() {
        return advice;
    }
}
