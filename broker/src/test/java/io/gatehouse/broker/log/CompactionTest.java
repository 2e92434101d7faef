package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.CompactedTopic.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** COMPAT A10: what compaction takes and what it leaves. */
final class CompactionTest {
    private static final Duration PAST_HORIZON = Duration.ofMillis(1001);
    private static final TopicPartition OTHER = new TopicPartition(new TopicName("other"), 0);

    @TempDir
    private Path folder;

    private Path root;
    private CompactedTopic topic;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("logs"));
        topic = new CompactedTopic(root, config());
    }

    @AfterEach
    void close() {
        topic.close();
    }

    private void reopen(LogConfig config) {
        topic.close();
        topic = new CompactedTopic(root, config);
    }

    @Test
    void theNewestValueOfEachKeyStaysAtItsOffset() { // COMPAT A10.5, A10.9, A10.10
        topic.put("a=1", "b=1", "c=1");
        topic.put("a=2", "b=2");
        topic.put("a=3");
        long end = topic.end();

        topic.compact();

        assertThat(topic.all()).containsExactly("2:c=1", "4:b=2", "5:a=3");
        assertThat(topic.end()).isEqualTo(end + 1);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void aBatchKeepsItsCodecItsOffsetsAndItsTimes(CompressionType codec) { // COMPAT A10.9
        topic.put(codec, "a=1", "b=1", "c=1");
        topic.put(codec, "a=2", "c=2");
        topic.compact();

        RecordBatch first = topic.batches().get(0);
        assertThat(first.baseOffset()).isZero();
        assertThat(first.lastOffset()).isEqualTo(2);
        assertThat(first.compressionType()).isEqualTo(codec);
        assertThat(first.countOrNull()).isEqualTo(1);
        assertThat(first.iterator().next().timestamp()).isEqualTo(Batches.NOW + 1);
        assertThat(first.maxTimestamp()).isEqualTo(Batches.NOW + 1);
        assertThat(topic.all()).containsExactly("1:b=1", "3:a=2", "4:c=2");
    }

    @Test
    void aReaderFindsTheNextRecordWhereOneIsGone() {
        topic.put("a=1");
        topic.put("a=2");
        topic.put("b=1");
        topic.compact();

        ReadResult read = topic.onLog(log -> log.read(0, 1000, log.logEndOffset(), true));

        assertThat(Batches.texts(read.batches())).startsWith("1:2", "2:1");
    }

    @Test
    void segmentsAreJoined() throws IOException { // COMPAT A10.4
        for (int i = 0; i < 40; i++) {
            topic.put("key-" + i % 4 + "=" + i);
        }
        topic.compact();
        topic.compact(); // What became small is joined the next time.

        assertThat(topic.all()).containsExactly("36:key-0=36", "37:key-1=37", "38:key-2=38", "39:key-3=39");
        assertThat(LeftoverFiles.segments(root.resolve("table-0"))).hasSize(2).startsWith(0L);
        assertThat(names(".swap", ".cleaned")).isEmpty();
    }

    @Test
    void aTombstoneStaysUntilItsHorizon() { // COMPAT A10.6
        topic.put("a=1", "b=1");
        topic.put("a");
        topic.compact();
        assertThat(topic.all()).containsExactly("1:b=1", "2:a");
        assertThat(topic.batches().get(1).deleteHorizonMs()).hasValue(Batches.NOW + 1000);
        assertThat(topic.batches().get(1).iterator().next().timestamp()).isEqualTo(Batches.NOW);

        topic.pass(Duration.ofMillis(999));
        topic.compact();
        assertThat(topic.all()).containsExactly("1:b=1", "2:a");

        topic.pass(PAST_HORIZON);
        topic.compact();
        assertThat(topic.all()).containsExactly("1:b=1");
    }

    @Test
    void aValueAfterItsTombstoneStays() {
        topic.put("a=1");
        topic.put("a");
        topic.put("a=2");
        topic.compact();
        topic.pass(PAST_HORIZON);
        topic.compact();

        assertThat(topic.all()).containsExactly("2:a=2");
    }

    @Test
    void recordsWithoutKeyGo() { // COMPAT A10.5
        topic.configure(config("cleanup.policy", "delete"));
        topic.append(
                Batches.of(CompressionType.NONE, new SimpleRecord(Batches.NOW, null, Batches.bytes("nameless"))),
                AppendOrigin.CLIENT);
        topic.put("a=1");
        topic.configure(config());
        topic.compact();

        assertThat(topic.all()).containsExactly("1:a=1");
    }

    @Test
    void whatIsActiveIsNotTouched() { // COMPAT A10.2
        topic.put("a=1");
        topic.put("a=2");
        topic.clean();

        assertThat(topic.all()).containsExactly("0:a=1", "1:a=2");
    }

    @Test
    void whatIsYoungerThanTheLagIsNotTouched() { // COMPAT A10.2
        topic.configure(config("min.compaction.lag.ms", "5000"));
        topic.put("a=1");
        topic.put("a=2");
        topic.compact();
        assertThat(topic.all()).containsExactly("0:a=1", "1:a=2");

        topic.pass(Duration.ofMillis(5001));
        topic.clean();
        assertThat(topic.all()).containsExactly("1:a=2");
    }

    @Test
    void aLogIsCompactedWhenEnoughOfItIsDirty() { // COMPAT A10.1
        topic.configure(config("min.cleanable.dirty.ratio", "0.5"));
        topic.put("a=" + "x".repeat(300), "b=1");
        topic.compact();
        topic.put("b=2");
        topic.compact();
        assertThat(topic.all()).last().isEqualTo("3:b=2");
        assertThat(topic.all()).hasSize(3);

        topic.put("b=" + "y".repeat(300));
        topic.compact();
        assertThat(topic.all()).hasSize(2);
    }

    @Test
    void aLogIsCompactedWhenItWaitedTooLong() { // COMPAT A10.1, KIP-354
        topic.configure(config("min.cleanable.dirty.ratio", "1", "max.compaction.lag.ms", "60000"));
        topic.put("a=1");
        topic.put("a=2");
        topic.compact();
        assertThat(topic.all()).hasSize(2);

        topic.pass(Duration.ofMillis(60_001));
        topic.clean();
        assertThat(topic.all()).containsExactly("1:a=2");
    }

    @Test
    void theNewestBatchOfAProducerStaysAsABareHeader() { // COMPAT A10.8
        topic.putAs(7, 3, 0, "a=1");
        topic.putAs(7, 3, 1, "a=2");
        topic.put("a=3");
        topic.compact();

        assertThat(topic.all()).containsExactly("2:a=3");
        RecordBatch kept = topic.batches().get(0);
        assertThat(kept.lastOffset()).isEqualTo(1);
        assertThat(kept.countOrNull()).isZero();
        assertThat(kept.producerId()).isEqualTo(7);
        assertThat(kept.baseSequence()).isEqualTo(1);

        topic.compact();
        reopen(config());
        assertThat(topic.putAs(7, 3, 1, "a=2").duplicate()).isTrue();
        assertThat(topic.putAs(7, 3, 3, "a=9").error()).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(topic.putAs(7, 3, 2, "a=4").error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aBareHeaderIsNotFoundByTime() { // COMPAT A4.2, KIP-734
        topic.put("b=1");
        topic.pass(Duration.ofSeconds(5));
        topic.putIn(9, 0, 0, "a=1", "c=1"); // The second one is a millisecond younger than all others.
        topic.end(9, 0, ControlRecordType.ABORT);
        topic.compact();

        TimestampAndOffset newest = topic.onLog(PartitionLog::maxTimestamp);
        assertThat(newest.offset()).isEqualTo(4); // The record that rolled.
        Optional<TimestampAndOffset> later = topic.onLog(log -> log.offsetFor(Batches.NOW + 1));
        assertThat(later.map(TimestampAndOffset::offset)).hasValue(4L);
    }

    @Test
    void anAbortedTransactionGoesAtOnceAndItsMarkerLater() { // COMPAT A10.7, A10.11
        topic.put("a=1");
        topic.putIn(9, 0, 0, "a=2", "b=2");
        topic.end(9, 0, ControlRecordType.ABORT);
        topic.putIn(9, 0, 2, "c=3");
        topic.end(9, 0, ControlRecordType.COMMIT);
        topic.compact();
        assertThat(topic.all()).containsExactly("0:a=1", "3:ABORT", "4:c=3", "5:COMMIT");
        assertThat(aborted()).hasSize(1);

        topic.compact(); // From now on the abort has nothing before it.
        topic.pass(PAST_HORIZON);
        topic.compact();
        assertThat(topic.all()).containsExactly("0:a=1", "4:c=3", "5:COMMIT");
        assertThat(aborted()).isEmpty();
    }

    @Test
    void theLastMarkerOfAProducerStaysForItsEpoch() { // COMPAT A10.8
        topic.putIn(9, 0, 0, "a=1");
        topic.end(9, 1, ControlRecordType.ABORT);
        for (int i = 0; i < 3; i++) {
            topic.compact();
            topic.pass(PAST_HORIZON);
        }

        assertThat(topic.all()).isEmpty();
        assertThat(topic.batches().get(0).producerEpoch()).isEqualTo((short) 1);
        assertThat(topic.batches().get(0).isControlBatch()).isTrue();
        topic.close();
        removeSnapshots(); // The batches alone have to tell.
        topic = new CompactedTopic(root, config());
        assertThat(topic.putAs(9, 0, 0, "late=").error()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void anOpenTransactionIsNotTouched() { // COMPAT A10.2
        topic.put("a=1");
        topic.putIn(9, 0, 0, "a=2");
        topic.compact();
        assertThat(topic.all()).containsExactly("0:a=1", "1:a=2");

        topic.end(9, 0, ControlRecordType.COMMIT);
        topic.compact();
        assertThat(topic.all()).startsWith("1:a=2");
    }

    @Test
    void whatDoesNotFitIntoMemoryIsCompactedInSeveralGoes() { // COMPAT A10.3
        topic.close();
        topic = new CompactedTopic(
                root, config(), new CleanerSettings(1, 20 * 24, 0.9, 1 << 16, Double.MAX_VALUE, Duration.ofDays(1)));
        for (int i = 0; i < 100; i++) {
            topic.put("key-" + i % 30 + "=" + i);
        }
        topic.roll();
        assertThat(topic.cleaner.cleanOne()).isTrue();
        long first = topic.directory.cleanUpTo(CompactedTopic.PARTITION);
        assertThat(first).isBetween(1L, 99L);

        topic.clean();
        assertThat(topic.directory.cleanUpTo(CompactedTopic.PARTITION)).isEqualTo(100);
        topic.put("again=");
        topic.compact();
        assertThat(topic.all()).contains("99:key-9=99", "70:key-10=70", "98:key-8=98");
    }

    @Test
    void aRestartGoesOnWhereItWas() throws IOException { // COMPAT A1.6, A10.12
        topic.put("a=1");
        topic.put("a=2");
        topic.compact();
        long cleanUpTo = topic.directory.cleanUpTo(CompactedTopic.PARTITION);
        assertThat(Files.readString(root.resolve("cleaner-offset-checkpoint"))).contains("table 0 " + cleanUpTo);

        reopen(config());

        assertThat(topic.directory.cleanUpTo(CompactedTopic.PARTITION)).isEqualTo(cleanUpTo);
        assertThat(topic.all()).containsExactly("1:a=2");
    }

    @Test
    void aNewLogOfTheSameNameIsNotTakenForClean() {
        topic.put("a=1");
        topic.compact();
        topic.onLog(log -> {
            topic.directory.delete(CompactedTopic.PARTITION);
            return true;
        });

        assertThat(topic.directory.cleanUpTo(CompactedTopic.PARTITION)).isZero();
    }

    @Test
    void aCheckpointOutsideTheLogIsNotBelieved() throws IOException { // COMPAT A10.2
        topic.put("a=1");
        topic.put("a=2");
        topic.roll();
        topic.close();
        Files.writeString(root.resolve("cleaner-offset-checkpoint"), "0\n1\ntable 0 4711\n");
        topic = new CompactedTopic(root, config());
        topic.clean();

        assertThat(topic.all()).containsExactly("1:a=2");
    }

    @Test
    void aLogThatCannotBeReadIsSetAsideAndTheOthersGoOn() throws IOException { // attack 225
        topic.put("a=1");
        topic.put("a=2");
        topic.roll();
        flip(root.resolve("table-0").resolve("00000000000000000000.log"), 66);
        otherLog();

        topic.clean();

        assertThat(topic.cleaner.cleanOne()).isFalse();
        assertThat(topic.directory.cleanUpTo(CompactedTopic.PARTITION)).isZero();
        assertThat(topic.directory.cleanUpTo(OTHER)).isPositive();
        assertThat(names(".swap", ".cleaned")).isEmpty();
        assertThat(topic.directory.online()).isTrue();
    }

    /** The checksum of a batch does not cover its offset. */
    @Test
    void aBatchWithAWrongOffsetIsNotBelieved() throws IOException {
        topic.put("a=1");
        topic.put("a=2");
        topic.roll();
        flip(root.resolve("table-0").resolve("00000000000000000000.log"), 0);

        topic.clean();

        assertThat(topic.directory.cleanUpTo(CompactedTopic.PARTITION)).isZero();
    }

    private void otherLog() {
        topic.directory
                .laneOf(OTHER)
                .submit(() -> {
                    LogConfig config = config("segment.bytes", "150");
                    PartitionLog log = topic.directory.create(OTHER, new TopicId(new UUID(5, 6)), config);
                    for (int i = 0; i < 3; i++) {
                        LogFixture.append(log, Batches.of("value"));
                    }
                    log.flush();
                    log.highWatermark(3);
                    return true;
                })
                .toCompletableFuture()
                .join();
    }

    @Test
    void aBombInACompactedLogIsSetAside() { // attacks 191, 225
        ByteBuffer bomb = Batches.raw(CompressionType.GZIP.id, 1, DecompressionTest.bomb(CompressionType.GZIP, 80));
        topic.configure(
                config("cleanup.policy", "delete", "max.message.bytes", "100000000", "segment.bytes", "1000000"));
        assertThat(topic.append(bomb, AppendOrigin.CLIENT).error()).isEqualTo(ErrorCode.NONE);
        topic.configure(config());
        topic.compact();

        assertThat(topic.directory.cleanUpTo(CompactedTopic.PARTITION)).isZero();
        assertThat(topic.directory.online()).isTrue();
    }

    @Test
    void whatRetentionTookMeanwhileIsNotBroughtBack() { // cleanup.policy = compact,delete
        topic.configure(config("cleanup.policy", "compact,delete", "retention.ms", "10000"));
        topic.put("a=1");
        topic.put("b=1");
        topic.roll();
        CompactionSource source = topic.onLog(log -> log.compactionSource(0, Batches.NOW));
        topic.pass(Duration.ofSeconds(11));
        topic.onLog(log -> {
            log.retain(LogFixture.NOW.plusSeconds(11), Long.MAX_VALUE);
            return true;
        });
        List<Segment> run =
                source.pieces().stream().map(CompactionSource.Piece::segment).toList();

        boolean done = topic.onLog(log -> replaced(log, source, run));
        assertThat(done).isFalse();
        assertThat(topic.all()).doesNotContain("0:a=1");
    }

    private static boolean replaced(PartitionLog log, CompactionSource source, List<Segment> run) {
        try {
            CompactionOutput output = new CompactionOutput(log.directory(), 0, Batches.NOW);
            boolean done = log.replace(source, run, output, Batches.NOW);
            output.discard();
            return done;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void whatATruncationTookMeanwhileIsNotCompactedBy() { // COMPAT B7.6
        topic.put("a=1");
        topic.put("b=1");
        topic.roll();
        topic.put("a=2");
        topic.roll();
        CompactionSource source = topic.onLog(log -> log.compactionSource(0, Batches.NOW));
        topic.onLog(log -> log.truncateTo(3, LogFixture.NOW)); // With the newer value, for which the older would go.
        List<Segment> untouched = List.of(source.pieces().get(0).segment());

        boolean done = topic.onLog(log -> replaced(log, source, untouched));

        assertThat(done).isFalse();
        assertThat(topic.all()).containsExactly("0:a=1", "1:b=1");
        assertThat(topic.end()).isEqualTo(3);
    }

    @Test
    void aTruncationInTheMiddleOfACompactionEndsIt() throws Exception { // COMPAT A10.12, B7.6
        for (int i = 0; i < 40; i++) {
            topic.put("key-" + i % 4 + "=" + i);
        }
        topic.roll();
        CompactionSource source = topic.onLog(log -> log.compactionSource(0, Batches.NOW));
        LogCompaction.Means means = new LogCompaction.Means(
                () -> new KeyHash(new byte[16]),
                1 << 20,
                0.9,
                1 << 16,
                bytes -> topic.onLog(log -> log.truncateTo(10, LogFixture.NOW)));

        assertThatThrownBy(() -> new LogCompaction(
                                source,
                                means,
                                Batches.NOW,
                                (run, made) -> topic.onLog(log -> log.replace(source, run, made, Batches.NOW)),
                                () -> topic.onLog(log -> log.cutSince(source)))
                        .run())
                .isInstanceOf(LogCompaction.Interrupted.class);
        topic.directory.compacted(topic.directory.log(CompactedTopic.PARTITION).orElseThrow(), source, source.end());

        assertThat(topic.all()).hasSize(10).startsWith("0:key-0=0").endsWith("9:key-1=9");
        assertThat(topic.directory.cleanUpTo(CompactedTopic.PARTITION)).isZero();
    }

    @Test
    void whatIsWrittenWhereCompactedRecordsWereIsCompactedAgain() { // COMPAT A1.6, B7.6
        for (int i = 0; i < 20; i++) {
            topic.put("a=" + i);
        }
        topic.compact();
        long clean = topic.directory.cleanUpTo(CompactedTopic.PARTITION);
        topic.onLog(log -> log.truncateTo(5, LogFixture.NOW));
        assertThat(topic.directory.cleanUpTo(CompactedTopic.PARTITION)).isEqualTo(5);
        while (topic.end() < clean + 2) {
            topic.put("b=" + topic.end());
        }

        topic.compact();

        assertThat(topic.all()).containsExactly(clean + 1 + ":b=" + (clean + 1));
    }

    @Test
    void aLogThatIsCutInAGapGoesOnWhereItWasCut() throws IOException { // COMPAT B1.1: nothing committed is used again
        for (int i = 0; i < 20; i++) {
            topic.put("a=" + i);
        }
        topic.compact();
        assertThat(topic.all()).containsExactly("19:a=19");
        topic.onLog(log -> log.truncateTo(12, LogFixture.NOW));

        assertThat(topic.end()).isEqualTo(12);
        topic.onLog(log -> {
            log.close();
            return true;
        });
        LogFixture again = new LogFixture(topic.directory.path());
        LogLoader.Checkpointed nothing = new LogLoader.Checkpointed(0, 0, 0);
        LoadedLog loaded = new LogLoader(
                        CompactedTopic.PARTITION,
                        again.root.resolve(CompactedTopic.PARTITION.toString()),
                        config(),
                        again.context,
                        false,
                        Batches.NOW)
                .load(nothing);
        assertThat(loaded.segments().active().nextOffset()).isEqualTo(12);
    }

    @Test
    void retentionOfACompactedLogStillGoesByTime() { // cleanup.policy = compact,delete
        topic.configure(config("cleanup.policy", "compact,delete", "retention.ms", "10000"));
        topic.put("a=1");
        topic.put("a=2");
        topic.compact();
        assertThat(topic.all()).containsExactly("1:a=2");

        topic.onLog(log -> {
            log.retain(LogFixture.NOW.plusSeconds(11), Long.MAX_VALUE);
            return true;
        });
        assertThat(topic.all()).isEmpty();
    }

    @Test
    void aStoppedCleanerLeavesTheLogAsItWas() throws IOException {
        topic.put("a=1");
        topic.put("a=2");
        topic.roll();
        topic.cleaner.close();

        assertThat(topic.cleaner.cleanOne()).isFalse();
        assertThat(topic.all()).containsExactly("0:a=1", "1:a=2");
        assertThat(names(".swap", ".cleaned")).isEmpty();
    }

    private List<AbortedTransaction> aborted() {
        return topic.onLog(log -> log.aborted(0, 6));
    }

    private List<String> names(String... suffixes) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("table-0"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> List.of(suffixes).stream().anyMatch(name::endsWith))
                    .toList();
        }
    }

    private void removeSnapshots() {
        try (Stream<Path> files = Files.list(root.resolve("table-0"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".snapshot")).toList()) {
                Files.delete(file);
            }
            Files.delete(root.resolve(".kafka_cleanshutdown"));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes, StandardOpenOption.WRITE);
    }
}
