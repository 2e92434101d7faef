package io.gatehouse.broker.log;

import java.time.Duration;
import java.time.Instant;

/** Says once per interval that it has passed. Thread: one at a time. */
final class Cadence {
    private final Duration every;
    private Instant last;

    Cadence(Duration every, Instant start) {
        this.every = every;
        last = start;
    }

    synchronized boolean due(Instant now) {
        if (Duration.between(last, now).compareTo(every) < 0) {
            return false;
        }
        last = now;
        return true;
    }
}
