package io.gatehouse.broker.group;

import java.time.Instant;
import java.util.concurrent.Executor;

/** Runs something later. Thread: any. */
public interface Timers {
    /** Hands {@code action} to {@code lane} once the clock shows {@code when} or later; never runs it itself. */
    Timer schedule(Instant when, Executor lane, Runnable action);

    /** Something scheduled. */
    interface Timer {
        /** Best effort: an action already handed over still runs. */
        void cancel();
    }
}
