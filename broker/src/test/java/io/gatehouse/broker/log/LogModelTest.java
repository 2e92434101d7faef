package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log against a list: whatever is done to it, it holds what was appended, under the offsets that were told. */
final class LogModelTest {
    private static final int STEPS = 500;

    /** What a record should read as. */
    private record Expected(long offset, long timestamp, int epoch, String text) {}

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aLogReadsAsTheListOfWhatWasAppended(int seed) throws IOException {
        Run run = new Run(seed, Files.createDirectory(root.resolve("seed-" + seed)));
        for (int step = 0; step < STEPS; step++) {
            run.step("seed " + seed + " step " + step);
        }
        run.reopen(true);
        run.compareAll("seed " + seed + " at the end");
    }

    private static final class Run {
        private final Random random;
        private final LogFixture fixture;
        private final LogConfig config;
        private final List<Expected> model = new ArrayList<>();
        private PartitionLog log;
        private long start;
        private int epoch;
        private long clock = Batches.NOW;

        Run(int seed, Path root) {
            random = new Random(seed);
            fixture = new LogFixture(root);
            config = config(
                    "segment.bytes", Integer.toString(600 + random.nextInt(3_000)),
                    "index.interval.bytes", Integer.toString(random.nextInt(600)),
                    "segment.index.bytes", Integer.toString(60 + random.nextInt(400)),
                    "segment.ms", "5000",
                    "retention.ms", "-1",
                    "retention.bytes", Integer.toString(5_000 + random.nextInt(20_000)));
            log = fixture.create(config);
        }

        void step(String as) throws IOException {
            int action = random.nextInt(100);
            clock += random.nextInt(30);
            if (action < 55) {
                append(as);
            } else if (action < 80) {
                read(as);
            } else if (action < 88) {
                lookUp(as);
            } else if (action < 91) {
                epoch += random.nextInt(3);
                log.beginEpoch(epoch);
            } else if (action < 94) {
                log.flush();
            } else if (action < 96) {
                log.highWatermark(start + random.nextLong(log.logEndOffset() - start + 1));
                log.retain(Instant.ofEpochMilli(clock), Long.MAX_VALUE / 4);
                start = log.logStartOffset();
                model.removeIf(expected -> expected.offset < start);
            } else {
                reopen(random.nextBoolean());
                compareAll(as);
            }
        }

        private void append(String as) {
            ByteBuffer batch = Batches.random(random, clock);
            List<Expected> added = expected(batch, log.logEndOffset());
            AppendResult result =
                    log.append(batch, epoch, AppendOrigin.CLIENT, LogFixture.VERSION, Instant.ofEpochMilli(clock));
            assertThat(result.error()).as(as).isEqualTo(ErrorCode.NONE);
            assertThat(result.baseOffset()).as(as).isEqualTo(added.get(0).offset);
            assertThat(result.lastOffset()).as(as).isEqualTo(added.get(added.size() - 1).offset);
            model.addAll(added);
        }

        private List<Expected> expected(ByteBuffer batch, long baseOffset) {
            List<Expected> expected = new ArrayList<>();
            List<String> texts = Batches.texts(batch);
            for (Record record :
                    MemoryRecords.readableRecords(batch.duplicate()).records()) {
                String text = texts.get(expected.size());
                expected.add(new Expected(
                        baseOffset + record.offset(), record.timestamp(), epoch, text.substring(text.indexOf(':'))));
            }
            return expected;
        }

        private void read(String as) {
            long from = start + random.nextLong(log.logEndOffset() - start + 1);
            long bound = random.nextBoolean() ? log.logEndOffset() : from + random.nextInt(10);
            int bytes = random.nextInt(2_000);
            ReadResult read = log.read(from, bytes, bound, random.nextBoolean());
            assertThat(read.error()).as(as).isEqualTo(ErrorCode.NONE);
            long next = -1;
            for (String text : Batches.texts(read.batches())) {
                long offset = Long.parseLong(text.substring(0, text.indexOf(':')));
                assertThat(offset).as(as).isLessThan(bound);
                if (offset >= start) {
                    assertThat(text).as(as).isEqualTo(offset + at(offset).text);
                }
                assertThat(next < 0 || offset == next).as(as).isTrue();
                next = offset + 1;
            }
            assertThat(next < 0 || next > from).as(as).isTrue();
        }

        private Expected at(long offset) {
            return model.get((int) (offset - start));
        }

        private void lookUp(String as) {
            long timestamp = Batches.NOW + random.nextLong(clock - Batches.NOW + 60);
            Optional<TimestampAndOffset> expected = model.stream()
                    .filter(record -> record.timestamp >= timestamp)
                    .findFirst()
                    .map(record -> new TimestampAndOffset(record.timestamp, record.offset, record.epoch));
            assertThat(log.offsetFor(timestamp)).as(as + " time " + timestamp).isEqualTo(expected);
        }

        void reopen(boolean clean) throws IOException {
            long recoveryPoint = log.recoveryPoint();
            if (clean) {
                log.close();
            }
            log = fixture.load(config, clean, recoveryPoint, start);
        }

        void compareAll(String as) {
            assertThat(log.logStartOffset()).as(as).isEqualTo(start);
            assertThat(LogFixture.all(log))
                    .as(as)
                    .isEqualTo(model.stream()
                            .map(record -> record.offset + record.text)
                            .toList());
        }
    }
}
