package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Writes logs for Apache Kafka's own tools to judge; see {@code src/test/differential/dump-log.sh}.
 *
 * <p>Argument: a folder that exists. Makes one data directory per seed below it, some stopped in order, some not.
 */
final class SampleLog {
    private static final int SEEDS = 6;
    private static final int BATCHES = 400;

    private SampleLog() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        for (int seed = 0; seed < SEEDS; seed++) {
            write(seed, Files.createDirectory(root.resolve("seed-" + seed)));
        }
        compacted(Files.createDirectory(root.resolve("compacted")));
    }

    /** With every codec, tombstones before and after their horizon, and transactions; compacted several times. */
    private static void compacted(Path folder) {
        Random random = new Random(17);
        try (CompactedTopic topic = new CompactedTopic(folder, CompactedTopic.config("segment.bytes", "3000"))) {
            for (int i = 0; i < BATCHES; i++) {
                String key = "key-" + random.nextInt(20);
                String[] texts = {random.nextInt(6) == 0 ? key : key + "=" + i, "other-" + i % 9 + "=" + i};
                if (i % 10 == 0) {
                    topic.putIn(i % 4, i, 0, texts);
                    topic.end(i % 4, i, i % 20 == 0 ? ControlRecordType.ABORT : ControlRecordType.COMMIT);
                } else if (i % 10 == 5) {
                    topic.putAs(77, 0, i / 10 * 2, texts);
                } else {
                    topic.put(CompressionType.forId(i % 5), texts);
                }
                if (i % 60 == 59) {
                    topic.pass(Duration.ofMillis(400));
                    topic.compact();
                }
            }
        }
    }

    private static void write(int seed, Path folder) throws IOException {
        Random random = new Random(seed);
        LogConfig config = config(
                "segment.bytes",
                "20000",
                "index.interval.bytes",
                Integer.toString(seed % 2 == 0 ? 300 : 4_096),
                "compression.type",
                Arrays.asList("producer", "zstd", "gzip").get(seed % 3),
                "message.timestamp.type",
                seed == 5 ? "LogAppendTime" : "CreateTime");
        LogFixture fixture = new LogFixture(folder);
        PartitionLog log = fixture.create(config);
        int sequence = 0;
        for (int i = 0; i < BATCHES; i++) {
            log.append(
                    random.nextInt(5) == 0
                            ? Batches.idempotent(9, 1, sequence++, "idempotent")
                            : Batches.random(random, Batches.NOW + 10L * i - random.nextInt(60)),
                    i / 100,
                    AppendOrigin.CLIENT,
                    LogFixture.VERSION,
                    Instant.ofEpochMilli(Batches.NOW + 20L * i));
            if (i % 7 == 0) {
                transaction(log, i, i / 100);
            }
            if (i % 150 == 149) {
                log.close();
                log = fixture.loadClean(config);
            }
        }
        if (seed % 2 == 1) {
            log = fixture.loadAfterCrash(config, 0); // Indexes as a recovery makes them.
        }
        Files.write(folder.resolve("expected"), expected(log));
        log.close();
    }

    /** What {@code OpenLog} of the same folder has to print. */
    private static List<String> expected(PartitionLog log) {
        log.highWatermark(log.logEndOffset());
        long stable = log.lastStableOffset();
        List<String> lines = new ArrayList<>();
        lines.add("from " + log.logStartOffset() + " to " + log.logEndOffset() + ", stable " + stable);
        List<AbortedTransaction> aborted = log.aborted(log.logStartOffset(), stable);
        List<String> committed = new ArrayList<>();
        for (long next = log.logStartOffset(); next < log.logEndOffset(); ) {
            ReadResult read = log.read(next, 5_000, log.logEndOffset(), true);
            for (RecordBatch batch :
                    MemoryRecords.readableRecords(read.batches()).batches()) {
                for (Record record : batch) {
                    ByteBuffer value = record.value();
                    String text = " " + record.offset() + " " + record.timestamp() + " "
                            + (value == null ? "null" : String.valueOf(value.hashCode()));
                    lines.add("all" + text);
                    if (record.offset() < stable && !batch.isControlBatch() && !in(aborted, batch)) {
                        committed.add("committed" + text);
                    }
                }
                next = batch.nextOffset();
            }
        }
        lines.addAll(committed);
        return lines;
    }

    private static boolean in(List<AbortedTransaction> aborted, RecordBatch batch) {
        return batch.isTransactional()
                && aborted.stream()
                        .anyMatch(each -> each.producerId() == batch.producerId()
                                && each.firstOffset() <= batch.baseOffset()
                                && batch.baseOffset() <= each.lastOffset());
    }

    /** Every third one is aborted; the last one of each log stays open. */
    private static void transaction(PartitionLog log, int step, int epoch) {
        long producer = 100L + step % 3;
        log.append(
                Batches.transactional(producer, step, 0, "in", "a", "transaction"),
                epoch,
                AppendOrigin.CLIENT_IN_TRANSACTION,
                LogFixture.VERSION,
                LogFixture.NOW);
        if (step < BATCHES - 7) {
            log.append(
                    Batches.marker(
                            producer, step, step % 3 == 0 ? ControlRecordType.ABORT : ControlRecordType.COMMIT, epoch),
                    epoch,
                    AppendOrigin.COORDINATOR,
                    LogFixture.VERSION,
                    LogFixture.NOW);
        }
    }
}
