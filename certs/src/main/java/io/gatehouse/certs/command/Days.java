package io.gatehouse.certs.command;

import io.gatehouse.certs.CertsException;
import java.time.Duration;

/** Numbers of days from the command line. */
final class Days {
    /** A century; beyond it a date no longer fits every reader. */
    private static final int MAX = 36_500;

    private Days() {}

    static Duration of(int days) {
        if (days < 1 || days > MAX) {
            throw new CertsException("--days = " + days + " (expected: 1 to " + MAX + ")");
        }
        return Duration.ofDays(days);
    }
}
