package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** One partition's log in a folder, on the test's own thread. */
final class LogFixture {
    static final TopicPartition PARTITION = new TopicPartition(new TopicName("events"), 0);
    static final TopicId TOPIC_ID = new TopicId(new UUID(1, 2));
    static final short VERSION = 9;
    static final Instant NOW = Instant.ofEpochMilli(Batches.NOW);

    final Path root;
    final Graveyard graveyard = new Graveyard();
    final DirectoryHealth health;
    final Checkpoints checkpoints;
    final LogContext context;

    LogFixture(Path root) {
        this.root = root;
        health = new DirectoryHealth(root);
        LogLane lane = LogLane.direct();
        checkpoints = new Checkpoints(root);
        context = new LogContext(lane, lane, health, checkpoints, graveyard, new Random(7));
    }

    static LogConfig config(String... keysAndValues) {
        Map<String, String> overrides = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            overrides.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return LogConfig.of(Map.of(), overrides);
    }

    Path directory() {
        return root.resolve(PARTITION.toString());
    }

    PartitionLog create(LogConfig config) {
        try {
            return new PartitionLog(
                    LogLoader.create(PARTITION, TOPIC_ID, directory(), config, context, Batches.NOW), config, context);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    PartitionLog loadClean(LogConfig config) throws IOException {
        return load(config, true, 0, 0);
    }

    PartitionLog loadAfterCrash(LogConfig config, long recoveryPoint) throws IOException {
        return load(config, false, recoveryPoint, 0);
    }

    PartitionLog load(LogConfig config, boolean clean, long recoveryPoint, long logStart) throws IOException {
        LoadedLog loaded = new LogLoader(PARTITION, directory(), config, context, clean, Batches.NOW)
                .load(new LogLoader.Checkpointed(recoveryPoint, logStart, 0));
        return new PartitionLog(loaded, config, context);
    }

    static AppendResult append(PartitionLog log, ByteBuffer batch) {
        return log.append(batch, 0, AppendOrigin.CLIENT, VERSION, NOW);
    }

    static List<String> all(PartitionLog log) {
        return from(log, log.logStartOffset());
    }

    /** Every record from an offset to the end, read as a consumer would. */
    static List<String> from(PartitionLog log, long offset) {
        List<String> texts = new ArrayList<>();
        long next = offset;
        while (next < log.logEndOffset()) {
            ReadResult read = log.read(next, 400, log.logEndOffset(), true);
            if (!read.batches().hasRemaining()) {
                throw new AssertionError("nothing at " + next + " of " + log.logEndOffset() + ": " + read.error());
            }
            for (String text : Batches.texts(read.batches())) {
                long at = Long.parseLong(text.substring(0, text.indexOf(':')));
                if (at >= next) {
                    texts.add(text);
                    next = at + 1;
                }
            }
        }
        return texts;
    }

    List<String> fileNames() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    Path file(long base, String suffix) {
        return SegmentName.of(directory(), base, suffix);
    }

    static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path each : tree.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }
}
