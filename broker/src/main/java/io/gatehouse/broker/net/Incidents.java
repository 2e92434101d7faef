package io.gatehouse.broker.net;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What peers do wrong, one line in the audit for each, but not more than a few a second of each kind: whoever can connect
 * must not be able to fill the disk (attack 5). What was left out is counted in the next line. Thread: any; guarded by
 * {@code this}.
 */
final class Incidents {
    /** Enough to see a pattern in. */
    static final int PER_SECOND_MAX = 20;

    private final AuditTrail audit;
    private final Map<String, Window> windows = new HashMap<>();

    Incidents(AuditTrail audit) {
        this.audit = audit;
    }

    /** Whether it was written. */
    boolean record(AuditEvent event, Instant now) {
        long left = admit(event.event(), now);
        if (left == 0) {
            audit.record(event);
        } else if (left > 0) {
            audit.record(event.with("left_out", Long.toString(left)));
        }
        return left >= 0;
    }

    /** How many of its kind were left out before this one, or -1 to leave this one out too. Kinds are our own fixed words. */
    private synchronized long admit(String kind, Instant now) {
        Window window = windows.computeIfAbsent(kind, unused -> new Window());
        if (now.getEpochSecond() != window.second) {
            window.second = now.getEpochSecond();
            window.written = 0;
        }
        if (window.written >= PER_SECOND_MAX) {
            window.leftOut++;
            return -1;
        }
        window.written++;
        long leftOut = window.leftOut;
        window.leftOut = 0;
        return leftOut;
    }

    private static final class Window {
        private long second = Long.MIN_VALUE;
        private int written;
        private long leftOut;
    }
}
