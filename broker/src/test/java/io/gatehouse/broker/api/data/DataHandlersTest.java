package io.gatehouse.broker.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.Acks;
import io.gatehouse.broker.replica.GrantedPermits;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.wire.Frame;
import io.gatehouse.broker.wire.RequestHeader;
import io.gatehouse.broker.wire.ResponseEncoder;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDir;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ReplicaState;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data APIs over a real log: each version that is offered carries the answer, as it goes over the wire. */
final class DataHandlersTest {
    private static final BrokerId SELF = new BrokerId(1);
    private static final TopicName ORDERS = new TopicName("orders");
    private static final TopicPartition PARTITION = new TopicPartition(ORDERS, 0);
    private static final TopicId ID = new TopicId(new UUID(7, 9));
    private static final VerifiedPrincipal ROOT = VerifiedPrincipal.user("root");
    private static final VerifiedPrincipal NOBODY = VerifiedPrincipal.user("nobody");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int EPOCH = 4;

    @TempDir
    private Path folder;

    private final AclEngine engine = new AclEngine(Set.of(ROOT), false, check -> {});
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ImagePublisher cluster = new ImagePublisher();
    private LogDirectory directory;
    private Replicas replicas;

    @BeforeEach
    void threeRecords() {
        directory = HostedTopic.directory(folder);
        replicas = HostedTopic.replicas(directory, List.of(folder.resolve("lost")), timer);
        PartitionImage state = new PartitionImage(PARTITION, 1, 1, EPOCH, List.of(1), 0, List.of(1), List.of());
        cluster.apply(new UpdateMetadata(SELF, 1, 1, List.of(), List.of(state), Map.of(ORDERS, ID)));
        await(replicas.apply(new LeaderAndIsr(SELF, 1, 1, List.of(new LeaderAndIsr.Assignment(ID, state, true)))));
        SimpleRecord[] records = {record(1000, "a"), record(3000, "b"), record(2000, "c")};
        await(replicas.append(
                GrantedPermits.topic(Operation.WRITE, ORDERS),
                0,
                MemoryRecords.withRecords(Compression.NONE, records).buffer(),
                (short) 11,
                Acks.ALL,
                Duration.ofSeconds(30)));
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        directory.close();
    }

    @Test
    void a115_everyVersionTellsWhereTheLogBeginsEndsAndWhatWasWrittenWhen() {
        ListOffsetsHandler handler = new ListOffsetsHandler(replicas);
        for (short version = handler.spec().oldest(); version <= handler.spec().newest(); version++) {
            int epoch = version >= 4 ? EPOCH : -1;
            assertThat(offset(handler, version, -2)).isEqualTo(found(-1, 0, epoch));
            assertThat(offset(handler, version, -1)).isEqualTo(found(-1, 3, epoch));
            assertThat(offset(handler, version, 1500)).isEqualTo(found(3000, 1, epoch));
            assertThat(offset(handler, version, 9000)).isEqualTo(found(-1, -1, -1));
            if (version >= 7) {
                assertThat(offset(handler, version, -3)).isEqualTo(found(3000, 1, epoch));
            }
        }
    }

    @Test
    void b5_everyVersionReadsTheRecords() {
        FetchHandler handler = new FetchHandler(replicas, cluster, new FetchSessions(10, 100, new Random(1)), 1 << 20);
        for (short version = handler.spec().oldest(); version <= handler.spec().newest(); version++) {
            FetchTopic topic = new FetchTopic();
            if (version >= 13) {
                topic.setTopicId(TopicUuids.uuid(ID));
            } else {
                topic.setTopic(ORDERS.value());
            }
            topic.partitions().add(new FetchPartition().setPartition(0).setPartitionMaxBytes(1 << 20));
            FetchRequestData request =
                    new FetchRequestData().setMaxBytes(1 << 20).setSessionEpoch(-1);
            request.topics().add(topic);

            FetchResponseData answer = ask(handler, version, request, ROOT);

            assertThat(answer.responses().get(0).partitions().get(0).highWatermark())
                    .isEqualTo(3);
            assertThat(((MemoryRecords) answer.responses()
                                    .get(0)
                                    .partitions()
                                    .get(0)
                                    .records())
                            .records())
                    .hasSize(3);
        }
    }

    /** Whoever says that he is a broker has to be one; what followers have read moves no mark (CVE-2018-1288). */
    @Test
    void attack147_whoCallsHimselfAReplicaReadsNothing() {
        engine.replace(new AclSnapshot(List.of(new AccessRule(
                ResourcePattern.literal(ResourceType.TOPIC, ORDERS.value()),
                NOBODY.toString(),
                AccessRule.ANY_HOST,
                Operation.READ,
                Permission.ALLOW))));
        FetchHandler handler = new FetchHandler(replicas, cluster, new FetchSessions(10, 100, new Random(1)), 1 << 20);
        for (short version = handler.spec().oldest(); version <= handler.spec().newest(); version++) {
            assertThat(fetched(handler, version, -1, NOBODY).errorCode()).isZero();
            assertThat(fetched(handler, version, 1, NOBODY).errorCode())
                    .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
            assertThat(fetched(handler, version, 1, ROOT).errorCode())
                    .as("this broker has no followers")
                    .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER.code());
            assertThat(fetched(handler, version, -1, NOBODY).highWatermark()).isEqualTo(3);
        }
    }

    private PartitionData fetched(FetchHandler handler, short version, int replica, VerifiedPrincipal who) {
        FetchTopic topic = new FetchTopic();
        if (version >= 13) {
            topic.setTopicId(TopicUuids.uuid(ID));
        } else {
            topic.setTopic(ORDERS.value());
        }
        topic.partitions()
                .add(new FetchPartition().setPartition(0).setFetchOffset(3).setPartitionMaxBytes(1 << 20));
        FetchRequestData request =
                new FetchRequestData().setMaxBytes(1 << 20).setMaxWaitMs(0).setSessionEpoch(-1);
        request.topics().add(topic);
        if (version >= 15) {
            request.setReplicaState(new ReplicaState().setReplicaId(replica));
        } else {
            request.setReplicaId(replica);
        }
        return ask(handler, version, request, who)
                .responses()
                .get(0)
                .partitions()
                .get(0);
    }

    @Test
    void b25_everyVersionTellsWhereAnEpochEnds() {
        OffsetForLeaderEpochHandler handler = new OffsetForLeaderEpochHandler(replicas);
        for (short version = handler.spec().oldest(); version <= handler.spec().newest(); version++) {
            OffsetForLeaderTopic topic = new OffsetForLeaderTopic().setTopic(ORDERS.value());
            topic.partitions()
                    .add(new OffsetForLeaderPartition().setPartition(0).setLeaderEpoch(EPOCH));
            OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData();
            request.topics().add(topic);

            OffsetForLeaderEpochResponseData answer = ask(handler, version, request, ROOT);

            assertThat(answer.topics().find(ORDERS.value()).partitions().get(0).endOffset())
                    .isEqualTo(3);
        }
    }

    @Test
    void a910_everyVersionDeletesRecordsForWhoMay() {
        DeleteRecordsHandler handler = new DeleteRecordsHandler(replicas);
        for (short version = handler.spec().oldest(); version <= handler.spec().newest(); version++) {
            assertThat(trim(handler, version, ROOT)).isEqualTo(ErrorCode.NONE);
            assertThat(trim(handler, version, NOBODY)).isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
        }
    }

    @Test
    void acl47_directoriesAndSizesAreForThoseWhoMayDescribeTheCluster() throws Exception {
        DescribeLogDirsHandler handler = new DescribeLogDirsHandler(replicas, Runnable::run);
        long size = Files.size(folder.resolve("data/orders-0/00000000000000000000.log"));
        for (short version = handler.spec().oldest(); version <= handler.spec().newest(); version++) {
            DescribeLogDirsRequestData request = new DescribeLogDirsRequestData().setTopics(null);
            List<DescribeLogDirsResult> results =
                    ask(handler, version, request, ROOT).results();

            assertThat(results).hasSize(2);
            assertThat(results.get(0).logDir()).isEqualTo(folder.resolve("data").toString());
            assertThat(results.get(0).topics().get(0).partitions().get(0).partitionSize())
                    .isEqualTo(size);
            assertThat(results.get(1).logDir()).isEqualTo(folder.resolve("lost").toString());
            assertThat(results.get(1).errorCode()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR.code());

            DescribeLogDirsResponseData refused = ask(handler, version, request, NOBODY);
            assertThat(refused.results()).isEmpty();
        }
    }

    @Test
    void acl46_logsMoveForThoseWhoMayAlterTheCluster() {
        AlterReplicaLogDirsHandler handler = new AlterReplicaLogDirsHandler(replicas);
        for (short version = handler.spec().oldest(); version <= handler.spec().newest(); version++) {
            AlterReplicaLogDirsRequestData request = new AlterReplicaLogDirsRequestData();
            wish(request, folder.resolve("data").toString(), ORDERS.value(), 0, 7);
            wish(request, folder.resolve("lost").toString(), "payments", 1);
            wish(request, "/etc", "users", 2);
            wish(request, "/tmp", "../up", 3);

            assertThat(answers(ask(handler, version, request, ROOT)))
                    .containsExactlyInAnyOrder(
                            "orders-0 NONE",
                            "orders-7 REPLICA_NOT_AVAILABLE",
                            "payments-1 KAFKA_STORAGE_ERROR",
                            "users-2 LOG_DIR_NOT_FOUND",
                            "../up-3 INVALID_TOPIC_EXCEPTION");
            assertThat(answers(ask(handler, version, request, NOBODY)))
                    .hasSize(5)
                    .allMatch(answer -> answer.endsWith(" CLUSTER_AUTHORIZATION_FAILED"));
        }
    }

    private static void wish(AlterReplicaLogDirsRequestData request, String path, String topic, int... partitions) {
        AlterReplicaLogDirTopic wished = new AlterReplicaLogDirTopic()
                .setName(topic)
                .setPartitions(Arrays.stream(partitions).boxed().toList());
        AlterReplicaLogDir directory = new AlterReplicaLogDir().setPath(path);
        directory.topics().add(wished);
        request.dirs().add(directory);
    }

    private static List<String> answers(AlterReplicaLogDirsResponseData response) {
        return response.results().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> topic.topicName() + "-" + partition.partitionIndex() + " "
                                + ErrorCode.ofCode(partition.errorCode())))
                .toList();
    }

    private ErrorCode trim(DeleteRecordsHandler handler, short version, VerifiedPrincipal who) {
        DeleteRecordsRequestData request = new DeleteRecordsRequestData();
        DeleteRecordsTopic topic = new DeleteRecordsTopic().setName(ORDERS.value());
        topic.partitions().add(new DeleteRecordsPartition().setPartitionIndex(0).setOffset(1));
        request.topics().add(topic);
        DeleteRecordsResponseData answer = ask(handler, version, request, who);
        return ErrorCode.ofCode(
                answer.topics().find(ORDERS.value()).partitions().find(0).errorCode());
    }

    private ListOffsetsPartitionResponse offset(ListOffsetsHandler handler, short version, long time) {
        ListOffsetsTopic topic = new ListOffsetsTopic().setName(ORDERS.value());
        topic.partitions().add(new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(time));
        ListOffsetsRequestData request = new ListOffsetsRequestData().setReplicaId(-1);
        request.topics().add(topic);
        ListOffsetsResponseData answer = ask(handler, version, request, ROOT);
        return answer.topics().get(0).partitions().get(0);
    }

    private static ListOffsetsPartitionResponse found(long timestamp, long offset, int epoch) {
        return new ListOffsetsPartitionResponse()
                .setTimestamp(timestamp)
                .setOffset(offset)
                .setLeaderEpoch(epoch);
    }

    /** The answer, which the version can carry. */
    private <Q extends ApiMessage, S extends ApiMessage> S ask(
            ApiHandler<Q, S> handler, short version, Q request, VerifiedPrincipal who) {
        RequestContext context = new RequestContext(
                new RequestHeader(handler.spec().key().id(), version, 1, "client"),
                new Session("s", who, "SCRAM-SHA-512", "SECURE", "10.0.0.7", NOW, Optional.empty()),
                engine.access(new Subject(who, "10.0.0.7")),
                NOW,
                Runnable::run);
        S answer = await(handler.handle(request, context));
        Frame frame =
                ResponseEncoder.encode(handler.spec().key(), version, 1, answer, UnpooledByteBufAllocator.DEFAULT);
        assertThat(frame.bytes()).isPositive();
        frame.release();
        return answer;
    }

    private static SimpleRecord record(long timestamp, String value) {
        return new SimpleRecord(timestamp, null, value.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
