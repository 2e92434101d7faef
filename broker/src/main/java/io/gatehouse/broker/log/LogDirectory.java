package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One data directory: its lock, its identity, its partitions and their checkpoints (COMPAT A1, A7, A8).
 *
 * <p>Thread: any, unless a method says otherwise. Each partition belongs to one lane; the background lane brings rolled
 * segments to the disk, writes checkpoints and removes deleted files.
 */
public final class LogDirectory implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LogDirectory.class);
    private static final String CLEAN_STOP = ".kafka_cleanshutdown";
    private static final String CLEAN_STOP_TEXT = "{\"version\":0,\"brokerEpoch\":-1}";

    private final LogDirectorySettings settings;
    private final Path root;
    private final DirectoryLock lock;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final DirectoryHealth health;
    private final Graveyard graveyard = new Graveyard();
    private final Checkpoints checkpoints;
    private final LogLane background;
    private final List<LogLane> lanes;
    private final List<LogContext> contexts = new ArrayList<>();
    private final ConcurrentHashMap<TopicPartition, PartitionLog> logs = new ConcurrentHashMap<>();
    private final Arrivals arrivals;
    private final Cadence highWatermarksDue;
    private final Cadence checkpointsDue;
    private final Cadence retentionDue;
    private volatile boolean loaded;

    private LogDirectory(
            LogDirectorySettings settings, DirectoryLock lock, RandomGenerator random, InstantSource clock) {
        this.settings = settings;
        this.lock = lock;
        this.random = random;
        this.clock = clock;
        root = settings.path();
        health = new DirectoryHealth(root);
        checkpoints = new Checkpoints(root);
        String name = String.valueOf(root.getFileName());
        background = new LogLane("log-background-" + name);
        arrivals = new Arrivals(health, graveyard, random, clock);
        lanes = Stream.iterate(0, i -> i + 1)
                .limit(settings.lanes())
                .map(i -> new LogLane("log-lane-" + i + "-" + name))
                .toList();
        for (LogLane lane : lanes) {
            contexts.add(new LogContext(lane, background, health, checkpoints, graveyard, random));
        }
        Instant now = clock.instant();
        highWatermarksDue = new Cadence(settings.highWatermarkEvery(), now);
        checkpointsDue = new Cadence(settings.checkpointEvery(), now);
        retentionDue = new Cadence(settings.retentionEvery(), now);
    }

    /**
     * Takes the directory's lock and checks that it belongs to this cluster and broker; loads nothing yet.
     *
     * @throws LogFailure when another process has it, it is not ours, or it cannot be read
     */
    public static LogDirectory open(LogDirectorySettings settings, RandomGenerator random, InstantSource clock) {
        DirectoryLock lock = null;
        try {
            DirectoryLock.createIfMissing(settings.path());
            lock = DirectoryLock.take(settings.path());
            MetaProperties.claim(settings.path(), settings.clusterId(), settings.brokerId());
            LogDirectory opened = new LogDirectory(settings, lock, random, clock);
            lock = null;
            return opened;
        } catch (IOException failed) {
            throw new LogFailure(
                    "log directory " + settings.path() + " cannot be used: " + failed
                            + " (expected: a directory that this user may read and write)",
                    failed);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    /** Loads all partitions, recovering them if the last stop was not orderly. Blocks; call once, before serving. */
    public void loadAll(Function<TopicName, LogConfig> configs, LoadProgress progress) {
        try {
            boolean clean = takeCleanStop();
            Map<TopicPartition, LogLoader.Checkpointed> known = checkpoints.read();
            List<TopicPartition> found = scan();
            progress.begins(found.size(), clean);
            LoadCount count = new LoadCount(found.size(), progress);
            Loaders.run(settings.loaders(), health, found, (partition, loader) -> {
                LogLoader.Checkpointed checkpointed =
                        known.getOrDefault(partition, new LogLoader.Checkpointed(0, 0, 0));
                LogConfig config = configs.apply(partition.topic());
                count.loaded(partition, load(partition, config, checkpointed, clean, loader));
            });
            checkpoints.writeAll(logs.values()); // Entries of partitions that are gone must not meet a new one.
            loaded = true;
        } catch (IOException failed) {
            throw health.failed("loading " + root, failed);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof LogFailure known ? known : failed;
        }
    }

    /**
     * Checks that no partition is in two of the loaded directories (COMPAT A8.13).
     *
     * @throws LogFailure when one is
     */
    public static void requireDistinct(List<LogDirectory> directories) {
        Map<TopicPartition, Path> seen = new HashMap<>();
        for (LogDirectory directory : directories) {
            for (TopicPartition partition : directory.logs.keySet()) {
                Path other = seen.put(partition, directory.root);
                if (other != null) {
                    throw new LogFailure("partition " + partition + " is in " + other + " and in " + directory.root
                            + " (expected: in one; move the wrong one away)");
                }
            }
        }
    }

    private boolean takeCleanStop() throws IOException {
        if (!Files.deleteIfExists(root.resolve(CLEAN_STOP))) {
            return false;
        }
        DurableFile.syncDirectory(root);
        return true;
    }

    private List<TopicPartition> scan() throws IOException {
        List<TopicPartition> found = new ArrayList<>();
        for (Path entry : LeftoverFiles.list(root)) {
            if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            String name = entry.getFileName().toString();
            switch (DirectoryName.kind(name)) {
                case LIVE -> DirectoryName.partition(name).ifPresent(found::add);
                case DELETED ->
                    graveyard.bury(entry, clock.millis() + LogConfig.defaults().fileDeleteDelayMillis());
                case FUTURE -> DirectoryName.future(name).ifPresent(partition -> arrivals.left(partition, entry));
                case STRAY ->
                    LOGGER.atWarn()
                            .addKeyValue("directory", entry)
                            .log("directory of another broker's making is left alone");
                case SKIPPED -> {}
                case FOREIGN ->
                    throw new LogFailure(entry
                            + " is not the directory of a partition (expected: only those in log.dirs; move it away)");
            }
        }
        return found;
    }

    private boolean load(
            TopicPartition partition,
            LogConfig config,
            LogLoader.Checkpointed checkpointed,
            boolean clean,
            LogLane loader) {
        Path directory = root.resolve(partition.toString());
        LogContext context = contextOf(partition);
        try {
            LoadedLog log = new LogLoader(partition, directory, config, context.on(loader), clean, clock.millis())
                    .load(checkpointed);
            logs.put(partition, new PartitionLog(log, config, context));
            if (MoveMark.read(directory).isPresent()) {
                arrivals.marked().add(partition);
            }
            return log.recovered();
        } catch (IOException failed) {
            throw health.failed("loading " + partition, failed);
        }
    }

    /**
     * Thread: {@code laneOf(partition)}. An existing log is returned as it is; compare its topic id.
     */
    public PartitionLog create(TopicPartition partition, TopicId topicId, LogConfig config) {
        LogContext context = contextOf(partition);
        laneOf(partition).assertInLane();
        health.requireOnline();
        PartitionLog existing = logs.get(partition);
        if (existing != null) {
            return existing;
        }
        try {
            LoadedLog empty = LogLoader.create(
                    partition, topicId, root.resolve(partition.toString()), config, context, clock.millis());
            PartitionLog created = new PartitionLog(empty, config, context);
            logs.put(partition, created);
            return created;
        } catch (IOException failed) {
            throw health.failed("creating " + partition, failed);
        }
    }

    public Optional<PartitionLog> log(TopicPartition partition) {
        return Optional.ofNullable(logs.get(partition));
    }

    public Collection<PartitionLog> logs() {
        return List.copyOf(logs.values());
    }

    /** Where the partition's log is touched, or will be. */
    public LogLane laneOf(TopicPartition partition) {
        PartitionLog log = logs.get(partition);
        return log == null ? contextOf(partition).lane() : log.lane();
    }

    private LogContext contextOf(TopicPartition partition) {
        return contexts.get(Math.floorMod(partition.hashCode(), contexts.size()));
    }

    /**
     * Thread: {@code laneOf(partition)}. When this returns, no restart brings the data back; its files follow later
     * (COMPAT A9.9). A partition that is not here is deleted already.
     */
    public void delete(TopicPartition partition) {
        laneOf(partition).assertInLane();
        health.requireOnline();
        PartitionLog log = logs.remove(partition);
        if (log != null) {
            bury(log);
        }
    }

    private void bury(PartitionLog log) {
        TopicPartition partition = log.partition();
        log.lane().guests().remove(log);
        log.abandon();
        Path buried = root.resolve(DirectoryName.deleted(partition, random));
        try {
            Files.move(log.directory(), buried, StandardCopyOption.ATOMIC_MOVE);
            DurableFile.syncDirectory(root);
            checkpoints.writeAll(known()); // A new log of this name must not inherit the old one's offsets.
        } catch (IOException failed) {
            throw health.failed("deleting " + partition, failed);
        }
        graveyard.bury(buried, clock.millis() + log.config().fileDeleteDelayMillis());
    }

    /** Whether the name of a copy on its way would not be too long for a file system (COMPAT A1.18). */
    public static boolean canMove(TopicPartition partition) {
        return DirectoryName.canBeFuture(partition);
    }

    /**
     * Begins to move a log from here to {@code target}. Thread: the log's lane, on which it stays.
     *
     * @param budget of all moves
     * @param onMoved told on the lane, with the log that takes the place of this one
     */
    public void moveTo(LogDirectory target, TopicPartition partition, IoBudget budget, Consumer<PartitionLog> onMoved) {
        laneOf(partition).assertInLane();
        health.requireOnline();
        target.health.requireOnline();
        PartitionLog log = logs.get(partition);
        if (log == null) {
            throw new IllegalStateException(partition + " is not in " + root);
        }
        try {
            Path copy = target.root.resolve(DirectoryName.future(partition, random));
            Files.createDirectory(copy);
            FutureLog future = new FutureLog(log, health, copy, FutureLog.Steps.usual());
            DurableFile.syncDirectory(target.root);
            target.arrivals.begin(new LogMove(this, target, log, future, budget, onMoved));
        } catch (IOException failed) {
            throw target.health.failed("making a copy of " + partition, failed);
        }
    }

    /** The move of this partition to here. */
    public Optional<LogMove> arriving(TopicPartition partition) {
        return arrivals.of(partition);
    }

    /** All moves to here. */
    public Collection<LogMove> arriving() {
        return arrivals.all();
    }

    /**
     * Removes what an earlier run copied here of a log. Thread: the partition's lane.
     *
     * @return whether there was something, of this topic
     */
    public boolean dropLeftover(TopicPartition partition, TopicId topicId) {
        return arrivals.dropLeft(partition, topicId);
    }

    void forget(LogMove move) {
        arrivals.end(move);
    }

    void buryFuture(TopicPartition partition, Path copy) {
        arrivals.bury(partition, copy);
    }

    /** The directory of a live log. */
    Path live(TopicPartition partition) {
        return root.resolve(partition.toString());
    }

    /** For a log that was moved to here and stays on its lane. */
    LogContext contextOn(LogLane lane) {
        return contexts.get(0).on(lane);
    }

    DirectoryHealth health() {
        return health;
    }

    /** Gives a complete copy its live name. When this returns, every restart finds it. Thread: the log's lane. */
    void takeIn(Path copy, PartitionLog moved, long cleanUpTo) throws IOException {
        arrivals.swapping().put(moved.partition(), moved);
        try {
            checkpoints.writeAll(known()); // Its start must be known when its name is.
            checkpoints.writeCleanUpTo(moved.partition(), cleanUpTo); // COMPAT A7.6.
            Files.move(copy, moved.directory(), StandardCopyOption.ATOMIC_MOVE);
            DurableFile.syncDirectory(root);
            moved.named();
            logs.put(moved.partition(), moved);
        } finally {
            arrivals.swapping().remove(moved.partition());
        }
        if (!lanes.contains(moved.lane())) {
            moved.lane().guests().add(moved);
        }
    }

    /** The log's copy elsewhere took its place. What fails here does not concern that. Thread: the log's lane. */
    void letGo(PartitionLog log) {
        logs.remove(log.partition(), log);
        try {
            health.requireOnline();
            bury(log);
        } catch (LogFailure told) {
            LOGGER.atWarn()
                    .addKeyValue("directory", log.directory())
                    .log("old copy of a moved log stays until the next start");
        }
    }

    /** Logs that carry a mark of where they were moved from, as found at the start. */
    List<PartitionLog> marked() {
        return arrivals.marked().stream()
                .flatMap(partition -> log(partition).stream())
                .toList();
    }

    void unmark(PartitionLog moved) {
        try {
            MoveMark.remove(moved.directory());
            arrivals.marked().remove(moved.partition());
        } catch (IOException failed) {
            throw health.failed("removing the mark of " + moved.partition(), failed);
        }
    }

    /** What the checkpoints tell of. */
    private List<PartitionLog> known() {
        List<PartitionLog> known = new ArrayList<>(logs.values());
        known.addAll(arrivals.swapping().values());
        return known;
    }

    /** Writes recovery points, log start offsets and high watermarks. */
    public CompletionStage<Void> checkpoint() {
        return inBackground("writing checkpoints", () -> checkpoints.writeAll(known()));
    }

    /** Does what is due by now: checkpoints, retention, flush by time, removal of deleted files. Call every second. */
    public CompletionStage<Void> housekeep(Instant now) {
        if (!loaded || !health.online()) {
            return CompletableFuture.completedFuture(null);
        }
        List<CompletionStage<Void>> tasks = new ArrayList<>();
        Set<LogLane> used = new HashSet<>();
        logs.values().forEach(log -> used.add(log.lane()));
        for (LogLane lane : used) {
            tasks.add(lane.submit(() -> flushDue(lane, now)));
        }
        tasks.add(inBackground("removing deleted files", () -> graveyard.sweep(now.toEpochMilli())));
        if (highWatermarksDue.due(now)) {
            tasks.add(inBackground("writing high watermarks", () -> checkpoints.writeHighWatermarks(known())));
        }
        if (checkpointsDue.due(now)) {
            tasks.add(checkpoint());
        }
        if (retentionDue.due(now)) {
            tasks.add(retain(now));
        }
        return all(tasks);
    }

    private @Nullable Void flushDue(LogLane lane, Instant now) {
        for (PartitionLog log : logs.values()) {
            if (log.lane() == lane) {
                log.flushIfDue(now.toEpochMilli());
            }
        }
        return null;
    }

    /** Retention of every log now (COMPAT A9.4). */
    public CompletionStage<Void> retain(Instant now) {
        List<CompletionStage<Void>> tasks = new ArrayList<>();
        for (PartitionLog log : logs.values()) {
            tasks.add(log.lane().submit(() -> {
                if (logs.get(log.partition()) == log) {
                    log.retain(now, settings.producerExpiry().toMillis());
                }
                return null;
            }));
        }
        return all(tasks);
    }

    /** The offset up to which the partition was compacted, 0 when never. */
    long cleanUpTo(TopicPartition partition) {
        return checkpoints.cleanUpTo(partition);
    }

    /**
     * Before segments get gaps: the next start must trust them, and not take a gap for a loss, whatever the topic's policy is
     * by then.
     */
    void beforeCompaction() throws IOException {
        health.requireOnline();
        checkpoints.writeAll(known());
    }

    /** COMPAT A10.12. */
    void compacted(PartitionLog log, CompactionSource source, long end) throws IOException {
        synchronized (checkpoints) { // A truncation counts first and then lowers what they say.
            if (logs.get(log.partition()) == log && !log.cutSince(source)) {
                checkpoints.writeCleanUpTo(log.partition(), end);
            }
        }
    }

    public Path path() {
        return root;
    }

    /** False once an I/O error took the directory away. */
    public boolean online() {
        return health.online();
    }

    /** Called once, on the thread that met the error, when the directory goes offline. */
    public void onOffline(Consumer<LogFailure> listener) {
        health.onOffline(listener);
    }

    /** Orderly stop (COMPAT A8.14): nothing may be asked of the logs any more. Thread: any but a lane. */
    @Override
    public void close() {
        try {
            arrivals.interrupt();
            boolean inOrder = closeLogs();
            arrivals.close();
            background.close();
            for (LogLane lane : lanes) {
                lane.close();
            }
            if (inOrder && loaded && health.online()) {
                checkpoints.writeAll(logs.values());
                DurableFile.replace(root.resolve(CLEAN_STOP), CLEAN_STOP_TEXT.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException failed) {
            throw health.failed("closing " + root, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.close();
        }
    }

    /** False when one did not close; then the next start checks all. */
    private boolean closeLogs() {
        boolean inOrder = closed(logs.values());
        // A log of another directory cannot outlive the lane that it is on. Once ours are closed no more can come.
        for (LogLane lane : lanes) {
            closed(lane.guests());
        }
        return inOrder;
    }

    private boolean closed(Collection<PartitionLog> open) {
        List<CompletionStage<Void>> closing = new ArrayList<>();
        for (PartitionLog log : open) {
            if (!log.ended()) {
                closing.add(log.lane().submit(() -> {
                    if (log.online() && loaded) {
                        log.close();
                    } else {
                        log.abandon();
                    }
                    return null;
                }));
            }
        }
        try {
            all(closing).join();
            return true;
        } catch (CompletionException failed) {
            // A failure of the disk took the directory offline and was told there.
            LOGGER.atDebug().setCause(failed).log("a log did not close in order");
            return false;
        }
    }

    private CompletionStage<Void> inBackground(String doing, DirectoryHealth.DiskWrite task) {
        return background.submit(() -> {
            health.requireOnline();
            health.onDisk(doing, task);
            return null;
        });
    }

    private static CompletableFuture<Void> all(List<CompletionStage<Void>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
