package io.gatehouse.broker.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogDirectorySettings;
import io.gatehouse.broker.log.LogFailure;
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
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two log directories, of which one fails while the other serves (COMPAT B12, attack 215). */
final class LostDirectoryTest {
    private static final BrokerId SELF = new BrokerId(1);
    private static final TopicName ORDERS = new TopicName("orders");
    private static final TopicId ID = new TopicId(new UUID(7, 9));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<LogDirectory> directories = new ArrayList<>();
    private Replicas replicas;

    @BeforeEach
    void open() {
        directories.add(directory("one"));
        directories.add(directory("two"));
        replicas = replicas(directories, List.of());
        for (int partition = 0; partition < 4; partition++) {
            assertThat(order(replicas, partition, 0, true)).isEqualTo(ErrorCode.NONE);
            assertThat(write(replicas, partition)).isEqualTo(ErrorCode.NONE);
        }
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        directories.forEach(LogDirectory::close);
    }

    @Test
    void b128_newLogsGoWhereFewestAre() {
        assertThat(directories).allMatch(directory -> directory.logs().size() == 2);
    }

    @Test
    void whatIsOnTheLostDirectoryIsRefusedAndTheRestServes() throws IOException {
        LogDirectory lost = lose("one");

        for (int partition = 0; partition < 4; partition++) {
            boolean gone = lost.log(new TopicPartition(ORDERS, partition)).isPresent();
            assertThat(write(replicas, partition)).isEqualTo(gone ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NONE);
            // COMPAT B12.5: said to the order of the same epoch, too.
            assertThat(order(replicas, partition, 0, false))
                    .isEqualTo(gone ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.STALE_CONTROLLER_EPOCH);
            assertThat(delete(replicas, partition)).isEqualTo(gone ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NONE);
        }
        assertThat(order(replicas, 9, 0, true)).isEqualTo(ErrorCode.NONE);
        assertThat(write(replicas, 9)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void b126_whatMayBeOnADirectoryThatCouldNotBeLoadedIsNotMadeElsewhere() throws IOException {
        LogDirectory other = directories.get(1);
        TopicPartition there = other.logs().iterator().next().partition();
        Replicas after = replicas(List.of(other), List.of(folder.resolve("one")));

        for (int partition = 0; partition < 4; partition++) {
            boolean known = other.log(new TopicPartition(ORDERS, partition)).isPresent();
            assertThat(order(after, partition, 1, false))
                    .isEqualTo(known ? ErrorCode.NONE : ErrorCode.KAFKA_STORAGE_ERROR);
        }
        assertThat(order(after, 8, 0, true)).isEqualTo(ErrorCode.NONE);
        assertThat(write(after, there.partition())).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void a813_onePartitionInTwoDirectoriesIsRefusedByItsName() throws IOException {
        directories.forEach(LogDirectory::close);
        directories.clear();
        Path origin = Files.isDirectory(folder.resolve("one/orders-0")) ? folder.resolve("one") : folder.resolve("two");
        Path other = origin.endsWith("one") ? folder.resolve("two") : folder.resolve("one");
        Files.createDirectory(other.resolve("orders-0"));
        Files.copy(origin.resolve("orders-0/partition.metadata"), other.resolve("orders-0/partition.metadata"));
        directories.add(directory("one"));
        directories.add(directory("two"));

        Assertions.assertThatThrownBy(() -> LogDirectory.requireDistinct(directories))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("orders-0");
    }

    /** A file is in the way where a directory must go. */
    private LogDirectory lose(String name) throws IOException {
        LogDirectory directory = directories.get(name.equals("one") ? 0 : 1);
        TopicPartition partition = new TopicPartition(new TopicName("elsewhere"), 0);
        Files.writeString(folder.resolve(name).resolve(partition.toString()), "in the way");
        CompletionStage<Object> creating =
                directory.laneOf(partition).submit(() -> directory.create(partition, ID, LogConfig.defaults()));
        Assertions.assertThatThrownBy(() -> await(creating)).hasRootCauseInstanceOf(IOException.class);
        assertThat(directory.online()).isFalse();
        return directory;
    }

    private LogDirectory directory(String name) {
        LogDirectory directory = LogDirectory.open(
                LogDirectorySettings.of(folder.resolve(name), "cluster", SELF), new Random(1), InstantSource.system());
        directory.loadAll(topic -> LogConfig.defaults(), (partition, done, total, recovered) -> {});
        return directory;
    }

    private Replicas replicas(List<LogDirectory> usable, List<Path> unusable) {
        HostedPartitions hosted = new HostedPartitions(
                new ReplicaSettings(SELF, Map.of(), 1, Long.MAX_VALUE),
                usable,
                unusable,
                topic -> CompletableFuture.completedStage(Map.of()));
        return new Replicas(hosted, timer, InstantSource.system());
    }

    private static ErrorCode order(Replicas replicas, int number, int leaderEpoch, boolean isNew) {
        TopicPartition partition = new TopicPartition(ORDERS, number);
        PartitionImage state = new PartitionImage(partition, 1, 1, leaderEpoch, List.of(1), 0, List.of(1), List.of());
        return await(replicas.apply(
                        new LeaderAndIsr(SELF, 1, 1, List.of(new LeaderAndIsr.Assignment(ID, state, isNew)))))
                .getOrDefault(partition, ErrorCode.UNKNOWN_SERVER_ERROR);
    }

    private static ErrorCode delete(Replicas replicas, int number) {
        TopicPartition partition = new TopicPartition(ORDERS, number);
        StopReplica.Stop stop = new StopReplica.Stop(partition, StopReplica.EPOCH_DURING_DELETE, true);
        return await(replicas.apply(new StopReplica(SELF, 1, 1, List.of(stop))))
                .getOrDefault(partition, ErrorCode.UNKNOWN_SERVER_ERROR);
    }

    private static ErrorCode write(Replicas replicas, int number) {
        SimpleRecord record = new SimpleRecord(1000, null, "a".getBytes(StandardCharsets.UTF_8));
        return await(replicas.append(
                        GrantedPermits.topic(Operation.WRITE, ORDERS),
                        number,
                        MemoryRecords.withRecords(Compression.NONE, record).buffer(),
                        (short) 11,
                        Acks.ALL,
                        PATIENCE))
                .error();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
