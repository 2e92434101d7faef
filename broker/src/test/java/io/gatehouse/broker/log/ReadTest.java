package io.gatehouse.broker.log;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads and lookups (COMPAT A11). */
final class ReadTest {
    @TempDir
    private Path root;

    private LogFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new LogFixture(root);
    }

    @Test
    void offsetsOutsideTheLogAreOutOfRange() { // COMPAT A11.1
        PartitionLog log = fixture.create(config());
        append(log, Batches.of("a", "b"));

        assertThat(log.read(-1, 100, 2, true).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(log.read(3, 100, 2, true).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(log.read(2, 100, 2, true).error()).isEqualTo(ErrorCode.NONE);
        assertThat(log.read(2, 100, 2, true).batches().hasRemaining()).isFalse();
    }

    @Test
    void readsAreBoundedByBytesInWholeBatches() { // COMPAT A11.2
        PartitionLog log = fixture.create(config());
        int bytes = Batches.of("a").remaining();
        for (String value : new String[] {"a", "b", "c"}) {
            append(log, Batches.of(value));
        }

        assertThat(Batches.texts(log.read(0, 2 * bytes, 3, false).batches())).containsExactly("0:a", "1:b");
        assertThat(Batches.texts(log.read(0, 3 * bytes - 1, 3, false).batches()))
                .containsExactly("0:a", "1:b");
        assertThat(log.read(0, bytes - 1, 3, false).batches().hasRemaining()).isFalse();
        assertThat(Batches.texts(log.read(0, 1, 3, true).batches())).containsExactly("0:a");
        assertThat(Batches.texts(log.read(0, 0, 3, true).batches())).containsExactly("0:a");
    }

    @Test
    void readsAreBoundedByAnOffset() { // COMPAT A11.2
        PartitionLog log = fixture.create(config());
        append(log, Batches.of("a"));
        append(log, Batches.of("b", "c"));

        assertThat(Batches.texts(log.read(0, 1_000, 1, true).batches())).containsExactly("0:a");
        assertThat(log.read(1, 1_000, 2, true).batches().hasRemaining()).isFalse();
        assertThat(log.read(1, 1_000, 1, true).batches().hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "300", "4096"})
    void aReadGoesAsFarAsItMay(String indexInterval) throws IOException {
        PartitionLog log = fixture.create(config("index.interval.bytes", indexInterval, "segment.bytes", "200000"));
        List<Integer> sizes = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 1_500; i++) {
            ByteBuffer batch = Batches.of("v".repeat(1 + random.nextInt(120)));
            sizes.add(batch.remaining());
            append(log, batch);
        }
        log.flush();
        for (int i = 0; i < 300; i++) {
            int from = random.nextInt(800);
            long bound = 1L + from + random.nextInt(700);
            int bytesMax = random.nextInt(120_000);
            int bytes = 0;
            int next = from;
            while (next < bound && bytes + sizes.get(next) <= bytesMax) {
                bytes += sizes.get(next++);
            }

            ByteBuffer read = log.read(from, bytesMax, bound, false).batches();

            assertThat(read.remaining()).isEqualTo(bytes);
        }
    }

    @Test
    void aSliceStaysReadableWhenItsSegmentIsGone() throws IOException {
        PartitionLog log = fixture.create(config("segment.bytes", "200", "file.delete.delay.ms", "0"));
        append(log, Batches.of("a", "b"));
        RecordSlice slice = log.slice(0, 1_000, 2, true).slice().orElseThrow();
        log.prefetch(slice);
        for (int i = 0; i < 20; i++) {
            append(log, Batches.of("c" + i));
        }
        log.highWatermark(log.logEndOffset());
        assertThat(log.deleteBefore(10)).isEqualTo(ErrorCode.NONE);
        log.retain(LogFixture.NOW, Long.MAX_VALUE / 4);
        log.close();
        assertThat(Files.exists(fixture.file(0, ".log"))).isFalse();

        ByteBuffer read = ByteBuffer.allocate(slice.size());
        assertThat(slice.file().read(read, slice.position())).isEqualTo(slice.size());
        RecordSlice shared = slice.share();
        slice.close();
        assertThat(shared.file().isOpen()).isTrue();
        shared.close();

        assertThat(Batches.texts(read.flip())).containsExactly("0:a", "1:b");
        assertThat(slice.file().isOpen()).isFalse();
        assertThatThrownBy(slice::close).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReadMayBeginWithinABatch() { // COMPAT A11.3
        PartitionLog log = fixture.create(config());
        append(log, Batches.of("a", "b", "c"));

        assertThat(Batches.texts(log.read(1, 1_000, 3, true).batches())).containsExactly("0:a", "1:b", "2:c");
    }

    @Test
    void anIndexThatLeadsAstrayIsBuiltAgain() throws IOException {
        PartitionLog log = fixture.create(config("index.interval.bytes", "0"));
        for (int i = 0; i < 50; i++) {
            append(log, Batches.of("v" + i));
        }
        log.close();
        try (FileChannel index = FileChannel.open(fixture.file(0, ".index"), StandardOpenOption.WRITE)) {
            index.write(ByteBuffer.allocate(4).putInt(0, 77), 20 * 8 + 4);
        }

        PartitionLog again = fixture.loadClean(config("index.interval.bytes", "0"));

        for (int i = 0; i < 50; i++) {
            assertThat(LogFixture.from(again, i)).hasSize(50 - i).startsWith(i + ":v" + i);
        }
    }

    @Test
    void aDamagedHeaderInTheMiddleIsToldAndTheRestServed() throws IOException { // Attack 207
        PartitionLog log = fixture.create(config());
        append(log, Batches.of("a"));
        long second = log.sizeBytes();
        append(log, Batches.of("b"));
        try (FileChannel file = FileChannel.open(fixture.file(0, ".log"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1).put(0, (byte) 9), second + 16);
        }

        assertThat(log.read(1, 1_000, 2, true).error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(Batches.texts(log.read(0, (int) second, 2, true).batches())).containsExactly("0:a");
    }

    @Test
    void aRecordIsFoundByTime() { // COMPAT A11.5
        PartitionLog log = fixture.create(config("segment.bytes", "400", "index.interval.bytes", "0"));
        for (int i = 0; i < 30; i++) {
            append(log, Batches.at(1_000 + 10L * i, "x", "y"));
        }

        for (int i = 0; i < 30; i++) {
            assertThat(log.offsetFor(1_000 + 10L * i)).contains(new TimestampAndOffset(1_000 + 10L * i, 2L * i, 0));
            assertThat(log.offsetFor(995 + 10L * i)).contains(new TimestampAndOffset(1_000 + 10L * i, 2L * i, 0));
        }
        assertThat(log.offsetFor(1_291)).isEmpty();
        assertThat(log.maxTimestamp()).isEqualTo(new TimestampAndOffset(1_290, 58, 0));
    }

    @Test
    void timesNeedNotBeInOrder() {
        for (CompressionType codec : CompressionType.values()) {
            LogFixture each = new LogFixture(root.resolve(codec.name));
            assertThat(each.root.toFile().mkdir()).isTrue();
            PartitionLog log = each.create(config("index.interval.bytes", "0"));
            append(log, Batches.of(codec, timed(50), timed(90), timed(20)));
            append(log, Batches.of(codec, timed(10), timed(70)));
            append(log, Batches.of(codec, timed(95)));

            assertThat(log.offsetFor(60)).contains(new TimestampAndOffset(90, 1, 0));
            assertThat(log.offsetFor(91)).contains(new TimestampAndOffset(95, 5, 0));
            assertThat(log.offsetFor(0)).contains(new TimestampAndOffset(50, 0, 0));
            assertThat(log.maxTimestamp()).isEqualTo(new TimestampAndOffset(95, 5, 0));
        }
    }

    private static SimpleRecord timed(long timestamp) {
        return new SimpleRecord(timestamp, Batches.bytes("k"), Batches.bytes("v"));
    }

    @Test
    void leaderEpochsEndWhereTheNextBegins() { // COMPAT B2.2
        PartitionLog log = fixture.create(config());
        assertThat(log.endOffsetFor(0)).isEqualTo(EpochEnd.UNDEFINED);
        log.beginEpoch(1);
        append(log, 1, "a");
        log.beginEpoch(3);
        append(log, 3, "b", "c");
        log.beginEpoch(7);
        append(log, 7, "d");

        assertThat(log.endOffsetFor(-1)).isEqualTo(EpochEnd.UNDEFINED);
        assertThat(log.endOffsetFor(0)).isEqualTo(new EpochEnd(0, 0));
        assertThat(log.endOffsetFor(1)).isEqualTo(new EpochEnd(1, 1));
        assertThat(log.endOffsetFor(2)).isEqualTo(new EpochEnd(1, 1));
        assertThat(log.endOffsetFor(3)).isEqualTo(new EpochEnd(3, 3));
        assertThat(log.endOffsetFor(6)).isEqualTo(new EpochEnd(3, 3));
        assertThat(log.endOffsetFor(7)).isEqualTo(new EpochEnd(7, 4));
        assertThat(log.endOffsetFor(8)).isEqualTo(EpochEnd.UNDEFINED);
        assertThat(log.latestEpoch()).isEqualTo(7);
    }

    private static void append(PartitionLog log, int epoch, String... values) {
        log.append(Batches.of(values), epoch, AppendOrigin.CLIENT, LogFixture.VERSION, LogFixture.NOW);
    }

    private static void append(PartitionLog log, ByteBuffer batch) {
        assertThat(LogFixture.append(log, batch).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void theEpochsFileHasTheTextOfKafkas() throws IOException { // COMPAT A7.7
        PartitionLog log = fixture.create(config());
        log.beginEpoch(1);
        append(log, 1, "a");
        log.beginEpoch(3);

        assertThat(Files.readString(fixture.directory().resolve("leader-epoch-checkpoint")))
                .isEqualTo("0\n2\n1 0\n3 1\n");
    }

    @Test
    void theHighWatermarkStaysWithinTheLog() { // COMPAT B1.1
        PartitionLog log = fixture.create(config());
        append(log, Batches.of("a", "b"));

        log.highWatermark(9);
        assertThat(log.highWatermark()).isEqualTo(2);
        assertThat(log.lastStableOffset()).isEqualTo(2);
        log.highWatermark(-4);
        assertThat(log.highWatermark()).isZero();
    }

    @Test
    void anotherThreadIsRefused() throws InterruptedException {
        PartitionLog log = fixture.create(config());
        Thread other =
                new Thread(() -> assertThatThrownBy(log::flush).isInstanceOf(IllegalStateException.class), "other");
        Throwable[] seen = new Throwable[1];
        other.setUncaughtExceptionHandler((thread, failure) -> seen[0] = failure);
        other.start();
        other.join();

        assertThat(seen[0]).isNull();
    }
}
