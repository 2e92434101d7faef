package io.gatehouse.bench.log;

import io.gatehouse.broker.log.AppendOrigin;
import io.gatehouse.broker.log.AppendResult;
import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogDirectorySettings;
import io.gatehouse.broker.log.PartitionLog;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** One partition in a directory of its own, which is removed at the end. Thread: JMH's; tasks run on the log's lane. */
final class BenchLog implements AutoCloseable {
    /** Where to put the files; the script names a file system in memory, so that the disk is not what is measured. */
    private static final String ROOT = "bench.dir";

    private static final long SEGMENT_BYTES = 256L << 20;
    /** So many bytes may stand in the log before {@link #trim} removes old segments. */
    private static final long KEPT_BYTES = 2 * SEGMENT_BYTES;

    private static final short PRODUCE_VERSION = 9;

    private final Path root;
    private final InstantSource clock = InstantSource.system();
    private final LogDirectory directory;
    private final PartitionLog log;

    BenchLog() {
        root = newRoot();
        LogConfig config = LogConfig.of(
                Map.of(),
                Map.of(
                        "segment.bytes", Long.toString(SEGMENT_BYTES),
                        "retention.bytes", Long.toString(SEGMENT_BYTES),
                        "file.delete.delay.ms", "0"));
        directory = LogDirectory.open(LogDirectorySettings.of(root, "bench", new BrokerId(0)), new Random(1), clock);
        directory.loadAll(topic -> config, (partition, done, total, recovered) -> {});
        TopicPartition partition = new TopicPartition(new TopicName("bench"), 0);
        log = directory
                .laneOf(partition)
                .submit(() -> directory.create(partition, new TopicId(new UUID(1, 1)), config))
                .toCompletableFuture()
                .join();
    }

    private static Path newRoot() {
        try {
            return Files.createTempDirectory(
                    Path.of(System.getProperty(ROOT, System.getProperty("java.io.tmpdir"))), "gatehouse-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PartitionLog log() {
        return log;
    }

    <T> T onLane(Callable<T> task) {
        return log.lane().submit(task).toCompletableFuture().join();
    }

    /** Appends the batch's next copy; the offset of its last record. On the lane. */
    long append(ProducedBatch batch) {
        AppendResult result = log.append(batch.next(), 0, AppendOrigin.CLIENT, PRODUCE_VERSION, clock.instant());
        if (result.error() != ErrorCode.NONE || result.duplicate()) {
            throw new IllegalStateException("append at " + log.logEndOffset() + ": " + result);
        }
        return result.lastOffset();
    }

    /** Removes old segments when there are too many. */
    void trim() {
        if (log.sizeBytes() > KEPT_BYTES) {
            onLane(() -> {
                log.highWatermark(log.logEndOffset());
                return log;
            });
            directory.retain(clock.instant()).toCompletableFuture().join();
            directory.housekeep(clock.instant()).toCompletableFuture().join();
        }
    }

    @Override
    public void close() {
        directory.close();
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
