package io.gatehouse.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A compacted log against a list of all that was ever appended: with plain, idempotent and transactional producers, every
 * codec, tombstones, restarts and compactions in any order, a reader sees the same table (COMPAT A10.10, G22).
 */
final class CompactionModelTest {
    private static final int STEPS = 150;
    private static final int KEYS = 12;
    private static final long IDEMPOTENT = 50;
    private static final int TRANSACTIONAL = 3;

    @TempDir
    private Path root;

    private enum Fate {
        VISIBLE,
        OPEN,
        ABORTED
    }

    /** What was appended under an offset. */
    private static final class Appended {
        private final String text;
        private final long producer;
        private Fate fate;

        Appended(String text, long producer, Fate fate) {
            this.text = text;
            this.producer = producer;
            this.fate = fate;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aReaderSeesTheSameTable(long seed) throws IOException {
        Run run = new Run(seed, Files.createDirectory(root.resolve("seed-" + seed)));
        try {
            for (int step = 0; step < STEPS; step++) {
                run.step();
                run.check("seed " + seed + " step " + step);
            }
            run.compactAll("seed " + seed);
        } finally {
            run.topic.close();
        }
    }

    private static final class Run {
        private final Random random;
        private final Path root;
        private final LogConfig config;
        private final TreeMap<Long, Appended> model = new TreeMap<>();
        private final Map<Long, Integer> sequences = new HashMap<>();
        private final Set<Long> open = new HashSet<>();
        private CompactedTopic topic;
        private int value;

        Run(long seed, Path root) {
            random = new Random(seed);
            this.root = root;
            config = CompactedTopic.config(
                    "segment.bytes", Integer.toString(500 + random.nextInt(2_000)),
                    "delete.retention.ms", Integer.toString(random.nextInt(3) * 1_000));
            topic = new CompactedTopic(root, config);
        }

        void step() {
            topic.pass(Duration.ofMillis(random.nextInt(400)));
            switch (random.nextInt(16)) {
                case 0, 1 -> compact();
                case 2 -> restart();
                case 3, 4 -> end(producer());
                case 5, 6, 7 -> putIn(producer());
                case 8, 9 -> putIdempotent();
                default -> put();
            }
        }

        private long producer() {
            return random.nextInt(TRANSACTIONAL);
        }

        private String[] texts() {
            String[] texts = new String[1 + random.nextInt(4)];
            for (int i = 0; i < texts.length; i++) {
                String key = "key-" + random.nextInt(KEYS);
                texts[i] = random.nextInt(5) == 0 ? key : key + "=" + value++ + "x".repeat(random.nextInt(40));
            }
            return texts;
        }

        private void note(String[] texts, long from, long producer, Fate fate) {
            for (int i = 0; i < texts.length; i++) {
                model.put(from + i, new Appended(texts[i], producer, fate));
            }
        }

        private void put() {
            String[] texts = texts();
            long from = topic.end();
            topic.put(CompressionType.forId(random.nextInt(5)), texts);
            note(texts, from, -1, Fate.VISIBLE);
        }

        private int sequence(long producer, int records) {
            int next = sequences.getOrDefault(producer, 0);
            sequences.put(producer, next + records);
            return next;
        }

        private void putIdempotent() {
            String[] texts = texts();
            long from = topic.end();
            int sequence = sequence(IDEMPOTENT, texts.length);
            AppendResult result = topic.putAs(IDEMPOTENT, 0, sequence, texts);
            assertThat(result.error()).isEqualTo(ErrorCode.NONE);
            note(texts, from, IDEMPOTENT, Fate.VISIBLE);
            assertThat(topic.putAs(IDEMPOTENT, 0, sequence, texts).duplicate()).isTrue();
        }

        private void putIn(long producer) {
            String[] texts = texts();
            long from = topic.end();
            topic.putIn(producer, 0, sequence(producer, texts.length), texts);
            note(texts, from, producer, Fate.OPEN);
            open.add(producer);
        }

        private void end(long producer) {
            if (!open.remove(producer)) {
                return;
            }
            boolean commit = random.nextBoolean();
            topic.end(producer, 0, commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT);
            model.values().stream()
                    .filter(each -> each.producer == producer && each.fate == Fate.OPEN)
                    .forEach(each -> each.fate = commit ? Fate.VISIBLE : Fate.ABORTED);
        }

        private void compact() {
            topic.roll();
            model.put(topic.end() - 1, new Appended("active=", -1, Fate.VISIBLE));
            topic.clean();
        }

        private void restart() {
            topic.close();
            if (random.nextBoolean()) {
                deleteQuietly(root.resolve(".kafka_cleanshutdown"));
            }
            topic = new CompactedTopic(root, config);
            topic.onLog(log -> {
                log.highWatermark(log.logEndOffset());
                return true;
            });
        }

        private static void deleteQuietly(Path file) {
            try {
                Files.delete(file);
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }

        /** Ends all transactions and compacts until nothing more can go: one record for each key stays below. */
        void compactAll(String as) {
            for (long producer = 0; producer < TRANSACTIONAL; producer++) {
                end(producer);
            }
            for (int i = 0; i < 3; i++) {
                topic.pass(Duration.ofSeconds(10));
                compact();
                check(as + " at the end");
            }
            long cleanUpTo = topic.directory.cleanUpTo(CompactedTopic.PARTITION);
            Set<String> keys = new HashSet<>();
            survivors().forEach((offset, text) -> {
                if (offset < cleanUpTo) {
                    assertThat(keys.add(key(text))).as("%s, %s twice", as, text).isTrue();
                }
            });
        }

        void check(String as) {
            Map<Long, String> survivors = survivors();
            survivors.forEach((offset, text) -> {
                Appended appended = model.get(offset);
                assertThat(appended).as("%s, offset %d", as, offset).isNotNull();
                assertThat(text).as("%s, offset %d", as, offset).isEqualTo(Objects.requireNonNull(appended).text);
            });
            assertThat(table(visible())).as(as).isEqualTo(table(expected()));
            model.tailMap(topic.directory.cleanUpTo(CompactedTopic.PARTITION))
                    .forEach((offset, appended) -> assertThat(survivors)
                            .as("%s, offset %d is not compacted yet", as, offset)
                            .containsKey(offset));
        }

        private SortedMap<Long, String> expected() {
            TreeMap<Long, String> texts = new TreeMap<>();
            long stable = topic.onLog(PartitionLog::lastStableOffset);
            model.headMap(stable).forEach((offset, each) -> {
                if (each.fate == Fate.VISIBLE) {
                    texts.put(offset, each.text);
                }
            });
            return texts;
        }

        private Map<Long, String> survivors() {
            Map<Long, String> found = new TreeMap<>();
            for (RecordBatch batch : topic.batches()) {
                if (!batch.isControlBatch()) {
                    batch.forEach(each -> found.put(each.offset(), text(each)));
                }
            }
            return found;
        }

        /** What a consumer with READ_COMMITTED hands to its application. */
        private SortedMap<Long, String> visible() {
            topic.onLog(log -> {
                log.highWatermark(log.logEndOffset());
                return true;
            });
            long stable = topic.onLog(PartitionLog::lastStableOffset);
            List<AbortedTransaction> aborted = new ArrayList<>(topic.onLog(log -> log.aborted(0, stable)));
            Set<Long> skipped = new HashSet<>();
            TreeMap<Long, String> texts = new TreeMap<>();
            for (RecordBatch batch : topic.batches()) {
                if (batch.baseOffset() >= stable) {
                    break;
                }
                aborted.stream()
                        .filter(each ->
                                each.firstOffset() <= batch.lastOffset() && each.lastOffset() >= batch.baseOffset())
                        .forEach(each -> skipped.add(each.producerId()));
                if (batch.isControlBatch()) {
                    skipped.remove(batch.producerId());
                } else if (!batch.isTransactional() || !skipped.contains(batch.producerId())) {
                    batch.forEach(each -> texts.put(each.offset(), text(each)));
                }
            }
            return texts;
        }

        private static Map<String, String> table(SortedMap<Long, String> texts) {
            Map<String, String> table = new HashMap<>();
            texts.values().forEach(text -> {
                if (text.contains("=")) {
                    table.put(key(text), text);
                } else {
                    table.remove(text);
                }
            });
            return table;
        }

        private static String key(String text) {
            int equals = text.indexOf('=');
            return equals < 0 ? text : text.substring(0, equals);
        }

        private static String text(Record each) {
            String key = StandardCharsets.UTF_8.decode(each.key()).toString();
            return each.value() == null ? key : key + "=" + StandardCharsets.UTF_8.decode(each.value());
        }
    }
}
