package io.gatehouse.broker.log;

import io.gatehouse.broker.log.LogCompaction.Interrupted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts the logs of compacted topics, the dirtiest first (COMPAT A10.1). A log that cannot be compacted is set aside and
 * told; the others go on. Thread: any; the work is done by threads of its own, beside the log lanes.
 */
public final class Cleaner implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Cleaner.class);
    private static final int SALT_BYTES = 16;

    /** A full disk may have room again; trying at once would only make it busy. */
    private static final Duration PAUSE_AFTER_IO_ERROR = Duration.ofMinutes(10);

    private record Candidate(LogDirectory directory, PartitionLog log, Cleanable what) {}

    private final List<LogDirectory> directories;
    private final CleanerSettings settings;
    private final InstantSource clock;
    private final LogCompaction.Means means;
    private final List<LogLane> threads = new ArrayList<>();
    private final Set<PartitionLog> busy = new HashSet<>();
    private final Map<PartitionLog, Instant> aside = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    public Cleaner(
            List<LogDirectory> directories, CleanerSettings settings, RandomGenerator random, InstantSource clock) {
        this.directories = List.copyOf(directories);
        this.settings = settings;
        this.clock = clock;
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        int threadCount = Math.max(1, settings.threads());
        IoBudget budget = new IoBudget(settings.bytesPerSecond(), System::nanoTime);
        means = new LogCompaction.Means(
                () -> new KeyHash(salt),
                settings.dedupeBytes() / threadCount,
                settings.loadFactor(),
                settings.ioBytes() / threadCount,
                bytes -> budget.spend(bytes, this::pause));
    }

    /** Begins to look for work. */
    public void start() {
        for (int i = 0; i < settings.threads(); i++) {
            LogLane thread = new LogLane("log-cleaner-" + i);
            threads.add(thread);
            thread.execute(() -> work(thread));
        }
    }

    /** Returns when no thread touches a log any more; a compaction under way is given up, with nothing lost. */
    @Override
    public void close() {
        ended.countDown();
        try {
            for (LogLane thread : threads) {
                thread.close();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closed() {
        return ended.getCount() == 0;
    }

    /** One turn after the other; one that fails is told by the lane, and compaction goes on for the other logs. */
    private void work(LogLane thread) {
        boolean idle = true;
        try {
            idle = !cleanOne();
        } finally {
            if (idle) {
                pause(settings.backoff().toNanos());
            }
            if (!closed()) {
                thread.execute(() -> work(thread));
            }
        }
    }

    private void pause(long nanos) {
        try {
            boolean unused = ended.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Compacts the log that needs it most; false when none does. */
    boolean cleanOne() {
        Optional<Candidate> dirtiest = take();
        if (dirtiest.isEmpty()) {
            return false;
        }
        PartitionLog log = dirtiest.get().log();
        try {
            clean(dirtiest.get());
        } catch (Interrupted gone) {
            LOGGER.atDebug().addKeyValue("partition", log.partition()).log("compaction given up, the log changed");
            return false;
        } catch (CompactionFailure unable) {
            setAside(log, Instant.MAX, String.valueOf(unable.getMessage()), "it stays as it is until the next start");
        } catch (IOException failed) {
            setAside(log, clock.instant().plus(PAUSE_AFTER_IO_ERROR), failed.toString(), "it is tried again later");
        } catch (CompletionException failed) {
            if (!(failed.getCause() instanceof LogFailure)) {
                throw failed;
            }
            LOGGER.atDebug() // Where it was met it was told, or the log was closed.
                    .addKeyValue("partition", log.partition())
                    .addKeyValue("reason", failed.getCause().getMessage())
                    .log("compaction given up");
        } finally {
            release(log);
        }
        return true;
    }

    private void setAside(PartitionLog log, Instant until, String reason, String outlook) {
        aside.keySet().removeIf(PartitionLog::ended);
        aside.put(log, until);
        LOGGER.atError()
                .addKeyValue("partition", log.partition())
                .addKeyValue("reason", reason)
                .log("log cannot be compacted, {}", outlook);
    }

    // Choosing

    private synchronized Optional<Candidate> take() {
        Optional<Candidate> best = Optional.empty();
        for (LogDirectory directory : directories) {
            if (directory.online()) {
                for (PartitionLog log : directory.logs()) {
                    best = better(best, candidate(directory, log));
                }
            }
        }
        best.ifPresent(candidate -> busy.add(candidate.log()));
        return best;
    }

    private synchronized void release(PartitionLog log) {
        busy.remove(log);
    }

    private Optional<Candidate> candidate(LogDirectory directory, PartitionLog log) {
        if (closed() || !log.config().compact() || log.ended() || busy.contains(log) || isAside(log)) {
            return Optional.empty();
        }
        long cleanUpTo = directory.cleanUpTo(log.partition());
        Optional<Cleanable> what = await(log.lane().submit(() -> log.cleanable(cleanUpTo, clock.millis())));
        return what.filter(found -> found.due(log.config().minCleanableRatio()))
                .map(found -> new Candidate(directory, log, found));
    }

    private boolean isAside(PartitionLog log) {
        Instant until = aside.get(log);
        return until != null && until.isAfter(clock.instant());
    }

    /** What is overdue goes before what is only dirty. */
    private static Optional<Candidate> better(Optional<Candidate> one, Optional<Candidate> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        Cleanable first = one.get().what();
        Cleanable second = other.get().what();
        boolean firstBetter = first.overdue() == second.overdue() ? first.ratio() >= second.ratio() : first.overdue();
        return firstBetter ? one : other;
    }

    // Cleaning

    private void clean(Candidate candidate) throws CompactionFailure, IOException, Interrupted {
        PartitionLog log = candidate.log();
        long now = clock.millis();
        long cleanUpTo = candidate.directory().cleanUpTo(log.partition());
        Optional<CompactionSource> source = await(log.lane().submit(() -> log.compactionSource(cleanUpTo, now)));
        if (source.isEmpty() || source.get().pieces().isEmpty()) {
            throw new Interrupted();
        }
        CompactionSource found = source.get();
        candidate.directory().beforeCompaction();
        LogCompaction.Outcome outcome = new LogCompaction(
                        found,
                        means,
                        now,
                        (run, made) -> swap(log, found, run, made, now),
                        () -> closed() || log.ended() || log.cutSince(found))
                .run();
        candidate.directory().compacted(log, found, outcome.end());
        LOGGER.atInfo()
                .addKeyValue("partition", log.partition())
                .addKeyValue("upTo", outcome.end())
                .addKeyValue("bytesBefore", outcome.bytesBefore())
                .addKeyValue("bytesAfter", outcome.bytesAfter())
                .addKeyValue("millis", clock.millis() - now)
                .log("log compacted");
    }

    /** False only when nothing was done. */
    private static boolean swap(
            PartitionLog log, CompactionSource found, List<Segment> run, CompactionOutput made, long now) {
        return await(log.lane().submit(() -> log.replace(found, run, made, now)))
                .orElse(false);
    }

    /** Empty when the lane could not take the task. */
    private static <T> Optional<T> await(CompletionStage<T> stage) {
        try {
            return Optional.of(stage.toCompletableFuture().join());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RejectedExecutionException) {
                return Optional.empty();
            }
            throw failed;
        }
    }
}
