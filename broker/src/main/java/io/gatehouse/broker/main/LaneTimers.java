package io.gatehouse.broker.main;

import io.gatehouse.broker.group.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Timers of the coordinators on the broker's one timer thread, which only hands actions over. Thread: any. */
record LaneTimers(ScheduledExecutorService timer, InstantSource clock) implements Timers {
    @Override
    public Timer schedule(Instant when, Executor lane, Runnable action) {
        long delay = Math.max(0, Duration.between(clock.instant(), when).toMillis());
        ScheduledFuture<?> pending = timer.schedule(() -> lane.execute(action), delay + 1, TimeUnit.MILLISECONDS);
        return () -> pending.cancel(false);
    }
}
