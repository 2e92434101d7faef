package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.config;

import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.record.internal.ControlRecordType;

/**
 * A data directory with a bit of everything: two partitions in several segments, every codec, numbered producers,
 * transactions that were committed, aborted and left open, leaders that changed, records that were deleted.
 */
final class DirectoryStory {
    static final List<TopicPartition> PARTITIONS =
            List.of(new TopicPartition(new TopicName("events"), 0), new TopicPartition(new TopicName("events"), 1));
    /** Writes numbered batches without a transaction in every partition. */
    static final long PRODUCER = 9;

    private static final int STEPS = 45;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(Batches.NOW + 5_000));

    private final Random random;
    private final LogConfig config;
    private final long[] transactions = new long[PARTITIONS.size()];

    DirectoryStory(long seed) {
        random = new Random(seed);
        config = config(
                "segment.bytes",
                Integer.toString(1_800 + random.nextInt(800)),
                "index.interval.bytes",
                Integer.toString(random.nextInt(250)));
    }

    LogDirectory open(Path root) {
        LogDirectory opened =
                LogDirectory.open(LogDirectorySettings.of(root, "cluster", new BrokerId(1)), new Random(1), CLOCK);
        opened.loadAll(topic -> config, (partition, done, total, recovered) -> {});
        return opened;
    }

    static <T> T on(LogDirectory directory, TopicPartition partition, Function<PartitionLog, T> work) {
        return directory
                .laneOf(partition)
                .submit(() -> work.apply(directory.log(partition).orElseThrow()))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    /** Leaves the directory as an orderly stop does in {@code stopped}, and as a kill does in {@code killed}. */
    void tell(Path stopped, Path killed) throws IOException {
        LogDirectory directory = open(stopped);
        for (TopicPartition partition : PARTITIONS) {
            directory
                    .laneOf(partition)
                    .submit(() ->
                            directory.create(partition, new TopicId(new UUID(7, 1 + partition.partition())), config))
                    .toCompletableFuture()
                    .join();
            for (int step = 0; step < STEPS; step++) {
                int now = step;
                on(directory, partition, log -> step(log, now));
            }
        }
        on(directory, PARTITIONS.get(0), DirectoryStory::deleteSome);
        directory.checkpoint().toCompletableFuture().join();
        LogFixture.copyTree(stopped, killed);
        Files.delete(killed.resolve(".lock"));
        directory.close();
    }

    /** Up to the middle of a batch's segment. */
    private static ErrorCode deleteSome(PartitionLog log) {
        log.highWatermark(log.logEndOffset());
        return log.deleteBefore(13);
    }

    private long step(PartitionLog log, int step) {
        int epoch = step / 16;
        if (step % 16 == 0) {
            log.beginEpoch(epoch);
        }
        if (step % 20 == 10) {
            log.flush();
        }
        long at = Batches.NOW + 10L * step;
        if (step % 5 == 1) {
            append(log, Batches.idempotent(PRODUCER, 0, step / 5, "numbered-" + step), epoch, AppendOrigin.CLIENT);
        } else if (step % 7 == 3) {
            transact(log, step, epoch);
        } else {
            append(log, Batches.random(random, at - random.nextInt(25)), epoch, AppendOrigin.CLIENT);
        }
        return log.logEndOffset();
    }

    /** Every second one is aborted; the last one stays open. */
    private void transact(PartitionLog log, int step, int epoch) {
        long producer = 100L + log.partition().partition();
        append(
                log,
                Batches.transactional(producer, step, 0, "in", "transaction-" + step),
                epoch,
                AppendOrigin.CLIENT_IN_TRANSACTION);
        append(log, Batches.random(random, Batches.NOW + 10L * step), epoch, AppendOrigin.CLIENT);
        if (step < STEPS - 7) {
            boolean abort = transactions[log.partition().partition()]++ % 2 == 0;
            append(
                    log,
                    Batches.marker(producer, step, abort ? ControlRecordType.ABORT : ControlRecordType.COMMIT, 1),
                    epoch,
                    AppendOrigin.COORDINATOR);
        }
    }

    private static void append(PartitionLog log, ByteBuffer batch, int epoch, AppendOrigin origin) {
        AppendResult result = log.append(batch, epoch, origin, LogFixture.VERSION, CLOCK.instant());
        if (result.error() != ErrorCode.NONE) {
            throw new IllegalStateException(result.toString());
        }
    }

    /** The sequence of the last batch of {@link #PRODUCER}. */
    static int lastSequence() {
        return (STEPS - 2) / 5;
    }

    static int lastEpoch() {
        return (STEPS - 1) / 16;
    }
}
