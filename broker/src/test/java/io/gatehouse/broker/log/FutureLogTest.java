package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.log.FutureLog.Part;
import io.gatehouse.broker.log.FutureLog.Steps;
import io.gatehouse.broker.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy that follows a log until it can take its place, step by step (COMPAT B12.7). */
final class FutureLogTest {
    private static final LogConfig CONFIG =
            config("segment.bytes", "1200", "index.interval.bytes", "100", "retention.ms", "-1");

    @TempDir
    private Path folder;

    private LogFixture here;
    private LogFixture there;
    private PartitionLog log;
    private FutureLog future;

    @BeforeEach
    void twoDirectories() throws IOException {
        here = new LogFixture(Files.createDirectory(folder.resolve("here")));
        there = new LogFixture(Files.createDirectory(folder.resolve("there")));
        log = here.create(CONFIG);
        future = begin(new Steps(500, 100));
    }

    private FutureLog begin(Steps steps) throws IOException {
        Path directory = Files.createDirectory(
                there.root.resolve(DirectoryName.future(LogFixture.PARTITION, new Random(folder.hashCode()))));
        return new FutureLog(log, here.health, directory, steps);
    }

    private boolean step() throws IOException {
        Optional<Part> part = future.survey();
        if (part.isPresent()) {
            future.copy(part.get(), ByteBuffer.allocate(BatchCursor.LOOKUP_WINDOW), bytes -> {});
        }
        return part.isPresent();
    }

    private void catchUp() throws IOException {
        for (int steps = 0; step(); steps++) {
            assertThat(steps).as("steps without an end").isLessThan(10_000);
        }
    }

    private PartitionLog swapped() throws IOException {
        LoadedLog complete = future.complete(there.directory());
        PartitionLog moved = new PartitionLog(complete, log.config(), there.context);
        Files.move(future.directory(), there.directory());
        moved.named();
        log.abandon();
        return moved;
    }

    /** All that can be asked of a log. */
    private static List<Object> answers(PartitionLog asked) {
        List<Object> answers = new ArrayList<>();
        answers.add(LogFixture.all(asked));
        answers.add(List.of(
                asked.logStartOffset(),
                asked.logEndOffset(),
                asked.highWatermark(),
                asked.lastStableOffset(),
                asked.latestEpoch(),
                asked.sizeBytes(),
                asked.topicId()));
        answers.add(asked.aborted(asked.logStartOffset(), asked.logEndOffset()));
        answers.add(IntStream.range(0, 6)
                .mapToObj(epoch -> asked.endOffsetFor(epoch))
                .toList());
        answers.add(asked.maxTimestamp());
        for (long time = Batches.NOW - 20; time < Batches.NOW + 20; time += 3) {
            answers.add(asked.offsetFor(time));
        }
        return answers;
    }

    @Test
    void anEmptyLogMoves() throws IOException {
        List<Object> before = answers(log);
        catchUp();

        PartitionLog moved = swapped();

        assertThat(answers(moved)).isEqualTo(before);
        assertThat(append(moved, Batches.of("first")).baseOffset()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whateverHappensMeanwhileTheCopySaysWhatTheLogSays(long seed) throws IOException {
        Story story = new Story(new Random(seed));
        for (int i = 0; i < 150; i++) {
            story.act(log);
            if (i > 50 && i % 3 == 0) {
                step();
            }
        }
        catchUp();
        story.append(log); // What the lane copies.
        List<Object> before = answers(log);

        PartitionLog moved = swapped();

        assertThat(answers(moved)).isEqualTo(before);
        for (int i = 0; i < 60; i++) {
            story.act(moved);
        }
        moved.append(
                Batches.of("last"),
                moved.latestEpoch(),
                AppendOrigin.CLIENT,
                LogFixture.VERSION,
                LogFixture.NOW); // So that the newest epoch has a record, without which no start keeps it.
        moved.highWatermark(moved.logEndOffset());
        List<Object> after = answers(moved);
        moved.close();
        PartitionLog again = there.load(CONFIG, true, moved.recoveryPoint(), moved.logStartOffset());
        again.highWatermark(moved.highWatermark());
        assertThat(answers(again)).isEqualTo(after);
    }

    @Test
    void aProducerGoesOnAndItsRepetitionsAreKnown() throws IOException { // COMPAT A5.6
        for (int sequence = 0; sequence < 4; sequence++) {
            append(log, Batches.idempotent(9, 0, sequence, "v" + sequence));
        }
        catchUp();

        PartitionLog moved = swapped();

        AppendResult repeated = append(moved, Batches.idempotent(9, 0, 1, "v1"));
        assertThat(repeated.error()).isEqualTo(ErrorCode.NONE);
        assertThat(repeated.baseOffset()).isEqualTo(1);
        assertThat(append(moved, Batches.idempotent(9, 0, 4, "v4")).baseOffset())
                .isEqualTo(4);
        assertThat(append(moved, Batches.idempotent(9, 0, 9, "gap")).error())
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void theLogGoesOnWhenTheSwapDidNotCome() throws IOException {
        append(log, Batches.of("a"));
        catchUp();
        future.complete(there.directory());

        append(log, Batches.of("b"));
        log.close();

        assertThat(LogFixture.all(here.loadClean(CONFIG))).containsExactly("0:a", "1:b");
    }

    @Test
    void whatWasCutOffIsNotInTheCopy() throws IOException {
        fill(20);
        catchUp();
        Segment active = log.segments().active();
        long before = active.log().size();
        active.log().truncate(0);
        ByteBuffer other = ByteBuffer.allocate((int) before);
        active.log().append(other);

        Part again = future.survey().orElseThrow();

        assertThat(again.copy().source()).isSameAs(active);
        assertThat(again.copy().bytes()).isZero();
    }

    @Test
    void aCopyWaitsForItsBudget() throws IOException { // CONFORMANCE QRP-06
        fill(30);
        long[] clock = {0};
        IoBudget budget = new IoBudget(1_000, () -> clock[0]);
        Optional<Part> part = future.survey();
        while (part.isPresent()) {
            future.copy(
                    part.get(),
                    ByteBuffer.allocate(BatchCursor.LOOKUP_WINDOW),
                    bytes -> budget.spend(bytes, nanos -> clock[0] += nanos));
            part = future.survey();
        }

        long atOnce = 100; // A tenth of a second may be caught up on.
        assertThat(clock[0]).isEqualTo(TimeUnit.MILLISECONDS.toNanos(future.sizeBytes() - atOnce));
    }

    @Test
    void howFarItIsIsTold() throws IOException {
        fill(30);
        assertThat(future.endOffset()).isZero();

        step();
        long afterOne = future.endOffset();
        catchUp();

        assertThat(afterOne).isBetween(1L, 29L);
        assertThat(future.endOffset()).isBetween(afterOne + 1, 30L);
        assertThat(future.sizeBytes()).isBetween(1L, log.sizeBytes());
    }

    @Test
    void aSegmentThatCannotBeReadEndsTheMove() throws IOException {
        fill(30);
        try (FileChannel file = FileChannel.open(here.file(0, SegmentName.LOG), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[400]), 300);
        }

        assertThatThrownBy(this::catchUp)
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("is not readable from byte");
        assertThat(here.health.online()).isTrue();
    }

    @Test
    void aFileThatIsGoneTakesItsDirectoryOffline() throws IOException { // Attack 215
        fill(30);
        Files.delete(here.file(0, SegmentName.LOG));

        assertThatThrownBy(this::catchUp).isInstanceOf(LogFailure.class).hasMessageContaining("missing or too short");
        assertThat(here.health.online()).isFalse();
        assertThat(there.health.online()).isTrue();
    }

    @Test
    void anIndexThatDoesNotFitIsBuiltAgainInTheCopy() throws IOException {
        fill(30);
        List<String> before = LogFixture.all(log);
        Files.write(here.file(0, SegmentName.INDEX), new byte[] {1, 2, 3});
        catchUp();

        PartitionLog moved = swapped();

        assertThat(LogFixture.all(moved)).isEqualTo(before);
        assertThat(Files.size(there.file(0, SegmentName.INDEX))).isPositive();
    }

    private void fill(int batches) {
        for (int i = 0; i < batches; i++) {
            append(log, Batches.of("value number " + i));
        }
        assertThat(log.segments().count()).isGreaterThan(1);
    }

    /** What may happen to a log. */
    private static final class Story {
        private final Random random;
        private final int[] sequences = new int[6];
        private int epoch;

        Story(Random random) {
            this.random = random;
        }

        void act(PartitionLog log) {
            switch (random.nextInt(14)) {
                case 0 -> log.beginEpoch(++epoch % 6 == 0 ? epoch : ++epoch);
                case 1 -> {
                    log.highWatermark(log.logEndOffset());
                    long start = log.logStartOffset();
                    log.deleteBefore(start + random.nextLong(1 + (log.highWatermark() - start) / 4));
                }
                case 2 -> log.retain(Instant.ofEpochMilli(Batches.NOW), 1L << 40);
                case 3 -> log.flush();
                case 4 -> log.truncateTo(Math.max(0, log.logEndOffset() - random.nextInt(8)), LogFixture.NOW);
                default -> append(log);
            }
        }

        void append(PartitionLog log) {
            int producer = random.nextInt(6);
            switch (random.nextInt(4)) {
                case 0 -> write(log, Batches.random(random, Batches.NOW + random.nextInt(20)), AppendOrigin.CLIENT);
                case 1 ->
                    write(
                            log,
                            Batches.marker(
                                    producer,
                                    0,
                                    random.nextBoolean() ? ControlRecordType.ABORT : ControlRecordType.COMMIT,
                                    1),
                            AppendOrigin.COORDINATOR);
                default ->
                    write(
                            log,
                            Batches.transactional(producer, 0, sequences[producer]++, "t" + random.nextInt()),
                            AppendOrigin.CLIENT_IN_TRANSACTION);
            }
        }

        private void write(PartitionLog log, ByteBuffer batch, AppendOrigin origin) {
            log.append(batch, Math.max(0, log.latestEpoch()), origin, LogFixture.VERSION, LogFixture.NOW);
        }
    }
}
