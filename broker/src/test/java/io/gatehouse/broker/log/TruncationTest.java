package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking the end of a log back (COMPAT A5.5.3, B2.4, B7.5 to B7.7). */
final class TruncationTest {
    private static final LogConfig CONFIG =
            config("segment.bytes", "700", "index.interval.bytes", "100", "retention.ms", "-1");

    @TempDir
    private Path folder;

    private LogFixture fixture;
    private PartitionLog log;

    @BeforeEach
    void aLog() throws IOException {
        fixture = new LogFixture(Files.createDirectory(folder.resolve("data")));
        log = fixture.create(CONFIG);
    }

    private static boolean truncate(PartitionLog log, long offset) {
        return log.truncateTo(offset, LogFixture.NOW);
    }

    private void fill(int batches) {
        for (int i = 0; i < batches; i++) {
            append(log, Batches.at(Batches.NOW + i, "value number " + i));
        }
    }

    private AppendResult under(int epoch, String value) {
        return log.append(Batches.of(value), epoch, AppendOrigin.CLIENT, LogFixture.VERSION, LogFixture.NOW);
    }

    /** Every offset of a log of several segments, with batches of several records, and what two kinds of start make of it. */
    @Test
    void aLogThatWasCutAnywhereHoldsWhatWasBeforeAndGoesOn() throws IOException {
        Random random = new Random(11);
        List<Long> begins = new ArrayList<>();
        while (log.logEndOffset() < 60) {
            begins.add(log.logEndOffset());
            append(log, Batches.random(random, Batches.NOW + begins.size()));
        }
        List<String> before = LogFixture.all(log);
        log.close();
        for (int offset = 0; offset < before.size(); offset++) {
            LogFixture copy = new LogFixture(folder.resolve("cut-at-" + offset));
            LogFixture.copyTree(fixture.root, copy.root);
            PartitionLog cut = copy.loadClean(CONFIG);
            int at = offset;
            long end = begins.stream().filter(base -> base <= at).reduce(0L, Math::max);

            assertThat(truncate(cut, offset)).isTrue();

            checkGoesOn(copy, cut, new ArrayList<>(before.subList(0, (int) end)), "cut at " + offset);
            LogFixture.deleteTree(copy.root);
        }
    }

    private static void checkGoesOn(LogFixture copy, PartitionLog cut, List<String> expected, String as)
            throws IOException {
        assertThat(LogFixture.all(cut)).as(as).isEqualTo(expected);
        assertThat(cut.sizeBytes()).as(as).isEqualTo(cut.segments().sizeBytes());
        assertThat(cut.highWatermark()).as(as).isLessThanOrEqualTo(expected.size());
        assertThat(cut.maxTimestamp().offset()).as(as).isLessThan(expected.size());
        for (int i = 0; i < 10; i++) {
            expected.add(expected.size() + ":new " + i);
            append(cut, Batches.of("new " + i));
        }
        assertThat(LogFixture.all(cut)).as(as).isEqualTo(expected);
        PartitionLog again = copy.loadAfterCrash(CONFIG, cut.recoveryPoint());
        assertThat(LogFixture.all(again)).as(as + ", after a crash").isEqualTo(expected);
        again.close();
        assertThat(LogFixture.all(copy.loadClean(CONFIG)))
                .as(as + ", after a stop")
                .isEqualTo(expected);
    }

    @Test
    void nothingHappensAtTheEndOrBehind() throws IOException {
        fill(20);
        List<String> files = fixture.fileNames();

        assertThat(truncate(log, 20)).isFalse();
        assertThat(truncate(log, 1_000)).isFalse();

        assertThat(log.logEndOffset()).isEqualTo(20);
        assertThat(fixture.fileNames()).isEqualTo(files);
    }

    @Test
    void anEpochWithoutARecordGoesEvenThen() { // COMPAT B2.4
        under(1, "a");
        log.beginEpoch(4);

        assertThat(truncate(log, 1)).isFalse();

        assertThat(log.latestEpoch()).isEqualTo(1);
    }

    @Test
    void theEpochsThatBeganBehindAreForgotten() throws IOException { // COMPAT B2.4, B7.6
        under(1, "a");
        under(1, "b");
        under(3, "c");
        under(5, "d");

        truncate(log, 3);

        assertThat(log.endOffsetFor(3)).isEqualTo(new EpochEnd(3, 3));
        assertThat(log.endOffsetFor(5)).isEqualTo(EpochEnd.UNDEFINED);
        assertThat(LeaderEpochs.load(fixture.directory()).latest()).isEqualTo(3);
        truncate(log, 1);
        assertThat(under(2, "B").baseOffset()).isEqualTo(1);
        assertThat(log.endOffsetFor(1)).isEqualTo(new EpochEnd(1, 1));
    }

    @Test
    void whatIsCommittedMayGo() { // COMPAT B7.6
        fill(20);
        log.flush();
        log.highWatermark(20);

        truncate(log, 7);

        assertThat(log.highWatermark()).isEqualTo(7);
        assertThat(log.lastStableOffset()).isEqualTo(7);
        assertThat(log.recoveryPoint()).isEqualTo(7);
    }

    @Test
    void theCheckpointsPromiseNoMoreThanTheNewEnd() throws IOException {
        fill(20);
        log.flush();
        log.highWatermark(20);
        fixture.checkpoints.writeAll(List.of(log));
        fixture.checkpoints.writeCleanUpTo(LogFixture.PARTITION, 18);

        truncate(log, 7);

        Checkpoints onDisk = new Checkpoints(fixture.root);
        assertThat(onDisk.read().get(LogFixture.PARTITION)).isEqualTo(new LogLoader.Checkpointed(7, 0, 7));
        assertThat(onDisk.cleanUpTo(LogFixture.PARTITION)).isEqualTo(7);
    }

    @Test
    void filesGoAfterTheirDelay() throws IOException { // COMPAT A9.9
        fill(20);
        long last = log.segments().active().baseOffset();

        truncate(log, 2);

        assertThat(fixture.file(last, ".log")).doesNotExist();
        assertThat(fixture.file(last, ".log.deleted")).exists();
        fixture.graveyard.sweep(Batches.NOW + CONFIG.fileDeleteDelayMillis());
        assertThat(fixture.fileNames()).noneMatch(name -> name.endsWith(".deleted"));
    }

    @Test
    void onlyProducerSnapshotsUpToTheEndStay() throws IOException { // COMPAT A6.4, A6.7
        for (int i = 0; i < 20; i++) {
            append(log, Batches.idempotent(9, 0, i, "value number " + i));
        }

        truncate(log, 9);

        assertThat(LeftoverFiles.snapshots(fixture.directory())).contains(9L).allMatch(offset -> offset <= 9);
    }

    @Test
    void aProducerGoesOnFromItsLastBatchThatStayed() { // COMPAT A5.6, B7.6
        for (int i = 0; i < 20; i++) {
            append(log, Batches.idempotent(9, 0, i, "value number " + i));
        }

        truncate(log, 12);

        assertThat(append(log, Batches.idempotent(9, 0, 14, "too far")).error())
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(log, Batches.idempotent(9, 0, 11, "value number 11")).duplicate())
                .isTrue();
        assertThat(append(log, Batches.idempotent(9, 0, 12, "again")).baseOffset())
                .isEqualTo(12);
    }

    @Test
    void aTransactionWhoseMarkerWasCutIsOpenAgain() throws IOException { // COMPAT A4.3, A11.4
        append(log, Batches.of("before"));
        transact(5, 0);
        marker(5, ControlRecordType.ABORT);
        transact(6, 0);
        marker(6, ControlRecordType.ABORT);
        log.highWatermark(5);
        assertThat(log.aborted(0, 5)).hasSize(2);

        truncate(log, 4);

        assertThat(log.lastStableOffset()).isEqualTo(3);
        assertThat(log.aborted(0, 4)).containsExactly(new AbortedTransaction(5, 1, 2, 3));
        marker(6, ControlRecordType.COMMIT);
        log.highWatermark(5);
        assertThat(log.lastStableOffset()).isEqualTo(5);
        log.close();
        assertThat(fixture.loadClean(CONFIG).aborted(0, 5)).hasSize(1);
    }

    @Test
    void aTransactionIndexWithoutEntriesIsNoFile() throws IOException { // COMPAT A4.3
        transact(5, 0);
        marker(5, ControlRecordType.ABORT);

        truncate(log, 1);

        assertThat(fixture.file(0, ".txnindex")).doesNotExist();
    }

    private void transact(long producer, int sequence) {
        log.append(
                Batches.transactional(producer, 0, sequence, "within"),
                0,
                AppendOrigin.CLIENT_IN_TRANSACTION,
                LogFixture.VERSION,
                LogFixture.NOW);
    }

    private void marker(long producer, ControlRecordType how) {
        log.append(
                Batches.marker(producer, 0, how, 1), 0, AppendOrigin.COORDINATOR, LogFixture.VERSION, LogFixture.NOW);
    }

    /** What rolled before comes to the disk after: by then others stand at its offsets. */
    @Test
    void aSegmentThatIsBroughtToTheDiskLaterPromisesNothing() throws IOException { // Attack 211
        Queue<Runnable> background = new ArrayDeque<>();
        LogContext late = new LogContext(
                fixture.context.lane(),
                background::add,
                fixture.health,
                fixture.checkpoints,
                fixture.graveyard,
                new Random(1));
        log.close();
        LoadedLog loaded = new LogLoader(LogFixture.PARTITION, fixture.directory(), CONFIG, late, true, Batches.NOW)
                .load(new LogLoader.Checkpointed(0, 0, 0));
        log = new PartitionLog(loaded, CONFIG, late);
        fill(30);
        assertThat(background).hasSizeGreaterThan(2);
        long firstEnd = log.segments().at(1).baseOffset();
        truncate(log, firstEnd + 2);
        int rolledBefore = background.size();
        fill(30);

        for (int i = 0; i < rolledBefore; i++) {
            Objects.requireNonNull(background.poll()).run();
        }

        assertThat(log.recoveryPoint()).isEqualTo(firstEnd);
        assertThat(LeftoverFiles.snapshots(fixture.directory())).allMatch(offset -> offset <= firstEnd + 2);
        background.forEach(Runnable::run);
        assertThat(log.recoveryPoint())
                .isEqualTo(log.segments().active().baseOffset())
                .isGreaterThan(firstEnd);
        assertThat(fixture.health.online()).isTrue();
    }

    @Test
    void aLogThatCannotBeReadAtThatPlaceStaysAsItIs() throws IOException {
        fill(5);
        Segment first = log.segments().first();
        try (FileChannel file = FileChannel.open(first.log().path(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[200]), 20);
        }

        assertThatThrownBy(() -> truncate(log, 3))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("is not readable at byte");
        assertThat(log.logEndOffset()).isEqualTo(5);
        assertThat(fixture.health.online()).isTrue();
    }

    @Test
    void indexesThatDoNotFitAreBuiltAgain() throws IOException {
        fill(20);
        log.close();
        List<String> before = LogFixture.all(fixture.loadClean(CONFIG));
        log = fixture.loadClean(CONFIG);
        ByteBuffer wrong = ByteBuffer.allocate((int) Files.size(fixture.file(0, ".index")));
        for (int entry = 0; wrong.hasRemaining(); entry++) {
            wrong.putInt(entry).putInt(7 + entry); // Amid the first batch.
        }
        Files.write(fixture.file(0, ".index"), wrong.array());

        truncate(log, 2);

        assertThat(LogFixture.all(log)).isEqualTo(before.subList(0, 2));
    }

    // A new start

    @Test
    void aLogBeginsAnewBehindItsEnd() throws IOException { // COMPAT A5.5.3, B7.7
        under(3, "old");

        log.restartAt(500, LogFixture.NOW);

        assertBeganAnewAt(500);
    }

    @Test
    void aLogBeginsAnewBelowItsStart() throws IOException { // COMPAT B7.7
        fill(20);
        log.highWatermark(20);
        log.deleteBefore(11);
        fixture.checkpoints.writeAll(List.of(log));

        assertThat(truncate(log, 7)).isTrue();

        assertBeganAnewAt(7);
    }

    @Test
    void aLogBeginsAnewInItsMidst() throws IOException {
        fill(20);

        log.restartAt(3, LogFixture.NOW);

        assertBeganAnewAt(3);
    }

    private void assertBeganAnewAt(long offset) throws IOException {
        assertThat(log.logStartOffset()).isEqualTo(offset);
        assertThat(log.logEndOffset()).isEqualTo(offset);
        assertThat(log.highWatermark()).isEqualTo(offset);
        assertThat(log.latestEpoch()).isEqualTo(-1);
        assertThat(log.sizeBytes()).isZero();
        assertThat(under(0, "new").baseOffset()).isEqualTo(offset);
        LogLoader.Checkpointed told = new Checkpoints(fixture.root)
                .read()
                .getOrDefault(LogFixture.PARTITION, new LogLoader.Checkpointed(0, 0, 0));
        assertThat(LogFixture.all(fixture.load(CONFIG, false, told.recoveryPoint(), told.logStartOffset())))
                .containsExactly(offset + ":new");
    }
}
