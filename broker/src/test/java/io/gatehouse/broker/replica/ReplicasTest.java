package io.gatehouse.broker.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.log.AppendResult;
import io.gatehouse.broker.log.EpochEnd;
import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogDirectorySettings;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas on a real log directory: roles, appends, reads that wait, and the controller's orders. */
final class ReplicasTest {
    private static final BrokerId SELF = new BrokerId(1);
    private static final TopicName TOPIC = new TopicName("orders");
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final TopicId TOPIC_ID = new TopicId(new UUID(7, 9));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final List<String> leadership = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private LogDirectory directory;
    private HostedPartitions hosted;
    private Replicas replicas;

    @BeforeEach
    void open() {
        directory = LogDirectory.open(
                LogDirectorySettings.of(folder, "cluster", SELF), new Random(1), InstantSource.system());
        directory.loadAll(topic -> LogConfig.defaults(), (partition, done, total, recovered) -> {});
        hosted = hosted(1);
        hosted.onLeadership(new LeadershipListener() {
            @Override
            public void leads(TopicPartition partition, int leaderEpoch) {
                leadership.add("leads " + partition + " " + leaderEpoch);
            }

            @Override
            public void resigned(TopicPartition partition) {
                leadership.add("resigned " + partition);
            }
        });
        replicas = new Replicas(hosted, timer, InstantSource.system());
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        directory.close();
    }

    @Test
    void anAppendIsReadBackByAConsumerAtOnce() {
        lead(0);

        AppendResult appended = await(append(batch("a", "b"), Acks.ALL));

        assertThat(appended.error()).isEqualTo(ErrorCode.NONE);
        assertThat(values(await(fetch(0, 1, Duration.ZERO)).get(0))).containsExactly("a", "b");
    }

    @Test
    void aPartitionThatIsNotHereIsUnknown() {
        assertThat(await(append(batch("a"), Acks.LEADER)).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(await(fetch(0, 1, PATIENCE)).get(0).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void aFetchWaitsForAnAppend() {
        lead(0);

        CompletionStage<List<FetchAnswer>> waiting = fetch(0, 1, PATIENCE);
        assertThat(waiting.toCompletableFuture()).isNotDone();
        await(append(batch("late"), Acks.LEADER));

        assertThat(values(await(waiting).get(0))).containsExactly("late");
    }

    @Test
    void aFetchThatWaitsForManyBytesIsNotEndedByFew() {
        lead(0);
        int oneBatch = batch("x").remaining();

        CompletionStage<List<FetchAnswer>> waiting = fetch(0, 3 * oneBatch, PATIENCE);
        await(append(batch("x"), Acks.LEADER));
        await(append(batch("y"), Acks.LEADER));
        assertThat(waiting.toCompletableFuture()).isNotDone();
        await(append(batch("z"), Acks.LEADER));

        assertThat(values(await(waiting).get(0))).containsExactly("x", "y", "z");
    }

    @Test
    void aFetchThatFindsNothingAnswersEmptyWhenItsTimeIsOver() {
        lead(0);

        FetchAnswer answer = await(fetch(0, 1, Duration.ofMillis(20))).get(0);

        assertThat(answer.error()).isEqualTo(ErrorCode.NONE);
        assertThat(values(answer)).isEmpty();
    }

    @Test
    void anOffsetBeyondTheEndIsOutOfRange() {
        lead(0);

        assertThat(await(fetch(5, 1, PATIENCE)).get(0).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    }

    /** COMPAT B2.5. */
    @Test
    void aClientWithAnotherLeaderEpochIsFencedOrToldToWait() {
        lead(4);

        assertThat(await(fetchUnder(3)).get(0).error()).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(await(fetchUnder(5)).get(0).error()).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(await(fetchUnder(4)).get(0).error()).isEqualTo(ErrorCode.NONE);
    }

    /** COMPAT D7.4: an order of the same or an older epoch changes nothing. */
    @Test
    void anOldOrderIsStale() {
        lead(4);

        assertThat(order(4, 2)).isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH);
        assertThat(order(3, 2)).isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH);
        assertThat(await(append(batch("still"), Acks.ALL)).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anOrderForAReplicaThatIsNotOursIsRefused() {
        LeaderAndIsr order = new LeaderAndIsr(
                SELF, 1, 1, List.of(new LeaderAndIsr.Assignment(TOPIC_ID, image(2, 0, List.of(2)), true)));

        assertThat(await(replicas.apply(order))).containsEntry(PARTITION, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    /** COMPAT A7.9. */
    @Test
    void aLogOfAnOlderTopicOfTheSameNameIsNotServed() {
        lead(0);
        TopicId other = new TopicId(new UUID(8, 8));
        LeaderAndIsr order = new LeaderAndIsr(
                SELF, 1, 1, List.of(new LeaderAndIsr.Assignment(other, image(1, 1, List.of(1)), true)));

        assertThat(await(replicas.apply(order))).containsEntry(PARTITION, ErrorCode.INCONSISTENT_TOPIC_ID);
    }

    @Test
    void losingTheLeadEndsWaitingFetchesAndTellsTheCoordinators() {
        lead(0);
        CompletionStage<List<FetchAnswer>> waiting = fetch(0, 1, PATIENCE);

        assertThat(order(1, 2)).isEqualTo(ErrorCode.NONE);

        assertThat(await(waiting).get(0).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(await(append(batch("a"), Acks.LEADER)).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(leadership).containsExactly("leads orders-0 0", "resigned orders-0");
    }

    @Test
    void aDeletedPartitionIsGoneForThoseWhoWaitAndForThoseWhoCome() {
        lead(0);
        CompletionStage<List<FetchAnswer>> waiting = fetch(0, 1, PATIENCE);

        StopReplica stop = new StopReplica(
                SELF, 1, 1, List.of(new StopReplica.Stop(PARTITION, StopReplica.EPOCH_DURING_DELETE, true)));

        assertThat(await(replicas.apply(stop))).containsEntry(PARTITION, ErrorCode.NONE);
        assertThat(await(waiting).get(0).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(await(fetch(0, 1, PATIENCE)).get(0).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    /** COMPAT A5.4.4: nothing is written. */
    @Test
    void tooFewReplicasInSyncRefuseAcksAll() {
        hosted = hosted(2);
        replicas = new Replicas(hosted, timer, InstantSource.system());
        LeaderAndIsr order = new LeaderAndIsr(
                SELF,
                1,
                1,
                List.of(new LeaderAndIsr.Assignment(
                        TOPIC_ID,
                        new PartitionImage(PARTITION, 1, 1, 0, List.of(1), 0, List.of(1, 2), List.of()),
                        true)));
        await(replicas.apply(order));

        assertThat(await(append(batch("a"), Acks.ALL)).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(await(append(batch("a"), Acks.LEADER)).baseOffset()).isZero();
    }

    /** COMPAT B5.3: alone in a larger replica set, what is written is not committed. */
    @Test
    void acksAllTimesOutWhileTheOtherReplicaLags() {
        LeaderAndIsr order = new LeaderAndIsr(
                SELF,
                1,
                1,
                List.of(new LeaderAndIsr.Assignment(
                        TOPIC_ID,
                        new PartitionImage(PARTITION, 1, 1, 0, List.of(1, 2), 0, List.of(1, 2), List.of()),
                        true)));
        await(replicas.apply(order));

        AppendResult result = await(replicas.append(
                GrantedPermits.topic(Operation.WRITE, TOPIC),
                0,
                batch("a"),
                (short) 11,
                Acks.ALL,
                Duration.ofMillis(20)));

        assertThat(result.error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        assertThat(values(await(fetch(0, 1, Duration.ZERO)).get(0))).isEmpty();
    }

    @Test
    void aCoordinatorAppendsUnderItsEpochOnlyAndLoadsAllItWrote() {
        lead(6);
        List<String> loaded = new ArrayList<>();

        assertThat(await(replicas.append(GrantedPermits.topic(Operation.WRITE, TOPIC), 0, 6, batch("one"))))
                .isEqualTo(ErrorCode.NONE);
        assertThat(await(replicas.append(GrantedPermits.topic(Operation.WRITE, TOPIC), 0, 5, batch("two"))))
                .isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        ErrorCode result = await(replicas.load(
                GrantedPermits.topic(Operation.WRITE, TOPIC), 0, 6, bytes -> loaded.addAll(values(bytes))));

        assertThat(result).isEqualTo(ErrorCode.NONE);
        assertThat(loaded).containsExactly("one");
    }

    @Test
    void offsetsAreFoundByTimeAndByName() {
        lead(0);
        await(append(batch("a", "b"), Acks.ALL));

        assertThat(offset(OffsetWish.EARLIEST).offset()).isZero();
        assertThat(offset(OffsetWish.LATEST).offset()).isEqualTo(2);
        assertThat(offset(Long.MAX_VALUE).offset()).isEqualTo(-1);
        assertThat(offset(0).offset()).isZero();
    }

    /** COMPAT A11.6: a new leader that does not know what is committed says so. */
    @Test
    void theEndIsNotToldBeforeTheHighWatermarkReachesTheLeadersEpoch() {
        PartitionImage lagging = new PartitionImage(PARTITION, 1, 1, 0, List.of(1, 2), 0, List.of(1, 2), List.of());
        PartitionImage elected = new PartitionImage(PARTITION, 1, 1, 1, List.of(1, 2), 0, List.of(1, 2), List.of());
        await(replicas.apply(
                new LeaderAndIsr(SELF, 1, 1, List.of(new LeaderAndIsr.Assignment(TOPIC_ID, lagging, true)))));
        await(append(batch("a"), Acks.LEADER));
        assertThat(offset(OffsetWish.LATEST).offset()).isZero();

        await(replicas.apply(
                new LeaderAndIsr(SELF, 1, 1, List.of(new LeaderAndIsr.Assignment(TOPIC_ID, elected, true)))));

        assertThat(offset(OffsetWish.LATEST).error()).isEqualTo(ErrorCode.OFFSET_NOT_AVAILABLE);
        assertThat(offset(Long.MAX_VALUE).error()).isEqualTo(ErrorCode.OFFSET_NOT_AVAILABLE);
        assertThat(offset(OffsetWish.EARLIEST)).isEqualTo(new OffsetAnswer(ErrorCode.NONE, -1, 0, 0));
    }

    /** COMPAT B2.2, B2.5. */
    @Test
    void theEndOfAnEpochIsTold() {
        lead(2);
        await(append(batch("a", "b"), Acks.ALL));
        lead(5);
        await(append(batch("c"), Acks.ALL));

        assertThat(epochEnd(5, 2)).isEqualTo(new EpochAnswer(ErrorCode.NONE, new EpochEnd(2, 2)));
        assertThat(epochEnd(-1, 4)).isEqualTo(new EpochAnswer(ErrorCode.NONE, new EpochEnd(2, 2)));
        assertThat(epochEnd(5, 5)).isEqualTo(new EpochAnswer(ErrorCode.NONE, new EpochEnd(5, 3)));
        assertThat(epochEnd(5, 6)).isEqualTo(new EpochAnswer(ErrorCode.NONE, EpochEnd.UNDEFINED));
        assertThat(epochEnd(4, 2)).isEqualTo(EpochAnswer.failed(ErrorCode.FENCED_LEADER_EPOCH));
        assertThat(epochEnd(6, 2)).isEqualTo(EpochAnswer.failed(ErrorCode.UNKNOWN_LEADER_EPOCH));
    }

    /** COMPAT A9.10. */
    @Test
    void deletedRecordsAreGoneForGoodWhenThatIsAnswered() throws IOException {
        lead(0);
        await(append(batch("a", "b", "c"), Acks.ALL));

        assertThat(trim(2)).isEqualTo(new TrimAnswer(ErrorCode.NONE, 2));

        assertThat(Files.readString(folder.resolve("log-start-offset-checkpoint")))
                .isEqualTo("0\n1\norders 0 2\n");
        assertThat(await(fetch(1, 1, PATIENCE)).get(0).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(trim(4)).isEqualTo(TrimAnswer.failed(ErrorCode.OFFSET_OUT_OF_RANGE));
        assertThat(order(1, 2)).isEqualTo(ErrorCode.NONE);
        assertThat(trim(3)).isEqualTo(TrimAnswer.failed(ErrorCode.NOT_LEADER_OR_FOLLOWER));
    }

    private TrimAnswer trim(long before) {
        return await(replicas.trim(List.of(new TrimWish(GrantedPermits.topic(Operation.DELETE, TOPIC), 0, before))))
                .get(0);
    }

    private EpochAnswer epochEnd(int leaderEpoch, int epoch) {
        return await(replicas.epochEnd(
                EpochWish.ofClient(GrantedPermits.topic(Operation.DESCRIBE, TOPIC), 0, leaderEpoch, epoch)));
    }

    private OffsetAnswer offset(long timestamp) {
        return await(replicas.offset(
                new OffsetWish(GrantedPermits.topic(Operation.DESCRIBE, TOPIC), 0, -1, timestamp, false)));
    }

    private HostedPartitions hosted(int inSyncMin) {
        return new HostedPartitions(
                new ReplicaSettings(SELF, Map.of(), inSyncMin, Long.MAX_VALUE),
                List.of(directory),
                List.of(),
                topic -> CompletableFuture.completedStage(Map.of()));
    }

    private void lead(int leaderEpoch) {
        assertThat(order(leaderEpoch, SELF.value())).isEqualTo(ErrorCode.NONE);
    }

    private ErrorCode order(int leaderEpoch, int leader) {
        LeaderAndIsr order = new LeaderAndIsr(
                SELF,
                1,
                1,
                List.of(new LeaderAndIsr.Assignment(TOPIC_ID, image(leader, leaderEpoch, List.of(1)), true)));
        return await(replicas.apply(order)).getOrDefault(PARTITION, ErrorCode.UNKNOWN_SERVER_ERROR);
    }

    private static PartitionImage image(int leader, int leaderEpoch, List<Integer> replicas) {
        return new PartitionImage(PARTITION, 1, leader, leaderEpoch, replicas, 0, replicas, List.of());
    }

    private CompletionStage<AppendResult> append(ByteBuffer batch, Acks acks) {
        return replicas.append(GrantedPermits.topic(Operation.WRITE, TOPIC), 0, batch, (short) 11, acks, PATIENCE);
    }

    private CompletionStage<List<FetchAnswer>> fetch(long offset, int bytesMin, Duration wait) {
        FetchWish wish =
                new FetchWish(GrantedPermits.topic(Operation.READ, TOPIC), TopicId.ZERO, 0, -1, offset, 1 << 20, -1);
        return replicas.read(List.of(wish), new FetchLimits(bytesMin, 1 << 20, wait, false));
    }

    private CompletionStage<List<FetchAnswer>> fetchUnder(int epoch) {
        FetchWish wish =
                new FetchWish(GrantedPermits.topic(Operation.READ, TOPIC), TopicId.ZERO, 0, epoch, 0, 1 << 20, -1);
        return replicas.read(List.of(wish), new FetchLimits(1, 1 << 20, Duration.ZERO, false));
    }

    private static ByteBuffer batch(String... values) {
        SimpleRecord[] records = java.util.Arrays.stream(values)
                .map(value -> new SimpleRecord(1000, null, value.getBytes(StandardCharsets.UTF_8)))
                .toArray(SimpleRecord[]::new);
        return MemoryRecords.withRecords(Compression.NONE, records).buffer();
    }

    private static List<String> values(FetchAnswer answer) {
        return values(answer.records().memory().orElseThrow());
    }

    private static List<String> values(ByteBuffer batches) {
        List<String> values = new ArrayList<>();
        for (Record record : MemoryRecords.readableRecords(batches).records()) {
            values.add(StandardCharsets.UTF_8.decode(record.value()).toString());
        }
        return values;
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
