package io.gatehouse.broker.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogDirectorySettings;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to move partitions between three log directories of one broker (COMPAT B12.7, B12.8). */
final class DirectoryMovesTest {
    private static final BrokerId SELF = new BrokerId(1);
    private static final TopicName ORDERS = new TopicName("orders");
    private static final TopicPartition PARTITION = new TopicPartition(ORDERS, 0);
    private static final TopicId ID = new TopicId(new UUID(7, 9));

    @TempDir
    private Path folder;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<LogDirectory> directories = new ArrayList<>();
    private Replicas replicas;

    @BeforeEach
    void open() {
        replicas = start(List.of());
        assertThat(lead(PARTITION, 0)).isEqualTo(ErrorCode.NONE);
        for (int i = 0; i < 50; i++) {
            assertThat(write()).isEqualTo(ErrorCode.NONE);
        }
    }

    private Replicas start(List<Path> unusable) {
        for (String name : List.of("one", "two", "three")) {
            LogDirectory directory = LogDirectory.open(
                    LogDirectorySettings.of(folder.resolve(name), "cluster", SELF),
                    new Random(1),
                    InstantSource.system());
            directory.loadAll(topic -> LogConfig.defaults(), (partition, done, total, recovered) -> {});
            directories.add(directory);
        }
        return replicas(directories, unusable);
    }

    private Replicas replicas(List<LogDirectory> usable, List<Path> unusable) {
        HostedPartitions hosted = new HostedPartitions(
                new ReplicaSettings(SELF, Map.of(), 1, Long.MAX_VALUE),
                usable,
                unusable,
                topic -> CompletableFuture.completedStage(Map.of()));
        return new Replicas(hosted, timer, InstantSource.system());
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        stop();
    }

    private void stop() {
        directories.forEach(LogDirectory::close);
        directories.clear();
    }

    private LogDirectory holder() {
        return directories.stream()
                .filter(directory -> directory.log(PARTITION).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private LogDirectory other() {
        return directories.stream()
                .filter(directory -> directory.log(PARTITION).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private ErrorCode move(TopicPartition partition, String path) {
        return await(replicas.move(GrantedPermits.cluster(Operation.ALTER), partition, path));
    }

    private void awaitMoved(LogDirectory to) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (to.log(PARTITION).isEmpty() || !to.arriving().isEmpty()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static List<String> names(LogDirectory directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.path())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("orders"))
                    .toList();
        }
    }

    @Test
    void aPartitionMovesAndServesOn() throws IOException {
        LogDirectory from = holder();
        LogDirectory to = other();

        assertThat(move(PARTITION, to.path().toString())).isEqualTo(ErrorCode.NONE);
        awaitMoved(to);

        assertThat(write()).isEqualTo(ErrorCode.NONE);
        assertThat(from.log(PARTITION)).isEmpty();
        assertThat(to.log(PARTITION).orElseThrow().logEndOffset()).isEqualTo(51);
        assertThat(lead(PARTITION, 1)).isEqualTo(ErrorCode.NONE);
        assertThat(write()).isEqualTo(ErrorCode.NONE);
        assertThat(names(to)).containsExactly("orders-0");
        assertThat(move(PARTITION, to.path().toString())).isEqualTo(ErrorCode.NONE); // It is there already.
        assertThat(to.arriving()).isEmpty();
    }

    @Test
    void whatCannotBeIsAnsweredAsKafkaDoes() {
        assertThat(move(PARTITION, folder.resolve("four").toString())).isEqualTo(ErrorCode.LOG_DIR_NOT_FOUND);
        assertThat(move(PARTITION, holder().path() + "/../two")).isEqualTo(ErrorCode.LOG_DIR_NOT_FOUND); // Attack 301
        assertThat(move(PARTITION, "")).isEqualTo(ErrorCode.LOG_DIR_NOT_FOUND);
        TopicPartition tooLong = new TopicPartition(new TopicName("a".repeat(214)), 0);
        assertThat(move(tooLong, other().path().toString())).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        TopicPartition absent = new TopicPartition(new TopicName("a".repeat(213)), 0);
        assertThat(move(absent, other().path().toString())).isEqualTo(ErrorCode.REPLICA_NOT_AVAILABLE);
    }

    @Test
    void whileADirectoryIsLostNothingMoves() throws IOException {
        LogDirectory lost = directories.get(2).equals(holder()) ? directories.get(1) : directories.get(2);
        TopicPartition inTheWay = new TopicPartition(new TopicName("elsewhere"), 0);
        Files.writeString(lost.path().resolve(inTheWay.toString()), "in the way");
        lost.laneOf(inTheWay)
                .submit(() -> lost.create(inTheWay, ID, LogConfig.defaults()))
                .handle((created, failure) -> failure)
                .toCompletableFuture()
                .join();

        assertThat(move(PARTITION, lost.path().toString())).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        for (LogDirectory target : directories) {
            assertThat(move(PARTITION, target.path().toString()))
                    .isEqualTo(target.equals(holder()) ? ErrorCode.NONE : ErrorCode.KAFKA_STORAGE_ERROR);
        }
        Replicas without = replicas(directories, List.of(folder.resolve("four")));
        assertThat(await(without.move(
                        GrantedPermits.cluster(Operation.ALTER),
                        PARTITION,
                        folder.resolve("four").toString())))
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    }

    @Test
    void aWishForALaterReplicaIsRemembered() { // KIP-113
        for (int number = 1; number <= 6; number++) {
            TopicPartition later = new TopicPartition(ORDERS, number);
            assertThat(move(later, directories.get(2).path().toString())).isEqualTo(ErrorCode.REPLICA_NOT_AVAILABLE);

            assertThat(lead(later, 0)).isEqualTo(ErrorCode.NONE);

            assertThat(directories.get(2).log(later)).isPresent();
        }
    }

    @Test
    void aDeletedPartitionLeavesNoCopy() throws IOException {
        LogDirectory to = other();
        assertThat(move(PARTITION, to.path().toString())).isEqualTo(ErrorCode.NONE);

        StopReplica.Stop stop = new StopReplica.Stop(PARTITION, StopReplica.EPOCH_DURING_DELETE, true);
        assertThat(await(replicas.apply(new StopReplica(SELF, 1, 1, List.of(stop)))))
                .containsEntry(PARTITION, ErrorCode.NONE);

        for (LogDirectory directory : directories) {
            await(directory.housekeep(Instant.now().plus(Duration.ofMinutes(2))));
            assertThat(directory.log(PARTITION)).isEmpty();
            assertThat(directory.arriving()).isEmpty();
            assertThat(names(directory)).isEmpty();
        }
    }

    @Test
    void aMoveThatAStopInterruptedBeginsAnew() throws IOException {
        Path target = other().path();
        Path source = holder().path();
        stop();
        Path left = Files.createDirectory(target.resolve("orders-0.0123456789abcdef0123456789abcdef-future"));
        Files.copy(source.resolve("orders-0/partition.metadata"), left.resolve("partition.metadata"));
        Files.writeString(left.resolve("00000000000000000000.log"), "half of something");
        replicas = start(List.of());

        assertThat(lead(PARTITION, 1)).isEqualTo(ErrorCode.NONE);

        LogDirectory to = directories.stream()
                .filter(directory -> directory.path().equals(target))
                .findFirst()
                .orElseThrow();
        awaitMoved(to);
        assertThat(to.log(PARTITION).orElseThrow().logEndOffset()).isEqualTo(50);
        assertThat(left).doesNotExist();
    }

    @Test
    void aCopyOfAnOlderTopicIsNotGoneOnWith() throws IOException {
        Path target = other().path();
        Path source = holder().path();
        stop();
        Path left = Files.createDirectory(target.resolve("orders-0.0123456789abcdef0123456789abcdef-future"));
        Files.writeString(left.resolve("partition.metadata"), "version: 0\ntopic_id: AAAAAAAAAAgAAAAAAAAACg");
        replicas = start(List.of());

        assertThat(lead(PARTITION, 1)).isEqualTo(ErrorCode.NONE);

        assertThat(holder().path()).isEqualTo(source);
        assertThat(directories).allMatch(directory -> directory.arriving().isEmpty());
        assertThat(left).doesNotExist();
    }

    private ErrorCode lead(TopicPartition partition, int leaderEpoch) {
        PartitionImage state = new PartitionImage(partition, 1, 1, leaderEpoch, List.of(1), 0, List.of(1), List.of());
        return await(replicas.apply(new LeaderAndIsr(
                        SELF, 1, 1, List.of(new LeaderAndIsr.Assignment(ID, state, leaderEpoch == 0)))))
                .getOrDefault(partition, ErrorCode.UNKNOWN_SERVER_ERROR);
    }

    private ErrorCode write() {
        SimpleRecord record = new SimpleRecord(1000, null, "a".getBytes(StandardCharsets.UTF_8));
        return await(replicas.append(
                        GrantedPermits.topic(Operation.WRITE, ORDERS),
                        0,
                        MemoryRecords.withRecords(Compression.NONE, record).buffer(),
                        (short) 11,
                        Acks.ALL,
                        Duration.ofSeconds(30)))
                .error();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
