package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When segments begin and when they go (COMPAT A9). */
final class RollAndRetentionTest {
    private static final long EXPIRY = Duration.ofDays(1).toMillis();

    @TempDir
    private Path root;

    private LogFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new LogFixture(root);
    }

    private List<String> logs() throws IOException {
        return fixture.fileNames().stream()
                .filter(name -> name.endsWith(".log"))
                .map(name -> Long.toString(Long.parseLong(name.substring(0, 20))))
                .toList();
    }

    @Test
    void aSegmentRollsWhenTheNextBatchDoesNotFit() throws IOException { // COMPAT A9.1, attack 203
        int bytes = Batches.of("a").remaining();
        PartitionLog log = fixture.create(config("segment.bytes", Integer.toString(2 * bytes)));
        for (int i = 0; i < 5; i++) {
            append(log, Batches.of("a"));
        }

        assertThat(logs()).containsExactly("0", "2", "4");
        assertThat(fixture.fileNames())
                .contains("00000000000000000002.index", "00000000000000000002.timeindex")
                .contains("00000000000000000002.snapshot", "00000000000000000004.snapshot");
        assertThat(LogFixture.all(log)).hasSize(5);
        assertThat(log.sizeBytes()).isEqualTo(5L * bytes);
        assertThat(log.recoveryPoint()).isEqualTo(4);
    }

    @Test
    void aSegmentRollsWhenItsFirstRecordIsOld() throws IOException { // COMPAT A9.1
        PartitionLog log = fixture.create(config("segment.ms", "1000"));
        append(log, Batches.at(5_000, "a"));
        append(log, Batches.at(6_000, "b"));
        append(log, Batches.at(6_001, "c"));

        assertThat(logs()).containsExactly("0", "2");
    }

    @Test
    void aSegmentWithoutTimestampsRollsByTheClock() throws IOException { // COMPAT A9.1
        PartitionLog log = fixture.create(config("segment.ms", "1000"));
        append(log, Batches.at(-1, "a"));
        log.append(
                Batches.at(-1, "b"),
                0,
                AppendOrigin.CLIENT,
                LogFixture.VERSION,
                Instant.ofEpochMilli(Batches.NOW + 1_001));

        assertThat(logs()).containsExactly("0", "1");
    }

    @Test
    void aSegmentRollsWhenAnIndexIsFull() throws IOException { // COMPAT A9.1
        PartitionLog log = fixture.create(config("segment.index.bytes", "36", "index.interval.bytes", "0"));
        for (int i = 0; i < 8; i++) {
            append(log, Batches.at(1_000 + i, "v"));
        }

        assertThat(logs()).hasSizeGreaterThan(1);
        assertThat(Files.size(fixture.file(0, ".timeindex"))).isLessThanOrEqualTo(36);
        assertThat(Files.size(fixture.file(0, ".index"))).isLessThanOrEqualTo(36);
        assertThat(LogFixture.all(log)).hasSize(8);
    }

    @Test
    void theFirstBatchHasNoIndexEntryAndSealingAddsTheLastTime() throws IOException { // COMPAT A4.1.3, A4.2.3
        PartitionLog log = fixture.create(config("index.interval.bytes", "0"));
        append(log, Batches.at(100, "a"));
        append(log, Batches.at(50, "b"));
        append(log, Batches.at(300, "c"));
        append(log, Batches.at(200, "d"));
        log.close();

        assertThat(Files.size(fixture.file(0, ".index"))).isEqualTo(3 * 8);
        TimeIndex times = TimeIndex.open(fixture.file(0, ".timeindex"), 0);
        assertThat(times.lastTimestamp()).isEqualTo(300);
        assertThat(times.lastOffset()).isEqualTo(2);
        assertThat(times.file().count()).isEqualTo(2);
    }

    @Test
    void oldSegmentsGoAfterADelay() throws IOException { // COMPAT A9.6, A9.9
        PartitionLog log = rolledHourly("retention.ms", "7200000", "file.delete.delay.ms", "60000");
        log.highWatermark(log.logEndOffset());
        Instant now = Instant.ofEpochMilli(Batches.NOW + Duration.ofHours(5).toMillis() + 1);

        log.retain(now, EXPIRY);

        assertThat(log.logStartOffset()).isEqualTo(3);
        assertThat(LogFixture.all(log)).containsExactly("3:h3", "4:h4");
        assertThat(log.read(2, 100, 5, true).error().code()).isEqualTo((short) 1);
        assertThat(fixture.fileNames())
                .contains("00000000000000000000.log.deleted", "00000000000000000002.index.deleted");
        fixture.graveyard.sweep(now.toEpochMilli() + 59_999);
        assertThat(fixture.fileNames()).anyMatch(name -> name.endsWith(".deleted"));
        fixture.graveyard.sweep(now.toEpochMilli() + 60_000);
        assertThat(fixture.fileNames()).noneMatch(name -> name.endsWith(".deleted"));
    }

    private PartitionLog rolledHourly(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "segment.ms";
        all[settings.length + 1] = "1000";
        PartitionLog log = fixture.create(config(all));
        for (int i = 0; i < 5; i++) {
            append(log, Batches.at(Batches.NOW + Duration.ofHours(i + 1).toMillis(), "h" + i));
        }
        return log;
    }

    @Test
    void onlyWhatEveryReaderMayHaveSeenGoes() { // COMPAT A9.5
        PartitionLog log = rolledHourly("retention.ms", "0");
        log.highWatermark(2);

        log.retain(Instant.ofEpochMilli(Long.MAX_VALUE / 2), EXPIRY);

        assertThat(log.logStartOffset()).isEqualTo(2);
    }

    @Test
    void whenAllIsOldAnEmptySegmentIsLeft() throws IOException { // COMPAT A9.7, A9.8
        PartitionLog log = rolledHourly("retention.ms", "0");
        log.highWatermark(5);

        log.retain(Instant.ofEpochMilli(Long.MAX_VALUE / 2), EXPIRY);

        assertThat(log.logStartOffset()).isEqualTo(5);
        assertThat(log.logEndOffset()).isEqualTo(5);
        assertThat(log.sizeBytes()).isZero();
        assertThat(logs()).containsExactly("5");
        assertThat(append(log, Batches.of("more")).baseOffset()).isEqualTo(5);
    }

    @Test
    void theOldestGoWhileThereIsTooMuch() { // COMPAT A9.6
        PartitionLog log = rolledHourly("retention.ms", "-1", "retention.bytes", "200");
        log.highWatermark(5);
        long each = log.sizeBytes() / 5;

        log.retain(LogFixture.NOW, EXPIRY);

        assertThat(log.sizeBytes()).isBetween(200L, 200 + each);
    }

    @Test
    void aCompactedTopicKeepsOldSegments() { // COMPAT A9.4
        PartitionLog log = rolledHourly("retention.ms", "0", "cleanup.policy", "compact");
        log.highWatermark(5);

        log.retain(Instant.ofEpochMilli(Long.MAX_VALUE / 2), EXPIRY);

        assertThat(log.logStartOffset()).isZero();
    }

    @Test
    void aRecordFromTheFutureDoesNotKeepItsSegmentForEver() throws IOException { // Attack 198
        PartitionLog log = fixture.create(config("segment.ms", "1000", "retention.ms", "60000"));
        append(log, Batches.at(Batches.NOW, "a"));
        append(log, Batches.at(Long.MAX_VALUE, "future"));
        append(log, Batches.at(Batches.NOW + 1, "b"));
        log.highWatermark(log.logEndOffset());
        for (String base : logs()) {
            Files.setLastModifiedTime(fixture.file(Long.parseLong(base), ".log"), FileTime.fromMillis(Batches.NOW));
        }

        log.retain(Instant.ofEpochMilli(Batches.NOW + 60_001), EXPIRY);

        assertThat(log.logStartOffset()).isEqualTo(3);
    }

    @Test
    void epochsOfWhatIsGoneAreForgottenButTheOneThatHolds() throws IOException { // COMPAT B2.4
        PartitionLog log = fixture.create(config("segment.ms", "1000", "retention.ms", "0"));
        for (int epoch = 0; epoch < 4; epoch++) {
            log.append(
                    Batches.at(Batches.NOW + epoch * 5_000L, "a"),
                    epoch,
                    AppendOrigin.CLIENT,
                    LogFixture.VERSION,
                    LogFixture.NOW);
        }
        log.highWatermark(2);

        log.retain(Instant.ofEpochMilli(Batches.NOW * 2), EXPIRY);

        assertThat(Files.readString(fixture.directory().resolve("leader-epoch-checkpoint")))
                .isEqualTo("0\n2\n2 2\n3 3\n");
    }

    @Test
    void manyUnflushedRecordsAreFlushed() { // COMPAT A9.11
        PartitionLog log = fixture.create(config("flush.messages", "3"));
        append(log, Batches.of("a", "b"));
        assertThat(log.recoveryPoint()).isZero();
        append(log, Batches.of("c"));
        assertThat(log.recoveryPoint()).isEqualTo(3);
    }

    @Test
    void recordsThatWaitedLongAreFlushed() {
        PartitionLog log = fixture.create(config("flush.ms", "500"));
        append(log, Batches.of("a"));
        log.flushIfDue(Batches.NOW + 499);
        assertThat(log.recoveryPoint()).isZero();
        log.flushIfDue(Batches.NOW + 500);
        assertThat(log.recoveryPoint()).isEqualTo(1);
    }
}
