package io.gatehouse.broker.log;

import java.io.IOException;

/**
 * The disk is broken or says what it must not; whoever meets it answers KAFKA_STORAGE_ERROR. By then the directory is
 * offline (COMPAT A5.4.24).
 */
public final class LogFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LogFailure(String message) {
        super(message);
    }

    public LogFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether it was the disk that failed, and not what was found on it. */
    public boolean fromDisk() {
        return getCause() instanceof IOException;
    }
}
