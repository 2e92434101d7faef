package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.log.disk.DiskJournal;
import io.gatehouse.broker.log.disk.DiskJournal.Cut;
import io.gatehouse.broker.log.disk.JournaledDisk;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log directory on a disk that remembers what was synced. The power is cut after every so many steps, three ways each
 * time; the directory opens again, and what a flush had confirmed is there, in order, with nothing else before it (COMPAT
 * A8, attack 211).
 */
final class PowerLossTest {
    /** With three ways to cut and six seeds more than five hundred pictures. */
    private static final int CUTS = 30;

    private static final int ACTIONS = 60;
    private static final BrokerId SELF = new BrokerId(1);
    private static final LogConfig CONFIG =
            config("segment.bytes", "1500", "index.interval.bytes", "100", "retention.ms", "-1");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {41, 42, 43, 44, 45, 46})
    void whatWasFlushedIsThereAfterAPowerCut(long seed) throws IOException {
        Random random = new Random(seed);
        JournaledDisk disk = new JournaledDisk(Files.createDirectory(folder.resolve("live")));
        Story story = new Story(disk, random);
        story.live();
        cutEverywhere(story, disk.journal(), random, "seed " + seed);
    }

    /** New batches stand where old ones were flushed and told of in checkpoints (COMPAT B7.5). */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {61, 62})
    void whatWasTakenBackNeverReturns(long seed) throws IOException {
        Random random = new Random(seed);
        JournaledDisk disk = new JournaledDisk(Files.createDirectory(folder.resolve("live")));
        Story story = new Story(disk, random);
        story.takeBack();
        cutEverywhere(story, disk.journal(), random, "taken back, seed " + seed);
    }

    private void cutEverywhere(Story story, DiskJournal journal, Random random, String what) throws IOException {
        for (int cut = 0; cut < CUTS; cut++) {
            int step = 1 + (int) ((long) (journal.size() - 1) * (cut + random.nextInt(2)) / CUTS);
            for (Cut how : Cut.values()) {
                String name = what + ", cut after step " + step + " of " + journal.size() + ", " + how;
                Path image = folder.resolve("image-" + step + "-" + cut + "-" + how);
                journal.cut(step, how, random, image);
                story.check(image, step, name);
                LogFixture.deleteTree(image);
            }
        }
    }

    /** What was promised of a partition by the time that the journal had so many steps. */
    private static final class Promises {
        /** By the number of steps: how many records a flush has confirmed. */
        private final TreeMap<Integer, Integer> flushed = new TreeMap<>();

        /** By the number of steps: from then on, what was acknowledged and not taken back. */
        private final TreeMap<Integer, List<String>> lives = new TreeMap<>();

        private List<String> acknowledged = new ArrayList<>();
        private int epoch;

        Promises() {
            lives.put(0, acknowledged);
        }

        private int deletedAt = Integer.MAX_VALUE;

        int flushedAt(int step) {
            Map.Entry<Integer, Integer> last = flushed.floorEntry(step);
            return last == null ? 0 : last.getValue();
        }

        List<String> acknowledgedAt(int step) {
            return lives.floorEntry(step).getValue();
        }

        /** In the middle of it the log is a prefix of what it was, afterwards of what it is then. */
        void takenBack(int end, int begun, int done) {
            flushed.put(begun, Math.min(flushedAt(begun), end));
            acknowledged = new ArrayList<>(acknowledged.subList(0, end));
            lives.put(done, acknowledged);
            epoch++;
        }
    }

    private static final class Story {
        private final JournaledDisk disk;
        private final Random random;
        private final Map<TopicPartition, Promises> promises = new HashMap<>();
        private final List<TopicPartition> alive = new ArrayList<>();
        private LogDirectory directory;

        Story(JournaledDisk disk, Random random) {
            this.disk = disk;
            this.random = random;
            directory = open(disk.folder());
        }

        private static LogDirectory open(Path root) {
            LogDirectory opened = LogDirectory.open(
                    LogDirectorySettings.of(root, "cluster", SELF), new Random(1), InstantSource.system());
            opened.loadAll(topic -> CONFIG, (partition, done, total, recovered) -> {});
            return opened;
        }

        void live() {
            create();
            for (int i = 0; i < ACTIONS; i++) {
                act(random.nextInt(22));
            }
            directory.close();
        }

        void takeBack() {
            create();
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < 16; i++) {
                    append();
                }
                flush();
                await(directory.checkpoint());
                truncate(promisesOf(any()).acknowledged.size());
            }
            for (int i = 0; i < 24; i++) {
                append();
            }
            directory.close();
        }

        private void act(int dice) {
            switch (dice) {
                case 0 -> create();
                case 1 -> delete();
                case 2, 3, 4 -> flush();
                case 5 -> await(directory.checkpoint());
                case 6 -> await(directory.housekeep(Instant.now().plusSeconds(3600)));
                case 7 -> restart();
                case 8 -> truncate(8);
                case 9 -> truncate(Integer.MAX_VALUE);
                default -> append();
            }
        }

        private void create() {
            TopicPartition partition = new TopicPartition(new TopicName("events"), promises.size());
            promises.put(partition, new Promises());
            alive.add(partition);
            await(directory
                    .laneOf(partition)
                    .submit(() ->
                            directory.create(partition, new TopicId(new UUID(1, 1 + partition.partition())), CONFIG)));
        }

        private TopicPartition any() {
            return alive.get(random.nextInt(alive.size()));
        }

        private void append() {
            TopicPartition partition = any();
            Promises promised = promisesOf(partition);
            ByteBuffer batch = random.nextInt(4) == 0
                    ? Batches.idempotent(77, 0, 0, "p" + random.nextInt(1000))
                    : Batches.random(random, Batches.NOW);
            List<String> texts = Batches.texts(batch.duplicate());
            AppendResult result = onLog(
                    partition,
                    log -> log.append(batch, promised.epoch, AppendOrigin.CLIENT, LogFixture.VERSION, LogFixture.NOW));
            if (result.error() == ErrorCode.NONE && result.baseOffset() == promised.acknowledged.size()) {
                long offset = result.baseOffset();
                for (String text : texts) {
                    promised.acknowledged.add(offset++ + text.substring(text.indexOf(':')) + "@" + promised.epoch);
                }
            }
        }

        /** What comes after is of another leader's epoch, as it is for a follower. */
        private void truncate(int recordsMax) {
            TopicPartition partition = any();
            Promises promised = promisesOf(partition);
            int begun = disk.journal().size();
            int records = promised.acknowledged.size();
            int offset = records - random.nextInt(Math.min(records, recordsMax) + 1);
            long end = onLog(partition, log -> {
                log.truncateTo(offset, LogFixture.NOW);
                return log.logEndOffset();
            });
            promised.takenBack((int) end, begun, disk.journal().size());
        }

        private Promises promisesOf(TopicPartition partition) {
            return Objects.requireNonNull(promises.get(partition));
        }

        private void flush() {
            TopicPartition partition = any();
            onLog(partition, log -> {
                log.flush();
                return true;
            });
            promise(partition);
        }

        private void promise(TopicPartition partition) {
            Promises promised = promisesOf(partition);
            promised.flushed.put(disk.journal().size(), promised.acknowledged.size());
        }

        private void delete() {
            if (alive.size() > 1) {
                TopicPartition partition = any();
                await(directory.laneOf(partition).submit(() -> {
                    directory.delete(partition);
                    return true;
                }));
                alive.remove(partition);
                promisesOf(partition).deletedAt = disk.journal().size();
            }
        }

        private void restart() {
            directory.close();
            alive.forEach(this::promise);
            directory = open(disk.folder());
        }

        private <T> T onLog(TopicPartition partition, Function<PartitionLog, T> work) {
            return await(directory
                    .laneOf(partition)
                    .submit(() -> work.apply(directory.log(partition).orElseThrow())));
        }

        /** Opens the picture twice: after the cut, and after an orderly stop. */
        void check(Path image, int step, String name) {
            LogDirectory again = open(image);
            Map<TopicPartition, List<String>> found = new HashMap<>();
            promises.forEach((partition, promised) -> {
                List<String> records = records(again, partition);
                found.put(partition, records);
                List<String> acknowledged = promised.acknowledgedAt(step);
                int length = Math.min(records.size(), acknowledged.size());
                assertThat(records).as("%s, %s", name, partition).isEqualTo(acknowledged.subList(0, length));
                if (promised.deletedAt <= step) {
                    assertThat(again.log(partition))
                            .as("%s, %s was deleted", name, partition)
                            .isEmpty();
                } else if (promised.deletedAt == Integer.MAX_VALUE) {
                    assertThat(records)
                            .as("%s, %s was flushed", name, partition)
                            .hasSizeGreaterThanOrEqualTo(promised.flushedAt(step));
                }
            });
            again.close();
            LogDirectory later = open(image);
            found.forEach((partition, records) -> assertThat(records(later, partition))
                    .as("%s, %s later", name, partition)
                    .isEqualTo(records));
            later.close();
        }

        private static List<String> records(LogDirectory directory, TopicPartition partition) {
            return directory.log(partition).isEmpty()
                    ? List.of()
                    : await(directory
                            .laneOf(partition)
                            .submit(() -> records(directory.log(partition).orElseThrow())));
        }

        /** "offset:value@epoch", the epoch as both the log and the batch say. */
        private static List<String> records(PartitionLog log) {
            List<String> texts = new ArrayList<>();
            ReadResult all = log.read(log.logStartOffset(), 1 << 20, log.logEndOffset(), true);
            for (RecordBatch batch :
                    MemoryRecords.readableRecords(all.batches()).batches()) {
                assertThat(log.epochAt(batch.baseOffset())).isEqualTo(batch.partitionLeaderEpoch());
            }
            for (String text : LogFixture.all(log)) {
                texts.add(text + "@" + log.epochAt(Long.parseLong(text.substring(0, text.indexOf(':')))));
            }
            return texts;
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
