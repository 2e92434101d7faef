package io.gatehouse.auth.oauth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread whose time a test lets pass: what is due runs then, in order, on the test's own thread. */
final class StepThread extends ScheduledThreadPoolExecutor implements ScheduledExecutorService, InstantSource {
    private final List<Task> tasks = new ArrayList<>();
    private Instant now;

    StepThread(Instant now) {
        super(0);
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration by) {
        Instant end = now.plus(by);
        while (true) {
            Task next = tasks.stream().min(Comparator.comparing(Task::due)).orElse(null);
            if (next == null || next.due().isAfter(end)) {
                break;
            }
            tasks.remove(next);
            now = next.due().isAfter(now) ? next.due() : now;
            next.work().run();
        }
        now = end;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        if (isShutdown()) {
            throw new RejectedExecutionException("stopped");
        }
        Task task = new Task(this, work, now.plus(delay, unit.toChronoUnit()));
        tasks.add(task);
        return task;
    }

    /** Only ever cancelled, never asked. */
    private record Task(StepThread thread, Runnable work, Instant due) implements ScheduledFuture<Object> {
        @Override
        public boolean cancel(boolean interrupt) {
            return thread.tasks.remove(this);
        }

        @Override
        public boolean isCancelled() {
            return !thread.tasks.contains(this);
        }

        @Override
        public boolean isDone() {
            return !thread.tasks.contains(this);
        }

        @Override
        public Object get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(thread.now, due));
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
