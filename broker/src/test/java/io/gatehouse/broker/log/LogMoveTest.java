package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.log.disk.DiskJournal;
import io.gatehouse.broker.log.disk.DiskJournal.Cut;
import io.gatehouse.broker.log.disk.JournaledDisk;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that move between two data directories, undisturbed, with the power cut at any step, and with a broken disk (COMPAT B12.7). */
final class LogMoveTest {
    private static final TopicPartition PARTITION = new TopicPartition(new TopicName("events"), 3);
    private static final TopicId ID = new TopicId(new UUID(1, 2));
    private static final LogConfig CONFIG =
            config("segment.bytes", "1500", "index.interval.bytes", "100", "retention.ms", "-1");
    private static final int CUTS = 40;

    @TempDir
    private Path folder;

    private final List<LogDirectory> opened = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private Optional<PartitionLog> held = Optional.empty();
    private IoBudget budget = new IoBudget(Double.MAX_VALUE, System::nanoTime);

    @AfterEach
    void close() {
        opened.forEach(LogDirectory::close);
    }

    private List<LogDirectory> open(Path root) {
        List<LogDirectory> both = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            LogDirectory directory = LogDirectory.open(
                    LogDirectorySettings.of(root.resolve(name), "cluster", new BrokerId(1)),
                    new Random(1),
                    InstantSource.system());
            opened.add(directory);
            directory.loadAll(topic -> CONFIG, (partition, done, total, recovered) -> {});
            both.add(directory);
        }
        return both;
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private PartitionLog log() {
        return held.orElseThrow();
    }

    private <T> T onLog(Function<PartitionLog, T> work) {
        PartitionLog current = log();
        return await(current.lane().submit(() -> work.apply(current)));
    }

    private void create(LogDirectory directory) {
        create(directory, CONFIG);
    }

    private void create(LogDirectory directory, LogConfig config) {
        held = Optional.of(await(directory.laneOf(PARTITION).submit(() -> directory.create(PARTITION, ID, config))));
    }

    private void append(int batches) {
        for (int i = 0; i < batches; i++) {
            String value = "value " + acknowledged.size();
            AppendResult result = onLog(current -> LogFixture.append(current, Batches.of(value)));
            assertThat(result.error()).isEqualTo(ErrorCode.NONE);
            assertThat(result.baseOffset()).isEqualTo(acknowledged.size());
            acknowledged.add(result.baseOffset() + ":" + value);
        }
    }

    private CompletableFuture<PartitionLog> begin(LogDirectory from, LogDirectory to) {
        CompletableFuture<PartitionLog> moved = new CompletableFuture<>();
        await(log().lane().submit(() -> {
            from.moveTo(to, PARTITION, budget, moved::complete);
            return true;
        }));
        return moved;
    }

    private void move(LogDirectory from, LogDirectory to) {
        PartitionLog old = log();
        held = Optional.of(await(begin(from, to)));
        assertThat(log().lane()).isSameAs(old.lane());
        onLog(settled -> true); // The swap's own step is over.
    }

    private List<String> all() {
        return onLog(LogFixture::all);
    }

    @Test
    void aMoveThatWaitsForItsBudgetCanBeEnded() { // CONFORMANCE QRP-06
        budget = new IoBudget(1, () -> 0);
        List<LogDirectory> both = open(folder);
        create(both.get(0), config("segment.bytes", "100000000"));
        append(1);
        onLog(current -> LogFixture.append(current, Batches.of("x".repeat(900_000))));
        onLog(current -> LogFixture.append(current, Batches.of("y".repeat(900_000))));
        CompletableFuture<PartitionLog> slow = begin(both.get(0), both.get(1));

        LogMove waiting = both.get(1).arriving(PARTITION).orElseThrow();
        assertThat(waiting.lag()).isEqualTo(3);
        onLog(current -> {
            waiting.cancel();
            return true;
        });
        budget = new IoBudget(Double.MAX_VALUE, System::nanoTime);
        move(both.get(0), both.get(1)); // By the same thread, which does not wait any more.

        assertThat(slow).isNotDone();
        assertThat(both.get(1).log(PARTITION)).contains(log());
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("events"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aLogMovesThereAndBackAndIsWrittenOn() throws IOException {
        List<LogDirectory> both = open(folder);
        create(both.get(0));
        append(40);
        onLog(current -> {
            current.highWatermark(30);
            return current.deleteBefore(5);
        });

        move(both.get(0), both.get(1));

        assertThat(both.get(0).log(PARTITION)).isEmpty();
        assertThat(both.get(1).log(PARTITION)).containsSame(log());
        assertThat(names(folder.resolve("one"))).singleElement().asString().endsWith("-delete");
        assertThat(names(folder.resolve("two"))).containsExactly("events-3");
        assertThat(folder.resolve("two/events-3/moved-from")).doesNotExist();
        assertThat(folder.resolve("two/log-start-offset-checkpoint")).content().contains("events 3 5");
        assertThat(folder.resolve("one/recovery-point-offset-checkpoint"))
                .content()
                .doesNotContain("events");
        append(10);
        move(both.get(1), both.get(0));
        append(10);
        assertThat(all()).isEqualTo(acknowledged.subList(5, 60));
        assertThat(log().highWatermark()).isEqualTo(30);
    }

    @Test
    void bothDirectoriesStopInOrderWhicheverIsFirst() throws IOException { // COMPAT A8.14
        for (int first = 0; first < 2; first++) {
            Path root = Files.createDirectory(folder.resolve("run" + first));
            acknowledged.clear();
            List<LogDirectory> both = open(root);
            create(both.get(0));
            append(20);
            move(both.get(0), both.get(1));
            append(3);

            both.get(first).close();
            both.get(1 - first).close();

            assertThat(root.resolve("one/.kafka_cleanshutdown")).exists();
            assertThat(root.resolve("two/.kafka_cleanshutdown")).exists();
            List<LogDirectory> again = open(root);
            held = Optional.of(again.get(1).log(PARTITION).orElseThrow());
            assertThat(all()).isEqualTo(acknowledged);
            again.forEach(LogDirectory::close);
        }
    }

    @Test
    void writersDoNotNotice() {
        List<LogDirectory> both = open(folder);
        create(both.get(0), LogConfig.defaults());
        append(100);
        CompletableFuture<PartitionLog> moved = begin(both.get(0), both.get(1));

        while (!moved.isDone()) {
            PartitionLog current = log();
            String value = "value " + acknowledged.size();
            AppendResult result = await(current.lane()
                    .submit(() -> LogFixture.append(moved.isDone() ? moved.join() : current, Batches.of(value))));
            acknowledged.add(result.baseOffset() + ":" + value);
        }
        held = Optional.of(await(moved));

        assertThat(all()).isEqualTo(acknowledged);
        await(both.get(1).housekeep(Instant.now().plusSeconds(3600))); // Flushes on the lane of another directory.
    }

    @Test
    void anEndedMoveLeavesNothing() throws IOException {
        List<LogDirectory> both = open(folder);
        create(both.get(0));
        append(10);
        await(log().lane().submit(() -> {
            both.get(0).moveTo(both.get(1), PARTITION, budget, moved -> {});
            both.get(1).arriving(PARTITION).orElseThrow().cancel();
            return true;
        }));
        await(both.get(1).housekeep(Instant.now().plusSeconds(1)));

        assertThat(both.get(1).arriving()).isEmpty();
        assertThat(names(folder.resolve("two"))).isEmpty();
        append(1);
        assertThat(all()).isEqualTo(acknowledged);
    }

    @Test
    void aBrokenTargetDoesNotTouchTheLog() throws IOException { // Attack 215
        List<LogDirectory> both = open(folder);
        create(both.get(0));
        append(10);
        Path inTheWay = Files.createDirectory(folder.resolve("two/events-3"));
        Files.writeString(inTheWay.resolve("something"), "where the live log must go");

        CompletableFuture<LogFailure> lost = new CompletableFuture<>();
        both.get(1).onOffline(lost::complete);
        CompletableFuture<PartitionLog> moved = begin(both.get(0), both.get(1));
        await(lost);

        assertThat(moved).isNotDone();
        append(5);
        assertThat(all()).isEqualTo(acknowledged);
        assertThat(both.get(0).online()).isTrue();
    }

    @Test
    void anUnfinishedCopyStaysForTheNextStartWhichRemovesIt() throws IOException {
        List<LogDirectory> both = open(folder);
        create(both.get(0));
        append(5);
        both.forEach(LogDirectory::close);
        Path left = folder.resolve("two/events-3.0123456789abcdef0123456789abcdef-future");
        Files.createDirectory(left);
        PartitionMetadata.write(left, ID);

        LogDirectory second = open(folder).get(1);

        assertThat(second.log(PARTITION)).isEmpty();
        assertThat(left).exists();
        assertThat(await(second.laneOf(PARTITION).submit(() -> second.dropLeftover(PARTITION, ID))))
                .isTrue();
        assertThat(left).doesNotExist();
        assertThat(await(second.laneOf(PARTITION).submit(() -> second.dropLeftover(PARTITION, ID))))
                .isFalse();
    }

    @Test
    void twoLiveCopiesWithoutAMarkAreForTheOperator() throws IOException { // COMPAT A8.13
        List<LogDirectory> both = open(folder);
        create(both.get(0));
        append(5);
        both.forEach(LogDirectory::close);
        LogFixture.copyTree(folder.resolve("one/events-3"), folder.resolve("two/events-3"));

        List<LogDirectory> again = open(folder);
        InterruptedMoves.settle(again);

        assertThatThrownBy(() -> LogDirectory.requireDistinct(again)).hasMessageContaining("events-3");
    }

    @Test
    void theCopyThatReachesFurtherIsKept() throws IOException {
        for (boolean oldGrew : List.of(true, false)) {
            Path root = Files.createDirectory(folder.resolve("grew" + oldGrew));
            acknowledged.clear();
            List<LogDirectory> both = open(root);
            create(both.get(0));
            append(5);
            both.forEach(LogDirectory::close);
            LogFixture.copyTree(root.resolve("one/events-3"), root.resolve("two/events-3"));
            MoveMark.write(root.resolve("two/events-3"), root.resolve("one"));
            List<LogDirectory> grown = open(root);
            held = Optional.of(grown.get(oldGrew ? 0 : 1).log(PARTITION).orElseThrow());
            append(2);
            grown.forEach(LogDirectory::close);

            List<LogDirectory> again = open(root);
            InterruptedMoves.settle(again);
            LogDirectory.requireDistinct(again);

            held = Optional.of(again.get(oldGrew ? 0 : 1).log(PARTITION).orElseThrow());
            assertThat(all()).isEqualTo(acknowledged);
            assertThat(root.resolve("two/events-3/moved-from")).doesNotExist();
            again.forEach(LogDirectory::close);
        }
    }

    /** What a flush had confirmed is there after a power cut at any step, once, whichever directory has it. */
    @Test
    void nothingThatWasFlushedIsLostByAPowerCut() throws IOException { // Attack 211
        Random random = new Random(99);
        JournaledDisk disk = new JournaledDisk(Files.createDirectory(folder.resolve("live")));
        List<LogDirectory> both = open(disk.folder());
        TreeMap<Integer, Integer> flushed = new TreeMap<>(Map.of(0, 0));
        create(both.get(0));
        append(12);
        flush(disk.journal(), flushed);
        int before = disk.journal().size();
        append(1);
        move(both.get(0), both.get(1));
        flush(disk.journal(), flushed);
        append(2);
        flush(disk.journal(), flushed);
        append(1);
        int steps = disk.journal().size() - before;

        for (int cut = 0; cut < Math.max(CUTS, steps); cut++) {
            int step = before + 1 + (int) ((long) (steps - 1) * cut / Math.max(CUTS, steps));
            for (Cut how : Cut.values()) {
                Path image = folder.resolve("image");
                disk.journal().cut(step, how, random, image);
                check(image, flushed.floorEntry(step).getValue(), "cut after " + step + ", " + how);
                LogFixture.deleteTree(image);
            }
        }
    }

    private void flush(DiskJournal journal, Map<Integer, Integer> flushed) {
        onLog(current -> {
            current.flush();
            return true;
        });
        flushed.put(journal.size(), acknowledged.size());
    }

    private void check(Path image, int least, String name) {
        List<LogDirectory> both = open(image);
        InterruptedMoves.settle(both);
        LogDirectory.requireDistinct(both);
        List<PartitionLog> found = both.stream()
                .flatMap(directory -> directory.log(PARTITION).stream())
                .toList();
        assertThat(found).as(name).hasSize(1);
        PartitionLog only = found.get(0);
        List<String> records = await(only.lane().submit(() -> LogFixture.all(only)));
        assertThat(records).as(name).hasSizeGreaterThanOrEqualTo(least);
        assertThat(records).as(name).isEqualTo(acknowledged.subList(0, records.size()));
        both.forEach(LogDirectory::close);
        opened.removeAll(both);
    }
}
