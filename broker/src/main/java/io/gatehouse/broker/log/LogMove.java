package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log on its way from one data directory to another of the same broker (COMPAT B12.7). The log serves where it is; a
 * {@link FutureLog} follows it. When little is missing, one step of the lane copies the rest and swaps: no append comes
 * between.
 *
 * <p>The order of the swap, so that any crash leaves the log whole: the copy is complete and on the disk, with a {@link
 * MoveMark}; it gets its live name; the old directory loses its; the mark goes. Two live copies are settled at the next
 * start by the mark ({@link InterruptedMoves}).
 *
 * <p>Thread: the target's mover, which waits for steps of the log's lane; {@link #cancel} on the lane; what is told, any.
 */
public final class LogMove {
    private static final Logger LOGGER = LoggerFactory.getLogger(LogMove.class);

    private final LogDirectory source;
    private final LogDirectory target;
    private final PartitionLog log;
    private final FutureLog future;
    private final Consumer<PartitionLog> onMoved;
    private final IoBudget budget;
    private final CountDownLatch over = new CountDownLatch(1);

    LogMove(
            LogDirectory source,
            LogDirectory target,
            PartitionLog log,
            FutureLog future,
            IoBudget budget,
            Consumer<PartitionLog> onMoved) {
        this.source = source;
        this.target = target;
        this.log = log;
        this.future = future;
        this.budget = budget;
        this.onMoved = onMoved;
    }

    public TopicPartition partition() {
        return log.partition();
    }

    /** Bytes that were copied. */
    public long sizeBytes() {
        return future.sizeBytes();
    }

    /** Offsets that are still to be copied. */
    public long lag() {
        return Math.max(0, log.logEndOffset() - future.endOffset());
    }

    /** Copies until the log was swapped, or the move is over in another way. Thread: the mover. */
    void run() {
        LogFailure reason = new LogFailure("moving " + log.partition() + " failed");
        boolean done = false;
        try {
            copyAndSwap();
            done = true;
        } catch (LogFailure failed) {
            reason = failed;
        } finally {
            if (!done) {
                giveUp(reason); // Whatever it was: a move that nobody works on must not look like one.
            }
        }
    }

    private void copyAndSwap() {
        ByteBuffer buffer = FutureLog.buffer();
        Optional<FutureLog.Part> next = onLane(this::surveyOrSwap);
        while (next.isPresent()) {
            copy(next.get(), buffer);
            next = onLane(this::surveyOrSwap);
        }
    }

    private <T> T onLane(Callable<T> step) {
        try {
            return log.lane().submit(step).toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof LogFailure failure) {
                throw failure;
            }
            throw new LogFailure("moving " + log.partition() + " failed: " + failed.getCause(), failed);
        }
    }

    private void copy(FutureLog.Part part, ByteBuffer buffer) {
        try {
            future.copy(part, buffer, bytes -> budget.spend(bytes, this::pause));
        } catch (IOException failed) {
            throw failedOnTarget(failed);
        }
    }

    /** Until the budget allows more, or the move is over. */
    private void pause(long nanos) {
        try {
            boolean unused = over.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean over() {
        return over.getCount() == 0;
    }

    /** A directory that was buried under our hands did not fail. */
    private LogFailure failedOnTarget(IOException failed) {
        String doing = "moving " + log.partition() + " to " + target.path();
        return over()
                ? new LogFailure(doing + " was ended", failed)
                : target.health().failed(doing, failed);
    }

    private Optional<FutureLog.Part> surveyOrSwap() {
        if (over() || log.ended() || !source.online() || !target.online()) {
            leave();
            return Optional.empty();
        }
        Optional<FutureLog.Part> next = future.survey();
        if (next.isEmpty()) {
            swap();
        }
        return next;
    }

    /** Thread: the lane. */
    private void swap() {
        PartitionLog moved;
        try {
            LoadedLog complete = future.complete(target.live(log.partition()));
            MoveMark.write(future.directory(), source.path());
            moved = new PartitionLog(complete, log.config(), target.contextOn(log.lane()));
            target.takeIn(future.directory(), moved, source.cleanUpTo(log.partition()));
        } catch (IOException failed) {
            throw failedOnTarget(failed);
        }
        leave();
        onMoved.accept(moved);
        source.letGo(log);
        if (source.online()) {
            target.unmark(moved);
        }
        LOGGER.atInfo()
                .addKeyValue("partition", log.partition())
                .addKeyValue("from", source.path())
                .addKeyValue("to", target.path())
                .log("log moved");
    }

    /** Thread: the mover. */
    private void giveUp(LogFailure failed) {
        if (over()) {
            return;
        }
        LOGGER.atWarn()
                .addKeyValue("partition", log.partition())
                .addKeyValue("from", source.path())
                .addKeyValue("to", target.path())
                .addKeyValue("reason", failed.getMessage())
                .log("log is not moved");
        try {
            log.lane().execute(this::end);
        } catch (RejectedExecutionException closed) {
            over.countDown();
        }
    }

    /** What was copied of a log that cannot be read any more stays: it may be all that is left of it. */
    private void end() {
        if (source.online()) {
            cancel();
        } else {
            leave();
        }
    }

    private void leave() {
        over.countDown();
        target.forget(this);
    }

    /** Ends the move; what was copied goes. The log stays where it is. Thread: the lane. */
    public void cancel() {
        log.lane().assertInLane();
        if (over()) {
            return;
        }
        leave();
        try {
            target.buryFuture(log.partition(), future.directory());
        } catch (LogFailure told) {
            LOGGER.atDebug().setCause(told).log("an unfinished copy stays on a directory that is offline");
        }
    }

    /** The broker stops; the next start finds what was copied. Thread: any. */
    void interrupt() {
        over.countDown();
    }
}
