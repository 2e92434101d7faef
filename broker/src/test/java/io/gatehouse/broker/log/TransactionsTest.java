package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions within one log: markers, stable offset, aborted lists, their index (COMPAT A4.3, A5.3, A5.6, A11.4). */
final class TransactionsTest {
    @TempDir
    private Path root;

    private final List<AbortedTransaction> none = List.of();

    private static AppendResult data(PartitionLog log, long producer, int sequence, String... values) {
        return log.append(
                Batches.transactional(producer, 0, sequence, values),
                0,
                AppendOrigin.CLIENT_IN_TRANSACTION,
                LogFixture.VERSION,
                LogFixture.NOW);
    }

    private static AppendResult end(
            PartitionLog log, long producer, int epoch, ControlRecordType how, int coordinator) {
        return log.append(
                Batches.marker(producer, epoch, how, coordinator),
                0,
                AppendOrigin.COORDINATOR,
                LogFixture.VERSION,
                LogFixture.NOW);
    }

    private static AppendResult commit(PartitionLog log, long producer) {
        return end(log, producer, 0, ControlRecordType.COMMIT, 1);
    }

    private static AppendResult abort(PartitionLog log, long producer) {
        return end(log, producer, 0, ControlRecordType.ABORT, 1);
    }

    private PartitionLog log() {
        return new LogFixture(root).create(config());
    }

    @Test
    void anOpenTransactionHoldsTheStableOffsetUntilItsMarkerIsCommitted() { // COMPAT A11.4
        PartitionLog log = log();
        append(log, Batches.of("before"));
        data(log, 5, 0, "a", "b");
        append(log, Batches.of("between"));
        log.highWatermark(4);

        assertThat(log.lastStableOffset()).isEqualTo(1);

        commit(log, 5);
        assertThat(log.lastStableOffset()).isEqualTo(1);

        log.highWatermark(5);
        assertThat(log.lastStableOffset()).isEqualTo(5);
    }

    @Test
    void aCommittedTransactionIsNotListed() { // COMPAT A4.3.1
        PartitionLog log = log();
        data(log, 5, 0, "a");
        commit(log, 5);

        assertThat(log.aborted(0, 2)).isEqualTo(none);
        assertThat(new LogFixture(root).file(0, SegmentName.TXN_INDEX)).doesNotExist();
    }

    @Test
    void anAbortedTransactionIsListedForReadersThatMeetIt() { // COMPAT A4.3.3, A4.3.4
        PartitionLog log = log();
        append(log, Batches.of("before"));
        data(log, 5, 0, "a");
        data(log, 6, 0, "b");
        abort(log, 6);
        append(log, Batches.of("after"));
        abort(log, 5);

        AbortedTransaction six = new AbortedTransaction(6, 2, 3, 1);
        AbortedTransaction five = new AbortedTransaction(5, 1, 5, 6);
        assertThat(log.aborted(0, 1)).isEqualTo(none);
        assertThat(log.aborted(0, 2)).containsExactly(five);
        assertThat(log.aborted(0, 6)).containsExactly(six, five);
        assertThat(log.aborted(4, 5)).containsExactly(five);
        assertThat(log.aborted(6, 6)).isEqualTo(none);
    }

    @Test
    void theIndexHasTheBytesOfKafkas() throws IOException { // COMPAT A4.3
        PartitionLog log = log();
        data(log, 258, 0, "a");
        abort(log, 258);

        assertThat(Files.readAllBytes(new LogFixture(root).file(0, SegmentName.TXN_INDEX)))
                .isEqualTo(ByteBuffer.allocate(34)
                        .putShort((short) 0)
                        .putLong(258)
                        .putLong(0)
                        .putLong(1)
                        .putLong(2)
                        .array());
    }

    @Test
    void aMarkerWithoutRecordsIsWrittenAndFences() { // COMPAT A5.6.11, A5.6.7
        PartitionLog log = log();

        assertThat(end(log, 5, 3, ControlRecordType.ABORT, 1).baseOffset()).isEqualTo(0);
        assertThat(log.aborted(0, 1)).isEqualTo(none);
        assertThat(data(log, 5, 0, "a").error()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(end(log, 5, 2, ControlRecordType.ABORT, 1).error()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void anOlderCoordinatorIsFenced() { // COMPAT A5.6.8
        PartitionLog log = log();
        data(log, 5, 0, "a");
        end(log, 5, 0, ControlRecordType.COMMIT, 4);

        assertThat(end(log, 5, 0, ControlRecordType.COMMIT, 3).error())
                .isEqualTo(ErrorCode.TRANSACTION_COORDINATOR_FENCED);
        assertThat(log.logEndOffset()).isEqualTo(2);
    }

    @Test
    void aPlainBatchWithinAnOpenTransactionIsRefused() { // COMPAT A5.6.6
        PartitionLog log = log();
        data(log, 5, 0, "a");

        assertThat(append(log, Batches.idempotent(5, 0, 1, "b")).error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(data(log, 5, 1, "b").baseOffset()).isEqualTo(1);
    }

    @Test
    void sequencesGoOnBehindAMarker() { // COMPAT A5.6.4
        PartitionLog log = log();
        data(log, 5, 0, "a");
        commit(log, 5);

        assertThat(data(log, 5, 2, "c").error()).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(data(log, 5, 0, "a").duplicate()).isTrue();
        assertThat(data(log, 5, 1, "b").baseOffset()).isEqualTo(2);
    }

    @Test
    void whatACoordinatorPutsIntoATransactionIsNoRepetition() throws IOException {
        LogFixture fixture = new LogFixture(root);
        PartitionLog log = fixture.create(config());
        for (int i = 0; i < 2; i++) { // Kafka's coordinator gives each of its batches sequence 0.
            assertThat(log.append(
                                    Batches.transactional(5, 0, 0, "offset"),
                                    0,
                                    AppendOrigin.COORDINATOR,
                                    LogFixture.VERSION,
                                    LogFixture.NOW)
                            .baseOffset())
                    .isEqualTo(i);
        }
        log.close();

        PartitionLog again = fixture.loadClean(config());
        again.highWatermark(2);

        assertThat(again.lastStableOffset()).isZero();
    }

    @Test
    void onlyCoordinatorsWriteMarkersAndOnlyWellFormedOnes() { // COMPAT A5.3.1, A5.4.13
        PartitionLog log = log();
        ByteBuffer marker = Batches.marker(5, 0, ControlRecordType.COMMIT, 1);

        for (AppendOrigin origin : List.of(AppendOrigin.CLIENT, AppendOrigin.CLIENT_IN_TRANSACTION)) {
            assertThat(log.append(Batches.forged(marker, bytes -> {}), 0, origin, (short) 9, LogFixture.NOW)
                            .error())
                    .isEqualTo(ErrorCode.INVALID_RECORD);
        }
        ByteBuffer outsideTransaction = Batches.forged(marker, bytes -> bytes.putShort(21, (short) Batch.CONTROL));
        assertThat(log.append(outsideTransaction, 0, AppendOrigin.COORDINATOR, (short) 9, LogFixture.NOW)
                        .error())
                .isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(log.logEndOffset()).isZero();
    }

    @Test
    void markersStayPlainAndDataStaysTransactionalWhereTheTopicCompresses() { // COMPAT A5.3.1, A5.4.26
        PartitionLog log = new LogFixture(root).create(config("compression.type", "gzip"));
        data(log, 5, 0, "a");
        commit(log, 5);

        ByteBuffer batches = log.read(0, 10_000, 2, true).batches();
        int second = (int) Batch.size(batches, 0);
        assertThat(Batch.attributes(batches, 0)).isEqualTo(Codec.GZIP | Batch.TRANSACTIONAL);
        assertThat(Batch.attributes(batches, second)).isEqualTo(Batch.TRANSACTIONAL | Batch.CONTROL);
    }

    @Test
    void indexesGoWithTheirSegments() throws IOException {
        LogFixture fixture = new LogFixture(root);
        PartitionLog log = fixture.create(config("segment.bytes", "300", "retention.bytes", "1"));
        for (int i = 0; i < 10; i++) {
            data(log, 5, i, "a");
            abort(log, 5);
        }
        log.highWatermark(log.logEndOffset());

        log.retain(LogFixture.NOW, Long.MAX_VALUE);

        assertThat(fixture.fileNames().stream().filter(name -> name.endsWith(SegmentName.TXN_INDEX)))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(log.aborted(log.logStartOffset(), log.logEndOffset()))
                .allMatch(aborted -> aborted.lastOffset() >= log.logStartOffset());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void recoveryAndReloadKnowTheSameAsTheRunningLog(int seed) throws IOException { // COMPAT A6, A8.6
        LogFixture fixture = new LogFixture(root);
        LogConfig config = config("segment.bytes", "900");
        PartitionLog log = fixture.create(config);
        Model model = new Model();
        Random random = new Random(seed);
        for (int step = 0; step < 150; step++) {
            model.step(random, log);
            if (random.nextInt(20) == 0) {
                log.highWatermark(log.logEndOffset());
            }
        }
        model.verify(log);

        fixture.load(config, false, 0, 0).abandon();
        PartitionLog recovered = fixture.load(config, false, log.logEndOffset() / 2, 0);
        model.verify(recovered);
        recovered.close();
        Files.writeString(fixture.file(0, SegmentName.TXN_INDEX), "rubbish");
        model.verify(fixture.loadClean(config));
    }

    @Test
    void anIndexOfAnotherVersionIsBuiltAgain() throws IOException { // COMPAT A4.3.5
        LogFixture fixture = new LogFixture(root);
        PartitionLog log = fixture.create(config());
        data(log, 5, 0, "a");
        abort(log, 5);
        log.close();
        Path index = fixture.file(0, SegmentName.TXN_INDEX);
        byte[] bytes = Files.readAllBytes(index);
        bytes[1] = 9;
        Files.write(index, bytes);

        assertThat(fixture.loadClean(config()).aborted(0, 2)).containsExactly(new AbortedTransaction(5, 0, 1, 2));
    }

    /** What any sequence of transactions must come to, kept the naive way. */
    private static final class Model {
        private final Map<Long, Long> open = new HashMap<>();
        private final Map<Long, Integer> sequences = new HashMap<>();
        private final List<AbortedTransaction> aborted = new ArrayList<>();

        void step(Random random, PartitionLog log) {
            long producer = random.nextInt(6);
            long offset = log.logEndOffset();
            if (random.nextInt(3) > 0) {
                int sequence = sequences.getOrDefault(producer, 0);
                assertThat(data(log, producer, sequence, "v").error()).isEqualTo(ErrorCode.NONE);
                sequences.put(producer, sequence + 1);
                open.putIfAbsent(producer, offset);
            } else if (random.nextBoolean()) {
                commit(log, producer);
                open.remove(producer);
            } else {
                abort(log, producer);
                Long first = open.remove(producer);
                if (first != null) {
                    long stable =
                            open.values().stream().mapToLong(each -> each).min().orElse(offset + 1);
                    aborted.add(new AbortedTransaction(producer, first, offset, stable));
                }
            }
        }

        void verify(PartitionLog log) {
            log.highWatermark(log.logEndOffset());
            assertThat(log.lastStableOffset())
                    .isEqualTo(
                            open.values().stream().mapToLong(each -> each).min().orElse(log.logEndOffset()));
            for (long from = 0; from < log.logEndOffset(); from += 7) {
                for (long upper = from + 1; upper <= log.logEndOffset(); upper += 11) {
                    long start = from;
                    long bound = upper;
                    assertThat(log.aborted(start, bound))
                            .containsExactlyElementsOf(aborted.stream()
                                    .filter(each -> each.lastOffset() >= start && each.firstOffset() < bound)
                                    .toList());
                }
            }
        }
    }
}
