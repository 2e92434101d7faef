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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A log against a list: whatever is done to it, it holds what was appended, under the offsets that were told, and shows
 * readers of committed records those of committed transactions. {@code -Dgatehouse.model.seeds=N} runs N seeds.
 */
final class LogModelTest {
    private static final int STEPS = 500;
    private static final long NUMBERED = 9;

    /** What a record should read as. */
    private record Expected(long offset, long batch, long timestamp, int epoch, long transaction, String text) {}

    /** What a producer did: a batch, within a transaction or not, or the end of the transaction that began at {@code first}. */
    private record Step(long at, long producer, int sequence, long first, Optional<ControlRecordType> end) {
        boolean within() {
            return first >= 0 && end.isEmpty();
        }
    }

    private record Aborted(long producer, long first, long last) {}

    @TempDir
    private Path root;

    @ParameterizedTest
    @MethodSource("seeds")
    void aLogReadsAsTheListOfWhatWasAppended(int seed) throws IOException {
        Run run = new Run(seed, Files.createDirectory(root.resolve("seed-" + seed)));
        for (int step = 0; step < STEPS; step++) {
            run.step("seed " + seed + " step " + step);
        }
        run.reopen(true);
        run.compareAll("seed " + seed + " at the end");
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("gatehouse.model.seeds", 6));
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
        /** By producer: where its open transaction begins. */
        private final Map<Long, Long> open = new HashMap<>();

        private final Map<Long, Integer> sequences = new HashMap<>();
        private final List<Aborted> aborted = new ArrayList<>();
        private final List<Step> history = new ArrayList<>();

        Run(int seed, Path root) {
            random = new Random(seed);
            fixture = new LogFixture(root);
            config = config(
                    "segment.bytes", Integer.toString(1_200 + random.nextInt(3_000)),
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
            clock += random.nextInt(60) == 0 ? 6_000 : 0; // Longer than segment.ms.
            if (action < 42) {
                append(as, Batches.random(random, clock), AppendOrigin.CLIENT);
            } else if (action < 49) {
                appendNumbered(as);
            } else if (action < 58) {
                transact(as);
            } else if (action < 76) {
                read(as);
            } else if (action < 82) {
                lookUp(as);
            } else if (action < 86) {
                committed(as);
            } else if (action < 89) {
                epoch += random.nextInt(3);
                log.beginEpoch(epoch);
            } else if (action < 92) {
                log.flush();
            } else if (action < 94) {
                log.highWatermark(start + random.nextLong(removable() - start + 1));
                log.retain(Instant.ofEpochMilli(clock), Long.MAX_VALUE / 4);
                startsAt(log.logStartOffset());
            } else if (action < 96) {
                deleteBefore(as);
            } else if (action < 97) {
                truncate(as);
            } else {
                reopen(random.nextBoolean());
                compareAll(as);
            }
        }

        /** Records of open transactions stay: what becomes of those without a beginning is another test's matter. */
        private long removable() {
            return open.values().stream().mapToLong(each -> each).min().orElse(log.logEndOffset());
        }

        private void startsAt(long offset) {
            start = offset;
            model.removeIf(expected -> expected.offset < start);
        }

        private void deleteBefore(String as) {
            long offset = Math.min(start + random.nextInt(6), removable());
            log.highWatermark(log.logEndOffset());
            assertThat(log.deleteBefore(offset)).as(as).isEqualTo(ErrorCode.NONE);
            startsAt(Math.max(start, offset));
        }

        /** Near the end most of the time, as followers do. The producers are then where the records that stayed say. */
        private void truncate(String as) {
            long most = random.nextInt(4) == 0 ? model.size() : Math.min(model.size(), 12);
            long offset = log.logEndOffset() - random.nextLong(most + 1);
            Optional<Expected> cut =
                    model.stream().filter(record -> record.offset == offset).findFirst();
            long end = cut.map(record -> Math.max(start, record.batch)).orElse(log.logEndOffset());
            if (history.stream().anyMatch(step -> step.end.isPresent() && step.at >= end && step.first < start)) {
                return; // A transaction without a beginning would be open again.
            }
            assertThat(log.truncateTo(offset, Instant.ofEpochMilli(clock)))
                    .as(as)
                    .isEqualTo(cut.isPresent());
            model.removeIf(record -> record.offset >= end);
            assertThat(log.logEndOffset()).as(as + " cut at " + offset).isEqualTo(end);
            assertThat(log.highWatermark()).as(as).isBetween(start, end);
            assertThat(log.recoveryPoint()).as(as).isLessThanOrEqualTo(end);
            history.removeIf(step -> step.at >= end);
            sequences.clear();
            open.clear();
            aborted.clear();
            history.forEach(this::replay);
            compareAll(as);
        }

        private void replay(Step step) {
            if (step.end.isEmpty()) {
                sequences.put(step.producer, step.sequence + 1);
            }
            if (step.within()) {
                open.putIfAbsent(step.producer, step.first);
            } else if (step.end.isPresent()) {
                open.remove(step.producer);
                if (step.end.get() == ControlRecordType.ABORT) {
                    aborted.add(new Aborted(step.producer, step.first, step.at));
                }
            }
        }

        /** A producer's next batch, and at times the same once more. */
        private void appendNumbered(String as) {
            int sequence = sequences.merge(NUMBERED, 1, Integer::sum) - 1;
            long before = log.logEndOffset();
            append(as, Batches.idempotent(NUMBERED, 0, sequence, "numbered"), AppendOrigin.CLIENT);
            history.add(new Step(before, NUMBERED, sequence, -1, Optional.empty()));
            if (random.nextInt(3) == 0) {
                AppendResult again = log.append(
                        Batches.idempotent(NUMBERED, 0, sequence, "numbered"),
                        epoch,
                        AppendOrigin.CLIENT,
                        LogFixture.VERSION,
                        Instant.ofEpochMilli(clock));
                assertThat(again.duplicate()).as(as).isTrue();
                assertThat(again.baseOffset()).as(as).isEqualTo(before);
            }
        }

        private void transact(String as) {
            long producer = 100L + random.nextInt(3);
            if (!open.containsKey(producer) || random.nextInt(3) > 0) {
                int sequence = sequences.merge(producer, 1, Integer::sum) - 1;
                long at = log.logEndOffset();
                open.putIfAbsent(producer, at);
                history.add(
                        new Step(at, producer, sequence, Objects.requireNonNull(open.get(producer)), Optional.empty()));
                append(as, Batches.transactional(producer, 0, sequence, "within"), AppendOrigin.CLIENT_IN_TRANSACTION);
                return;
            }
            ControlRecordType how = random.nextBoolean() ? ControlRecordType.ABORT : ControlRecordType.COMMIT;
            long marker = log.logEndOffset();
            append(as, Batches.marker(producer, 0, how, 0), AppendOrigin.COORDINATOR);
            long first = Objects.requireNonNull(open.remove(producer));
            history.add(new Step(marker, producer, -1, first, Optional.of(how)));
            if (how == ControlRecordType.ABORT) {
                aborted.add(new Aborted(producer, first, marker));
            }
        }

        /** What a reader of committed records makes of the log and its list of aborted transactions. */
        private void committed(String as) {
            log.highWatermark(log.logEndOffset());
            long stable = removable();
            assertThat(log.lastStableOffset()).as(as).isEqualTo(stable);
            long from = start + random.nextLong(stable - start + 1);
            List<AbortedTransaction> told = log.aborted(from, stable);
            for (Expected record : model) {
                if (record.transaction >= 0 && record.offset >= from && record.offset < stable) {
                    boolean hidden = told.stream()
                            .anyMatch(each -> each.producerId() == record.transaction
                                    && each.firstOffset() <= record.offset
                                    && record.offset < each.lastOffset());
                    boolean dead = aborted.stream()
                            .anyMatch(each -> each.producer == record.transaction
                                    && each.first <= record.offset
                                    && record.offset < each.last);
                    assertThat(hidden).as(as + " offset " + record.offset).isEqualTo(dead);
                }
            }
        }

        private void append(String as, ByteBuffer batch, AppendOrigin origin) {
            List<Expected> added = expected(batch, log.logEndOffset());
            AppendResult result = log.append(batch, epoch, origin, LogFixture.VERSION, Instant.ofEpochMilli(clock));
            assertThat(result.error()).as(as).isEqualTo(ErrorCode.NONE);
            assertThat(result.baseOffset()).as(as).isEqualTo(added.get(0).offset);
            assertThat(result.lastOffset()).as(as).isEqualTo(added.get(added.size() - 1).offset);
            model.addAll(added);
        }

        private List<Expected> expected(ByteBuffer batch, long baseOffset) {
            List<Expected> expected = new ArrayList<>();
            List<String> texts = Batches.texts(batch);
            long transaction = Batch.hasAttribute(batch, 0, Batch.TRANSACTIONAL) ? Batch.producerId(batch, 0) : -1;
            for (Record record :
                    MemoryRecords.readableRecords(batch.duplicate()).records()) {
                String text = texts.get(expected.size());
                expected.add(new Expected(
                        baseOffset + record.offset(),
                        baseOffset,
                        record.timestamp(),
                        epoch,
                        transaction,
                        text.substring(text.indexOf(':'))));
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
            if (!log.startsWithinSegment()) {
                long newest =
                        model.stream().mapToLong(Expected::timestamp).max().orElse(-1);
                assertThat(log.maxTimestamp().offset())
                        .as(as)
                        .isEqualTo(model.stream()
                                .filter(record -> record.timestamp == newest)
                                .mapToLong(Expected::offset)
                                .findFirst()
                                .orElse(-1));
            }
            if (!model.isEmpty()) {
                Expected any = model.get(random.nextInt(model.size()));
                assertThat(log.epochAt(any.offset)).as(as).isEqualTo(any.epoch);
            }
        }

        void reopen(boolean clean) throws IOException {
            if (clean) {
                log.close();
            }
            long recoveryPoint = log.recoveryPoint();
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
