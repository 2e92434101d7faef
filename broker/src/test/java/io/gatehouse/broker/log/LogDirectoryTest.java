package io.gatehouse.broker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory with its lanes, from start to stop (COMPAT A1, A7, A8). */
final class LogDirectoryTest {
    private static final TopicPartition ONE = new TopicPartition(new TopicName("one"), 0);
    private static final TopicPartition TWO = new TopicPartition(new TopicName("two"), 5);
    private static final TopicId ID = new TopicId(new UUID(3, 4));
    private static final LogConfig CONFIG = LogConfig.defaults();

    @TempDir
    private Path folder;

    private Path root;

    private final List<LogDirectory> opened = new ArrayList<>();
    private Instant now = LogFixture.NOW;

    @BeforeEach
    void root() throws IOException {
        root = Files.createDirectory(folder.resolve("logs"));
    }

    private LogDirectory open() {
        LogDirectory directory =
                LogDirectory.open(LogDirectorySettings.of(root, "cluster", new BrokerId(1)), new Random(3), () -> now);
        opened.add(directory);
        return directory;
    }

    private LogDirectory loaded() {
        LogDirectory directory = open();
        directory.loadAll(topic -> CONFIG, (partition, done, total, recovered) -> {});
        return directory;
    }

    @AfterEach
    void close() {
        opened.forEach(LogDirectory::close);
    }

    private static <T> T on(LogDirectory directory, TopicPartition partition, Callable<T> task) {
        return directory.laneOf(partition).submit(task).toCompletableFuture().join();
    }

    private static AppendResult append(LogDirectory directory, TopicPartition partition, String... values) {
        return on(
                directory,
                partition,
                () -> LogFixture.append(directory.create(partition, ID, CONFIG), Batches.of(values)));
    }

    private static List<String> all(LogDirectory directory, TopicPartition partition) {
        return on(
                directory,
                partition,
                () -> LogFixture.all(directory.log(partition).orElseThrow()));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Lets go of the lock as the end of a process would, and of nothing else. */
    private Path picture() throws IOException {
        Path image = Files.createTempDirectory(folder, "image");
        LogFixture.copyTree(root, image);
        return image;
    }

    @Test
    void anOrderlyStopLeavesItsMarkerAndAStartTakesIt() throws IOException { // COMPAT A1.7, A8.14
        LogDirectory first = loaded();
        append(first, ONE, "a", "b");
        append(first, TWO, "c");
        on(first, ONE, () -> {
            first.log(ONE).orElseThrow().highWatermark(2);
            return true;
        });
        first.close();

        assertThat(Files.readString(root.resolve(".kafka_cleanshutdown")))
                .isEqualTo("{\"version\":0,\"brokerEpoch\":-1}");
        assertThat(Files.readString(root.resolve("recovery-point-offset-checkpoint")))
                .isEqualTo("0\n2\none 0 2\ntwo 5 1\n");
        assertThat(Files.readString(root.resolve("replication-offset-checkpoint")))
                .isEqualTo("0\n2\none 0 2\ntwo 5 0\n");
        assertThat(Files.readString(root.resolve("log-start-offset-checkpoint")))
                .isEqualTo("0\n0\n");
        List<Boolean> recovered = new ArrayList<>();
        LogDirectory second = open();
        second.loadAll(topic -> CONFIG, (partition, done, total, checked) -> recovered.add(checked));
        assertThat(names()).doesNotContain(".kafka_cleanshutdown").contains(".lock", "meta.properties");
        assertThat(recovered).containsExactly(false, false);
        assertThat(all(second, ONE)).containsExactly("0:a", "1:b");
        assertThat(all(second, TWO)).containsExactly("0:c");
        assertThat(second.log(ONE).orElseThrow().highWatermark()).isEqualTo(2);
    }

    @Test
    void afterAKillEverythingIsChecked() throws IOException { // COMPAT A8.6
        LogDirectory first = loaded();
        append(first, ONE, "a", "b");
        Path image = picture();

        LogDirectory second =
                LogDirectory.open(LogDirectorySettings.of(image, "cluster", new BrokerId(1)), new Random(3), () -> now);
        opened.add(second);
        List<Boolean> recovered = new ArrayList<>();
        second.loadAll(topic -> CONFIG, (partition, done, total, checked) -> recovered.add(checked));

        assertThat(recovered).containsExactly(true);
        assertThat(all(second, ONE)).containsExactly("0:a", "1:b");
    }

    @Test
    void severalLoadersShareTheWork() { // COMPAT A8, CONFORMANCE CFG-163
        LogDirectory first = loaded();
        for (int i = 0; i < 30; i++) {
            append(first, new TopicPartition(new TopicName("many"), i), "value " + i);
        }
        first.close();
        LogDirectorySettings one = LogDirectorySettings.of(root, "cluster", new BrokerId(1));
        LogDirectorySettings three = new LogDirectorySettings(
                root,
                one.clusterId(),
                one.brokerId(),
                one.lanes(),
                3,
                one.highWatermarkEvery(),
                one.checkpointEvery(),
                one.retentionEvery(),
                one.producerExpiry());
        List<Integer> done = new ArrayList<>();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch allThree = new CountDownLatch(3);

        LogDirectory second = LogDirectory.open(three, new Random(3), () -> now);
        opened.add(second);
        second.loadAll(
                topic -> {
                    if (threads.add(Thread.currentThread().getName())) {
                        allThree.countDown();
                        awaitAll(allThree);
                    }
                    return CONFIG;
                },
                (partition, count, total, checked) -> done.add(count));

        assertThat(threads).hasSize(3);
        assertThat(done).isEqualTo(IntStream.rangeClosed(1, 30).boxed().toList());
        for (int i = 0; i < 30; i++) {
            assertThat(all(second, new TopicPartition(new TopicName("many"), i)))
                    .containsExactly("0:value " + i);
        }
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void aDirectoryHasOneUser() { // COMPAT A1.1
        loaded();

        assertThatThrownBy(this::open).isInstanceOf(LogFailure.class).hasMessageContaining("in use by another broker");
    }

    @Test
    void aStopBeforeLoadingLeavesTheMarkerAndTheCheckpointsAlone() throws IOException {
        LogDirectory first = loaded();
        append(first, ONE, "a");
        first.close();

        open().close();

        assertThat(names()).contains(".kafka_cleanshutdown");
        assertThat(Files.readString(root.resolve("recovery-point-offset-checkpoint")))
                .contains("one 0 1");
    }

    @Test
    void foreignDirectoriesAreRefused() throws IOException { // COMPAT A1.14
        Files.createDirectory(root.resolve("notes"));
        Files.createDirectory(root.resolve("remote-log-index-cache"));
        Files.writeString(root.resolve("readme"), "plain files are ignored");

        LogDirectory directory = open();

        assertThatThrownBy(() -> directory.loadAll(topic -> CONFIG, (partition, done, total, recovered) -> {}))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("notes is not the directory of a partition");
    }

    @Test
    void aLinkIsRefused() throws IOException { // Attack 219
        Path elsewhere = Files.createTempDirectory(folder, "elsewhere");
        Files.createSymbolicLink(root.resolve("one-0"), elsewhere);

        LogDirectory directory = open();

        assertThatThrownBy(() -> directory.loadAll(topic -> CONFIG, (partition, done, total, recovered) -> {}))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("symbolic link");
    }

    @Test
    void aDeletedPartitionIsGoneAtOnceAndItsFilesLater() throws IOException { // COMPAT A9.9, attack 226
        LogDirectory directory = loaded();
        append(directory, ONE, "secret");

        on(directory, ONE, () -> {
            directory.delete(ONE);
            return true;
        });

        assertThat(directory.log(ONE)).isEmpty();
        assertThat(names()).doesNotContain("one-0").anyMatch(name -> name.matches("one-0\\.[0-9a-f]{32}-delete"));
        assertThat(Files.readString(root.resolve("recovery-point-offset-checkpoint")))
                .isEqualTo("0\n0\n");
        directory.housekeep(now.plusSeconds(59)).toCompletableFuture().join();
        assertThat(names()).anyMatch(name -> name.endsWith("-delete"));
        directory.housekeep(now.plusSeconds(60)).toCompletableFuture().join();
        assertThat(names()).noneMatch(name -> name.startsWith("one"));
    }

    @Test
    void aPartitionOfTheSameNameBeginsEmptyAlsoAfterAKill() throws IOException { // Attack 226
        LogDirectory directory = loaded();
        TopicId other = new TopicId(new UUID(8, 8));
        for (int round = 0; round < 20; round++) {
            append(directory, ONE, "old");
            on(directory, ONE, () -> {
                directory.delete(ONE);
                return true;
            });
        }
        PartitionLog created = on(directory, ONE, () -> directory.create(ONE, other, CONFIG));
        Path image = picture();

        assertThat(created.topicId()).isEqualTo(other);
        assertThat(created.logEndOffset()).isZero();
        LogDirectory second =
                LogDirectory.open(LogDirectorySettings.of(image, "cluster", new BrokerId(1)), new Random(3), () -> now);
        opened.add(second);
        second.loadAll(topic -> CONFIG, (partition, done, total, recovered) -> {});
        assertThat(second.log(ONE).orElseThrow().topicId()).isEqualTo(other);
        assertThat(all(second, ONE)).isEmpty();
        now = now.plus(Duration.ofMinutes(2));
        second.housekeep(now).toCompletableFuture().join();
        try (Stream<Path> files = Files.list(image)) {
            assertThat(files.filter(file -> file.toString().endsWith("-delete")))
                    .isEmpty();
        }
    }

    @Test
    void offsetsOfAPartitionThatIsGoneDoNotMeetANewOne() throws IOException {
        loaded().close();
        Files.writeString(root.resolve("log-start-offset-checkpoint"), "0\n1\none 0 500\n");

        LogDirectory directory = loaded();

        assertThat(Files.readString(root.resolve("log-start-offset-checkpoint")))
                .isEqualTo("0\n0\n");
        assertThat(append(directory, ONE, "a").baseOffset()).isZero();
    }

    @Test
    void unreadableRecoveryPointsMeanThatAllIsChecked() throws IOException { // COMPAT A7.4
        LogDirectory first = loaded();
        append(first, ONE, "a");
        first.close();
        Files.delete(root.resolve(".kafka_cleanshutdown"));
        Files.writeString(root.resolve("recovery-point-offset-checkpoint"), "0\n5\nnonsense\n");

        assertThat(all(loaded(), ONE)).containsExactly("0:a");
    }

    @Test
    void checkpointsAreWrittenWhenTheyAreDue() throws IOException { // COMPAT A7.5
        LogDirectory directory = loaded();
        append(directory, ONE, "a", "b");
        on(directory, ONE, () -> {
            PartitionLog log = directory.log(ONE).orElseThrow();
            log.highWatermark(2);
            log.flush();
            return true;
        });

        directory.housekeep(now.plusSeconds(4)).toCompletableFuture().join();
        assertThat(root.resolve("replication-offset-checkpoint")).hasContent("0\n0\n");
        directory.housekeep(now.plusSeconds(5)).toCompletableFuture().join();
        assertThat(root.resolve("replication-offset-checkpoint")).hasContent("0\n1\none 0 2\n");
        assertThat(root.resolve("recovery-point-offset-checkpoint")).hasContent("0\n0\n");
        directory.housekeep(now.plusSeconds(60)).toCompletableFuture().join();
        assertThat(root.resolve("recovery-point-offset-checkpoint")).hasContent("0\n1\none 0 2\n");
    }

    @Test
    void anErrorOfTheDiskTakesTheDirectoryOffline() throws IOException { // COMPAT A5.4.24, attacks 213, 215
        LogDirectory directory = loaded();
        append(directory, ONE, "a");
        List<LogFailure> told = new ArrayList<>();
        directory.onOffline(told::add);
        Path inTheWay = root.resolve("two-5");
        Files.writeString(inTheWay, "a file where a directory must go");

        assertThatThrownBy(() -> append(directory, TWO, "b")).hasCauseInstanceOf(LogFailure.class);

        assertThat(directory.online()).isFalse();
        assertThat(told).hasSize(1);
        assertThatThrownBy(() -> append(directory, ONE, "c"))
                .hasCauseInstanceOf(LogFailure.class)
                .hasMessageContaining("offline");
        directory.close();
        assertThat(names()).doesNotContain(".kafka_cleanshutdown");
        Files.delete(inTheWay);
        assertThat(all(loaded(), ONE)).containsExactly("0:a");
    }

    @Test
    void refusalsDoNotTakeTheDirectoryOffline() {
        LogDirectory directory = loaded();

        AppendResult refused = on(
                directory,
                ONE,
                () -> LogFixture.append(
                        directory.create(ONE, ID, CONFIG), Batches.of("a").putInt(17, 1)));

        assertThat(refused.error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(directory.online()).isTrue();
    }

    @Test
    void rolledSegmentsReachTheDiskInTheBackground() {
        LogDirectory directory = loaded();
        LogConfig small = LogFixture.config("segment.bytes", "200");
        for (int i = 0; i < 40; i++) {
            String value = "v" + i;
            on(directory, ONE, () -> LogFixture.append(directory.create(ONE, ID, small), Batches.of(value)));
        }

        directory.checkpoint().toCompletableFuture().join(); // Comes after them on the background lane.
        long recoveryPoint =
                on(directory, ONE, () -> directory.log(ONE).orElseThrow().recoveryPoint());

        assertThat(recoveryPoint).isGreaterThanOrEqualTo(38);
    }

    @Test
    void whoMayReadANewDirectoryIsItsOwner() throws IOException {
        Path fresh = root.resolve("fresh/logs");

        LogDirectory directory =
                LogDirectory.open(LogDirectorySettings.of(fresh, "cluster", new BrokerId(1)), new Random(3), () -> now);
        opened.add(directory);

        assertThat(Files.getPosixFilePermissions(fresh).toString()).doesNotContain("GROUP", "OTHERS");
    }
}
