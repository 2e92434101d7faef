package io.gatehouse.broker.log;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which a partition's log is touched. Several partitions share a lane; a partition never changes
 * lanes while the process lives.
 */
public final class LogLane implements Executor {
    /** As many waiting tasks as a few hundred connections can cause; beyond that an honest refusal beats a full heap. */
    static final int WAITING_MAX = 65_536;

    private static final Logger LOGGER = LoggerFactory.getLogger(LogLane.class);

    private final @Nullable ThreadPoolExecutor thread;
    private final LaneMemory memory = new LaneMemory();
    /** Logs that were moved to other directories, which this lane still serves. */
    private final Set<PartitionLog> guests = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Thread current;

    /** A lane with a thread of its own. */
    LogLane(String name) {
        thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> newThread(name, task));
    }

    private LogLane(Thread confined) {
        thread = null;
        current = confined;
    }

    /** For tests and simulations: tasks run at once on the calling thread, which must be the one that called this. */
    public static LogLane direct() {
        return new LogLane(Thread.currentThread());
    }

    public boolean inLane() {
        return Thread.currentThread() == current;
    }

    Set<PartitionLog> guests() {
        return guests;
    }

    LaneMemory memory() {
        return memory;
    }

    /** First line of every confined method. */
    void assertInLane() {
        if (!inLane()) {
            throw new IllegalStateException(
                    "called from " + Thread.currentThread().getName() + " (expected: the partition's log lane)");
        }
    }

    /**
     * Runs {@code task} on the lane; in the lane already it still waits its turn, except on a direct lane.
     *
     * @throws RejectedExecutionException when the lane is full or closed
     */
    @Override
    public void execute(Runnable task) {
        ThreadPoolExecutor executor = thread;
        if (executor == null) {
            assertInLane();
            task.run();
        } else {
            executor.execute(() -> runLogged(task));
        }
    }

    /** Like {@link #execute}, with an answer; every failure, a full lane too, arrives in the stage. */
    @SuppressWarnings("IllegalCatch")
    public <T> CompletionStage<T> submit(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            execute(() -> complete(answer, task));
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(full);
        }
        return answer;
    }

    /** Ends the thread when what is queued is done. Thread: any. */
    void end() {
        ThreadPoolExecutor executor = thread;
        if (executor != null) {
            executor.shutdown();
        }
    }

    /** Lets what is queued finish, then ends the thread. Thread: any but the lane. */
    void close() throws InterruptedException {
        ThreadPoolExecutor executor = thread;
        if (executor != null) {
            end();
            executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
    }

    private Thread newThread(String name, Runnable task) {
        Thread created = new Thread(task, name);
        created.setDaemon(true);
        current = created;
        return created;
    }

    private static <T> void complete(CompletableFuture<T> answer, Callable<T> task) {
        T value;
        try {
            value = task.call();
        } catch (Throwable failure) { // The stage carries it; the lane lives on.
            answer.completeExceptionally(failure);
            return;
        }
        answer.complete(value);
    }

    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (LogFailure told) {
            return; // Where it was met it took the directory offline and was logged.
        } catch (Throwable failure) { // A lane serves many partitions: one task's failure must not end it.
            LOGGER.atError().setCause(failure).log("log lane task failed");
        }
    }
}
