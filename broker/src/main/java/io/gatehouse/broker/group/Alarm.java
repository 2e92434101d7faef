package io.gatehouse.broker.group;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A deadline that may move. Moving it later, as every heartbeat does, costs nothing: the timer fires early once and arms
 * itself again. Thread: the lane.
 */
final class Alarm {
    private final Timers timers;
    private final InstantSource clock;
    private final Executor lane;
    private final Runnable action;

    private @Nullable Instant deadline;
    private Timers.@Nullable Timer timer;
    private Instant armedFor = Instant.MAX;
    private int arming;

    Alarm(Timers timers, InstantSource clock, Executor lane, Runnable action) {
        this.timers = timers;
        this.clock = clock;
        this.lane = lane;
        this.action = action;
    }

    /** Runs the action at {@code when}, and no more at the deadline set before. */
    void set(Instant when) {
        deadline = when;
        if (timer == null || when.isBefore(armedFor)) {
            arm(when);
        }
    }

    void clear() {
        deadline = null;
        disarm();
    }

    private void arm(Instant when) {
        disarm();
        armedFor = when;
        int mine = arming;
        timer = timers.schedule(when, lane, () -> fired(mine));
    }

    private void disarm() {
        arming++; // What is handed over already finds out that it is late.
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void fired(int mine) {
        if (mine != arming || deadline == null) {
            return;
        }
        timer = null;
        if (clock.instant().isBefore(deadline)) {
            arm(deadline);
        } else {
            deadline = null;
            action.run();
        }
    }
}
