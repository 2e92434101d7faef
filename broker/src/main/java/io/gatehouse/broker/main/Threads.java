package io.gatehouse.broker.main;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The broker's named daemon threads. */
final class Threads {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private static final Duration IDLE = Duration.ofSeconds(30);

    private Threads() {}

    /** One thread that fires timers; cancelled ones leave at once, so that they do not hold what they captured. */
    static ScheduledExecutorService timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory(name));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    static ExecutorService single(String name) {
        return Executors.newSingleThreadExecutor(factory(name));
    }

    /** A few threads that may block; idle ones go, and what cannot be queued is refused. */
    static ExecutorService waiting(String name, int threads, int queued) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new ArrayBlockingQueue<>(queued),
                factory(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Does one piece of work on a thread of its own. */
    static <T> CompletableFuture<T> beside(String name, Supplier<T> work) {
        return CompletableFuture.supplyAsync(
                work, task -> factory(name).newThread(task).start());
    }

    static void stop(ExecutorService executor) throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
        }
    }

    private static ThreadFactory factory(String name) {
        AtomicInteger made = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, made.getAndIncrement() == 0 ? name : name + "-" + made.get());
            thread.setDaemon(true);
            return thread;
        };
    }
}
