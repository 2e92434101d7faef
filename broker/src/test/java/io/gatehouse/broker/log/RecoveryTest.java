package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start finds and what it makes of it (COMPAT A8). */
final class RecoveryTest {
    private static final LogConfig SMALL = config("segment.bytes", "230", "index.interval.bytes", "0");

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    @TempDir
    private Path root;

    private LogFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new LogFixture(root);
    }

    private PartitionLog filled(int batches) {
        PartitionLog log = fixture.create(SMALL);
        for (int i = 0; i < batches; i++) {
            append(log, Batches.of("v" + i));
        }
        return log;
    }

    @Test
    void anOrderlyStopNeedsNoRecovery() throws IOException { // COMPAT A8.5
        PartitionLog log = filled(10);
        log.beginEpoch(2);
        append2(log, 2, "last");
        log.highWatermark(8);
        log.close();

        PartitionLog again = fixture.loadClean(SMALL);

        assertThat(LogFixture.all(again)).hasSize(11).endsWith("10:last");
        assertThat(again.recoveryPoint()).isEqualTo(11);
        assertThat(again.latestEpoch()).isEqualTo(2);
        assertThat(again.topicId()).isEqualTo(LogFixture.TOPIC_ID);
        assertThat(again.sizeBytes()).isEqualTo(log.sizeBytes());
        assertThat(append(again, Batches.of("more")).error().code()).isEqualTo((short) 6); // Older epoch.
        append2(again, 2, "more");
        assertThat(LogFixture.all(again)).hasSize(12).endsWith("11:more");
    }

    private static void append2(PartitionLog log, int epoch, String value) {
        log.append(Batches.of(value), epoch, AppendOrigin.CLIENT, LogFixture.VERSION, LogFixture.NOW);
    }

    @Test
    void filesKeepTheirTimesAtAnOrderlyStart() throws IOException { // COMPAT A4.2.5
        filled(10).close();
        var before = Files.getLastModifiedTime(fixture.file(0, ".log"));

        fixture.loadClean(SMALL);

        assertThat(Files.getLastModifiedTime(fixture.file(0, ".log"))).isEqualTo(before);
    }

    @Test
    void aLoadedLogHoldsNoFileOpenUntilItIsUsed() throws IOException {
        assumeThat(Files.isDirectory(OPEN_FILES)).isTrue();
        filled(10);
        long before = openFiles(); // Of the log that crashed.

        PartitionLog recovered = fixture.loadAfterCrash(SMALL, 0);

        assertThat(openFiles()).isEqualTo(before);
        recovered.close();
        long stopped = openFiles();
        PartitionLog again = fixture.loadClean(SMALL);
        assertThat(openFiles()).isEqualTo(stopped);
        append(again, Batches.of("more"));
        assertThat(LogFixture.all(again)).hasSize(11).endsWith("10:more");
    }

    @Test
    void aRolledSegmentHoldsNoFileOpen() throws IOException {
        assumeThat(Files.isDirectory(OPEN_FILES)).isTrue();
        PartitionLog log = fixture.create(SMALL);
        append(log, Batches.of("one"));
        long open = openFiles();

        for (int i = 0; i < 20; i++) {
            append(log, Batches.of("more"));
        }

        assertThat(log.directory().toFile().list()).hasSizeGreaterThan(20);
        assertThat(openFiles()).isLessThanOrEqualTo(open);
    }

    /** Files under our folder that this process has open. */
    private long openFiles() throws IOException {
        Path real = root.toRealPath();
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return files.filter(file -> target(file).startsWith(real)).count();
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException closedMeanwhile) {
            return link;
        }
    }

    @Test
    void aTornBatchIsCutAndWhatFollowsDropped() throws IOException { // COMPAT A8.6
        filled(10);
        Path torn = fixture.file(3, ".log");
        byte[] bytes = Files.readAllBytes(torn);
        Files.write(torn, java.util.Arrays.copyOf(bytes, bytes.length - 5));

        PartitionLog again = fixture.loadAfterCrash(SMALL, 0);

        assertThat(LogFixture.all(again)).containsExactly("0:v0", "1:v1", "2:v2", "3:v3", "4:v4");
        assertThat(fixture.fileNames()).contains("00000000000000000006.log.deleted");
        assertThat(append(again, Batches.of("next")).baseOffset()).isEqualTo(5);
        assertThat(LogFixture.all(again)).endsWith("5:next");
    }

    /** Segment 3 holds offsets 3 to 5; the batch of offset 5 was in the cache only, segment 6 on the disk. */
    @Test
    void aRolledSegmentThatLostItsLastBatchEndsTheLog() throws IOException { // Attack 211
        filled(10);
        cutLastBatch(fixture.file(3, ".log"));

        PartitionLog again = fixture.loadAfterCrash(SMALL, 0);

        assertThat(LogFixture.all(again)).containsExactly("0:v0", "1:v1", "2:v2", "3:v3", "4:v4");
    }

    @Test
    void offsetsThatAreMissingInACompactedTopicEndNothing() throws IOException { // COMPAT A10.9
        LogConfig compacted = LogFixture.config("segment.bytes", "230", "cleanup.policy", "compact");
        filled(10);
        cutLastBatch(fixture.file(3, ".log"));

        PartitionLog again = fixture.loadAfterCrash(compacted, 0);

        assertThat(LogFixture.all(again)).hasSize(9).doesNotContain("5:v5").endsWith("9:v9");
    }

    private static void cutLastBatch(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 3 * 2));
    }

    @Test
    void trailingZerosAreCut() throws IOException { // COMPAT A3.12
        filled(2);
        Files.write(fixture.file(0, ".log"), new byte[5_000], StandardOpenOption.APPEND);

        PartitionLog again = fixture.loadAfterCrash(SMALL, 0);

        assertThat(LogFixture.all(again)).containsExactly("0:v0", "1:v1");
        assertThat(Files.size(fixture.file(0, ".log"))).isEqualTo(again.sizeBytes());
    }

    @Test
    void garbageBehindAnOrderlyStopIsCutToo() throws IOException {
        filled(2).close();
        Files.write(fixture.file(0, ".log"), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);

        assertThat(LogFixture.all(fixture.loadClean(SMALL))).containsExactly("0:v0", "1:v1");
    }

    @Test
    void preallocatedIndexesOfKafkaAreBuiltAgain() throws IOException { // COMPAT A4.4.3
        filled(2);
        Files.write(fixture.file(0, ".index"), new byte[10_480]);
        Files.write(fixture.file(0, ".timeindex"), new byte[10_476]);

        PartitionLog again = fixture.loadAfterCrash(SMALL, 0);
        append(again, Batches.of("v2"));
        again.close();

        assertThat(Files.size(fixture.file(0, ".index"))).isEqualTo(16);
        assertThat(LogFixture.all(fixture.loadClean(SMALL))).containsExactly("0:v0", "1:v1", "2:v2");
    }

    @Test
    void missingOrDamagedIndexesOfOldSegmentsAreBuiltAgain() throws IOException { // COMPAT A8.4
        filled(10).close();
        byte[] index = Files.readAllBytes(fixture.file(3, ".index"));
        byte[] times = Files.readAllBytes(fixture.file(6, ".timeindex"));
        Files.delete(fixture.file(3, ".index"));
        Files.write(fixture.file(6, ".timeindex"), new byte[5]);

        PartitionLog again = fixture.loadClean(SMALL);

        assertThat(LogFixture.all(again)).hasSize(10);
        assertThat(Files.readAllBytes(fixture.file(3, ".index"))).isEqualTo(index);
        assertThat(Files.readAllBytes(fixture.file(6, ".timeindex"))).isEqualTo(times);
    }

    @Test
    void leftoversOfDeletionAndCompactionGo() throws IOException { // COMPAT A8.2, A8.4
        filled(4).close();
        for (String name : new String[] {
            "00000000000000000099.log.deleted", "00000000000000000098.index.cleaned", "00000000000000000097.timeindex"
        }) {
            Files.write(fixture.directory().resolve(name), new byte[12]);
        }

        fixture.loadClean(SMALL);

        assertThat(fixture.fileNames()).noneMatch(name -> name.startsWith("0000000000000000009"));
    }

    @Test
    void aCompleteReplacementTakesThePlaceOfWhatItCovers() throws IOException { // COMPAT A8.3
        filled(10).close();
        Path swap = fixture.directory().resolve("00000000000000000000.log.swap");
        Files.copy(fixture.file(0, ".log"), swap);
        Files.write(swap, Files.readAllBytes(fixture.file(3, ".log")), StandardOpenOption.APPEND);

        PartitionLog again = fixture.loadClean(SMALL);

        assertThat(fixture.fileNames())
                .contains("00000000000000000000.log")
                .doesNotContain("00000000000000000003.log", "00000000000000000000.log.swap");
        assertThat(LogFixture.all(again)).hasSize(10);
    }

    @Test
    void anInterruptedSplitIsUndone() throws IOException { // COMPAT A8.2
        filled(10).close();
        Files.write(fixture.directory().resolve("00000000000000000003.log.cleaned"), new byte[12]);
        Files.write(fixture.directory().resolve("00000000000000000003.log.swap"), new byte[12]);
        Files.write(fixture.directory().resolve("00000000000000000005.log.swap"), new byte[12]);

        assertThat(LogFixture.all(fixture.loadClean(SMALL))).hasSize(10);
        assertThat(fixture.fileNames()).noneMatch(name -> name.endsWith(".swap"));
    }

    @Test
    void aLogThatEndsBelowItsStartBeginsAnew() throws IOException { // COMPAT A8.7
        filled(4);
        Files.writeString(fixture.directory().resolve(LeaderEpochs.FILE), "0\n1\n0 50\n");

        PartitionLog again = fixture.load(SMALL, false, 0, 50);

        assertThat(again.logStartOffset()).isEqualTo(50);
        assertThat(append(again, Batches.of("a")).baseOffset()).isEqualTo(50);
    }

    @Test
    void aStartOffsetThatTheEpochsDoNotKnowTakesNothingAway() throws IOException { // Attack 217
        filled(4);

        try (Complaints complaints = new Complaints()) {
            PartitionLog again = fixture.load(SMALL, false, 0, 50);

            assertThat(LogFixture.all(again)).containsExactly("0:v0", "1:v1", "2:v2", "3:v3");
            assertThat(complaints.of(Level.ERROR)).singleElement().asString().contains("not believed", "checkpoint=50");
        }
    }

    @Test
    void recordsThatAreGoneAreNamed() throws IOException { // Attack 217
        filled(10).close();
        cutLastBatch(fixture.file(3, ".log"));
        Files.write(fixture.file(9, ".log"), new byte[0]);

        try (Complaints complaints = new Complaints()) {
            fixture.load(SMALL, true, 10, 0);

            assertThat(complaints.of(Level.ERROR))
                    .containsExactly(
                            "segment ends before the next one begins partition=events-0 lostFrom=5 lostTo=5",
                            "log ends before what its checkpoints say was written partition=events-0 lostFrom=9 lostTo=9");
        }
    }

    @Test
    void aBatchUnderAFalseOffsetIsCut() throws IOException { // Attack 217: no checksum covers the offset
        filled(10);
        byte[] bytes = Files.readAllBytes(fixture.file(3, ".log"));
        bytes[bytes.length / 3 + 6] = 1; // Offset 4 becomes 260.
        Files.write(fixture.file(3, ".log"), bytes);

        assertThat(LogFixture.all(fixture.loadAfterCrash(SMALL, 0))).containsExactly("0:v0", "1:v1", "2:v2", "3:v3");
    }

    @Test
    void aBatchUnderAFalseOffsetIsNotHandedOut() throws IOException { // Attack 207
        filled(10).close();
        byte[] bytes = Files.readAllBytes(fixture.file(3, ".log"));
        bytes[bytes.length / 3 + 6] = 1;
        Files.write(fixture.file(3, ".log"), bytes);
        PartitionLog again = fixture.loadClean(SMALL);

        try (Complaints complaints = new Complaints()) {
            assertThat(again.read(4, 1, 10, true).error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
            assertThat(again.read(3, 1_000, 10, true).error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
            assertThat(LogFixture.from(again, 6)).containsExactly("6:v6", "7:v7", "8:v8", "9:v9");
            assertThat(complaints.of(Level.ERROR)).hasSize(2);
        }
    }

    @Test
    void aBatchThatClaimsAHugeSizeCostsNoMemory() throws IOException { // Attack 207: one bit of a length
        PartitionLog log = filled(1);
        log.close();
        byte[] batch = Files.readAllBytes(fixture.file(0, ".log"));
        try (FileChannel file = FileChannel.open(fixture.file(0, ".log"), StandardOpenOption.WRITE)) {
            ByteBuffer huge = ByteBuffer.wrap(batch).putInt(8, (1 << 28) + batch.length - Batch.PREFIX);
            file.write(huge, 0);
            file.write(ByteBuffer.allocate(1), (1 << 28) + batch.length - 1);
        }
        long before = allocated();

        PartitionLog again = fixture.loadClean(SMALL);

        assertThat(again.logEndOffset() == 0 || again.read(0, 1, 1, true).error() == ErrorCode.CORRUPT_MESSAGE)
                .isTrue();
        assertThat(allocated() - before).isLessThan(1 << 26);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void aLogMayStartWithinItsFirstSegment() throws IOException { // COMPAT A8.11
        filled(4);
        Files.writeString(fixture.directory().resolve(LeaderEpochs.FILE), "0\n1\n0 1\n");

        PartitionLog again = fixture.load(SMALL, false, 0, 1);

        assertThat(again.logStartOffset()).isEqualTo(1);
        assertThat(again.startsWithinSegment()).isTrue();
        assertThat(again.read(0, 100, 4, true).error().code()).isEqualTo((short) 1);
    }

    @Test
    void segmentsThatOverlapAreRefused() throws IOException { // Attack 217
        filled(10);
        Files.move(fixture.file(3, ".log"), fixture.file(1, ".log"), StandardCopyOption.ATOMIC_MOVE);

        assertThatThrownBy(() -> fixture.loadAfterCrash(SMALL, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("overlaps the segment before it");
    }

    @Test
    void symbolicLinksAreRefused() throws IOException { // Attack 219
        filled(2).close();
        Path elsewhere = Files.write(root.resolve("elsewhere"), new byte[0]);
        Files.createSymbolicLink(fixture.file(50, ".log"), elsewhere);

        assertThatThrownBy(() -> fixture.loadClean(SMALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("symbolic link");
    }

    @Test
    void lostEpochsAreReadFromTheBatches() throws IOException {
        PartitionLog log = filled(5);
        log.beginEpoch(4);
        append2(log, 4, "x");
        log.close();
        Path file = fixture.directory().resolve("leader-epoch-checkpoint");
        String right = Files.readString(file);
        Files.writeString(file, "0\n2\n0 0\n");

        fixture.loadClean(SMALL);

        assertThat(Files.readString(file)).isEqualTo(right);
    }

    @Test
    void epochsBeyondTheEndAreForgotten() throws IOException { // COMPAT A8.8
        PartitionLog log = filled(3);
        log.beginEpoch(9);

        PartitionLog again = fixture.loadAfterCrash(SMALL, 0);

        assertThat(again.latestEpoch()).isZero();
    }

    @Test
    void aDamagedSnapshotFallsBackToTheBatches() throws IOException { // COMPAT A6.5
        PartitionLog log = fixture.create(SMALL);
        for (int i = 0; i < 8; i++) {
            append(log, Batches.idempotent(5, 0, i, "v"));
        }
        log.close();
        Files.write(fixture.file(8, ".snapshot"), new byte[30]);

        PartitionLog again = fixture.loadClean(SMALL);

        assertThat(append(again, Batches.idempotent(5, 0, 7, "v")).duplicate()).isTrue();
    }

    @Test
    void onlyUsefulSnapshotsAreKept() throws IOException { // COMPAT A6.7, A6.8
        PartitionLog log = filled(10);
        log.close();
        fixture.loadClean(SMALL).close();
        Files.copy(fixture.file(10, ".snapshot"), fixture.file(7, ".snapshot"));
        Files.copy(fixture.file(10, ".snapshot"), fixture.file(70, ".snapshot"));

        fixture.loadClean(SMALL);

        assertThat(fixture.fileNames().stream().filter(name -> name.endsWith(".snapshot")))
                .containsExactly(
                        "00000000000000000003.snapshot",
                        "00000000000000000006.snapshot",
                        "00000000000000000009.snapshot",
                        "00000000000000000010.snapshot");
    }

    @Test
    void openTransactionsOfADirectoryFromKafkaHoldTheStableOffset() throws IOException { // COMPAT A11.4
        fixture.create(SMALL);
        ByteBuffer open = Batches.transactional(5, 0, 0, "a");
        Batch.place(open, 0, 0, 0);
        ByteBuffer other = Batches.transactional(6, 0, 0, "b");
        Batch.place(other, 0, 1, 0);
        ByteBuffer marker = Batches.copy(MemoryRecords.withEndTransactionMarker(
                2, Batches.NOW, 0, 6, (short) 0, new EndTransactionMarker(ControlRecordType.COMMIT, 3)));
        Files.write(fixture.file(0, ".log"), Batches.joined(open, other, marker).array());

        PartitionLog again = fixture.loadAfterCrash(SMALL, 0);
        again.highWatermark(3);

        assertThat(again.logEndOffset()).isEqualTo(3);
        assertThat(again.lastStableOffset()).isZero();
        assertThat(append(again, Batches.idempotent(6, 0, 1, "c")).error().code())
                .isZero();
    }

    @Test
    void oldFormatsAreServedAsTheyAre() throws IOException { // COMPAT A5.2.1
        fixture.create(SMALL);
        ByteBuffer one = Batches.copy(MemoryRecords.withRecords(
                (byte) 1,
                0,
                Compression.gzip().build(),
                TimestampType.CREATE_TIME,
                new SimpleRecord(100, Batches.bytes("k"), Batches.bytes("a")),
                new SimpleRecord(200, Batches.bytes("k"), Batches.bytes("b"))));
        ByteBuffer zero = Batches.copy(MemoryRecords.withRecords(
                (byte) 0, 2, Compression.NONE, TimestampType.NO_TIMESTAMP_TYPE, new SimpleRecord(Batches.bytes("c"))));
        Files.write(fixture.file(0, ".log"), Batches.joined(one, zero).array());

        PartitionLog again = fixture.loadAfterCrash(SMALL, 0);
        append(again, Batches.of("d"));

        assertThat(LogFixture.all(again)).containsExactly("0:a", "1:b", "2:c", "3:d");
        assertThat(again.offsetFor(150)).contains(new TimestampAndOffset(200, 1, -1));
    }

    @Test
    void aDirectoryWithoutTopicIdTakesOneLater() throws IOException { // COMPAT A7.8
        filled(1).close();
        Files.delete(fixture.directory().resolve("partition.metadata"));

        PartitionLog again = fixture.loadClean(SMALL);
        assertThat(again.topicId()).isEqualTo(TopicId.ZERO);
        again.assignTopicId(LogFixture.TOPIC_ID);

        assertThat(Files.readString(fixture.directory().resolve("partition.metadata")))
                .isEqualTo("version: 0\ntopic_id: AAAAAAAAAAEAAAAAAAAAAg");
    }
}
