package io.gatehouse.broker.log;

import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** A partition with keys in a real log directory, and a cleaner that works when it is told to. */
final class CompactedTopic implements AutoCloseable {
    static final TopicPartition PARTITION = new TopicPartition(new TopicName("table"), 0);

    private static final int EVERYTHING = 1 << 20;

    final LogDirectory directory;
    final Cleaner cleaner;
    private Instant now = LogFixture.NOW;

    CompactedTopic(Path root, LogConfig config) {
        this(root, config, CleanerSettings.defaults());
    }

    CompactedTopic(Path root, LogConfig config, CleanerSettings settings) {
        directory =
                LogDirectory.open(LogDirectorySettings.of(root, "cluster", new BrokerId(1)), new Random(3), () -> now);
        directory.loadAll(topic -> config, (partition, done, total, recovered) -> {});
        cleaner = new Cleaner(List.of(directory), settings, new Random(4), () -> now);
        await(directory
                .laneOf(PARTITION)
                .submit(() -> directory.create(PARTITION, new TopicId(new UUID(1, 2)), config)));
    }

    /** Small segments, compacted whenever there is anything to do; more settings on top. */
    static LogConfig config(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "cleanup.policy", "compact",
                "segment.bytes", "400",
                "index.interval.bytes", "50",
                "min.cleanable.dirty.ratio", "0",
                "delete.retention.ms", "1000"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return LogConfig.of(Map.of(), settings);
    }

    /** "key=value", or "key" alone for a tombstone. */
    static SimpleRecord record(String text, long timestamp) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new SimpleRecord(timestamp, bytes(text), null)
                : new SimpleRecord(timestamp, bytes(text.substring(0, equals)), bytes(text.substring(equals + 1)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private SimpleRecord[] records(String... texts) {
        SimpleRecord[] records = new SimpleRecord[texts.length];
        for (int i = 0; i < texts.length; i++) {
            records[i] = record(texts[i], now.toEpochMilli() + i);
        }
        return records;
    }

    void put(String... texts) {
        put(CompressionType.NONE, texts);
    }

    void put(CompressionType codec, String... texts) {
        append(Batches.of(codec, records(texts)), AppendOrigin.CLIENT);
    }

    AppendResult putAs(long producer, int epoch, int sequence, String... texts) {
        return append(
                Batches.copy(MemoryRecords.withIdempotentRecords(
                        Compression.NONE, producer, (short) epoch, sequence, records(texts))),
                AppendOrigin.CLIENT);
    }

    void putIn(long producer, int epoch, int sequence, String... texts) {
        append(
                Batches.copy(MemoryRecords.withTransactionalRecords(
                        Compression.NONE, producer, (short) epoch, sequence, records(texts))),
                AppendOrigin.CLIENT_IN_TRANSACTION);
    }

    void end(long producer, int epoch, ControlRecordType how) {
        append(Batches.marker(producer, epoch, how, 1), AppendOrigin.COORDINATOR);
    }

    AppendResult append(ByteBuffer batch, AppendOrigin origin) {
        return onLog(log -> log.append(batch, 0, origin, LogFixture.VERSION, now));
    }

    /** Begins a new active segment, and brings what was before to the disk. */
    void roll() {
        onLog(log -> {
            LogConfig config = log.config();
            log.config(CompactedTopic.config("segment.bytes", "100"));
            log.append(
                    Batches.of(CompressionType.NONE, records("active=")),
                    0,
                    AppendOrigin.CLIENT,
                    LogFixture.VERSION,
                    now);
            log.config(config);
            log.flush();
            log.highWatermark(log.logEndOffset());
            return true;
        });
    }

    void configure(LogConfig config) {
        onLog(log -> {
            log.config(config);
            return true;
        });
    }

    /** Rolls, and compacts until nothing is left to do. */
    void compact() {
        roll();
        clean();
    }

    void clean() {
        int most = 100;
        while (most > 0 && cleaner.cleanOne()) {
            most--;
        }
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** "offset:key=value" of every record from the start, markers as "offset:COMMIT", without those that rolled. */
    List<String> all() {
        List<String> texts = new ArrayList<>();
        for (RecordBatch batch : batches()) {
            for (Record each : batch) {
                String text = text(batch, each);
                if (!text.endsWith(":active=")) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    private static String text(RecordBatch batch, Record each) {
        if (batch.isControlBatch()) {
            return each.offset() + ":" + ControlRecordType.parse(each.key());
        }
        String key = StandardCharsets.UTF_8.decode(each.key()).toString();
        return each.offset() + ":" + key
                + (each.value() == null ? "" : "=" + StandardCharsets.UTF_8.decode(each.value()));
    }

    /** Every batch as a consumer gets it, checked. */
    List<RecordBatch> batches() {
        List<RecordBatch> found = new ArrayList<>();
        long next = onLog(PartitionLog::logStartOffset);
        while (true) {
            long from = next;
            ReadResult read = onLog(log -> log.read(from, EVERYTHING, log.logEndOffset(), true));
            if (!read.batches().hasRemaining()) {
                return found;
            }
            for (RecordBatch batch :
                    MemoryRecords.readableRecords(read.batches()).batches()) {
                batch.ensureValid();
                found.add(batch);
                next = batch.nextOffset();
            }
        }
    }

    long end() {
        return onLog(PartitionLog::logEndOffset);
    }

    <T> T onLog(Function<PartitionLog, T> work) {
        return await(directory
                .laneOf(PARTITION)
                .submit(() -> work.apply(directory.log(PARTITION).orElseThrow())));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        cleaner.close();
        directory.close();
    }
}
