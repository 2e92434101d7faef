package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logs that Apache Kafka 3.9.2 wrote, stopped in order and killed, open here with nothing lost: every codec, idempotent
 * producers, transactions committed, aborted and open (COMPAT A3 to A8). Made by {@code differential/golden-log.sh}.
 */
final class GoldenLogTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/kafka-log");
    private static final LogConfig CONFIG = config(
            "segment.bytes",
            "2500",
            "index.interval.bytes",
            "300",
            "segment.index.bytes",
            "1200",
            "retention.ms",
            "-1");

    @TempDir
    private Path folder;

    private final Map<String, LogFixture> fixtures = new HashMap<>();

    @BeforeEach
    void copy() throws IOException {
        for (String name : List.of("clean", "killed")) {
            Path root = Files.createDirectory(folder.resolve(name));
            LogFixture fixture = new LogFixture(root);
            LogFixture.copyTree(GOLDEN.resolve(name).resolve("golden-0"), fixture.directory());
            fixtures.put(name, fixture);
        }
    }

    private LogFixture fixture(String name) {
        return java.util.Objects.requireNonNull(fixtures.get(name));
    }

    @Test
    void a85_whatKafkaStoppedInOrderIsTakenAsItIs() throws IOException {
        Map<String, ByteBuffer> before = files("clean");

        PartitionLog log = fixture("clean").loadClean(CONFIG);

        assertThat(read(log)).isEqualTo(expected("clean", "all "));
        assertThat(files("clean")).isEqualTo(before);
    }

    @Test
    void a86_whatKafkaLeftWhenItWasKilledIsRecoveredWhole() throws IOException {
        PartitionLog log = fixture("killed").loadAfterCrash(CONFIG, 0);

        assertThat(read(log)).isEqualTo(expected("killed", "all "));
    }

    @Test
    void a1134_aReaderOfCommittedRecordsSeesWhatKafkasConsumerSaw() throws IOException {
        for (String name : List.of("clean", "killed")) {
            PartitionLog log = name.equals("clean")
                    ? fixture(name).loadClean(CONFIG)
                    : fixture(name).loadAfterCrash(CONFIG, 0);
            log.highWatermark(log.logEndOffset());

            assertThat(log.lastStableOffset()).isEqualTo(end(name, "committed-end "));
            assertThat(committed(log)).isEqualTo(expected(name, "committed "));
        }
    }

    @Test
    void a6_producersThatKafkaKnewAreKnown() throws IOException {
        for (String name : List.of("clean", "killed")) {
            PartitionLog log = name.equals("clean")
                    ? fixture(name).loadClean(CONFIG)
                    : fixture(name).loadAfterCrash(CONFIG, 0);
            ByteBuffer again = Batches.idempotent(0, 0, 8, "a", "b", "c", "d");
            ByteBuffer next = Batches.idempotent(0, 0, 12, "e");
            long end = log.logEndOffset();

            assertThat(LogFixture.append(log, again).baseOffset()).isEqualTo(8);
            assertThat(LogFixture.append(log, next).baseOffset()).isEqualTo(end);
        }
    }

    @Test
    void a42_timesAreFoundThroughKafkasIndexes() throws IOException {
        PartitionLog log = fixture("clean").loadClean(CONFIG);

        assertThat(log.offsetFor(Batches.NOW + 50_000).orElseThrow().offset()).isEqualTo(50);
        assertThat(log.endOffsetFor(0)).isEqualTo(new EpochEnd(0, log.logEndOffset()));
    }

    private static List<String> read(PartitionLog log) {
        return records(log, List.of(), log.logEndOffset());
    }

    /** As a client does it: skips what the aborted list names, up to each marker. */
    private static List<String> committed(PartitionLog log) {
        long end = log.lastStableOffset();
        return records(log, log.aborted(0, end), end);
    }

    private static List<String> records(PartitionLog log, List<AbortedTransaction> aborted, long end) {
        List<String> texts = new ArrayList<>();
        long next = 0;
        while (next < end) {
            ReadResult result = log.read(next, 1_000, end, true);
            for (RecordBatch batch :
                    MemoryRecords.readableRecords(result.batches()).batches()) {
                boolean skipped = aborted.stream()
                        .anyMatch(each -> each.producerId() == batch.producerId()
                                && batch.isTransactional()
                                && each.firstOffset() <= batch.baseOffset()
                                && batch.lastOffset() <= each.lastOffset());
                if (!skipped && !batch.isControlBatch()) {
                    batch.forEach(record -> texts.add(text(record)));
                }
                next = batch.nextOffset();
            }
        }
        return texts;
    }

    private static String text(Record record) {
        return record.offset() + " " + StandardCharsets.UTF_8.decode(record.key()) + " "
                + StandardCharsets.UTF_8.decode(record.value());
    }

    private static List<String> expected(String name, String word) throws IOException {
        return lines(name, word).toList();
    }

    private static long end(String name, String word) throws IOException {
        return Long.parseLong(lines(name, word).findFirst().orElseThrow());
    }

    private static Stream<String> lines(String name, String word) throws IOException {
        return Files.readAllLines(GOLDEN.resolve(name).resolve("records.txt")).stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()));
    }

    private Map<String, ByteBuffer> files(String name) throws IOException {
        Map<String, ByteBuffer> files = new HashMap<>();
        for (String file : fixture(name).fileNames()) {
            files.put(
                    file,
                    ByteBuffer.wrap(Files.readAllBytes(fixture(name).directory().resolve(file))));
        }
        return files;
    }
}
