package io.gatehouse.broker.api.group;

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
import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.GroupEdges;
import io.gatehouse.broker.group.GroupSettings;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.FakeCoordinatorLog;
import io.gatehouse.broker.replica.GrantedPermits;
import io.gatehouse.broker.wire.RequestHeader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may call which group API, and that every version can be answered (CONFORMANCE ACL-14 to ACL-23, ACL-53). */
final class GroupHandlersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");
    private static final TopicName ORDERS = new TopicName("orders");
    private static final TopicName SECRETS = new TopicName("secrets");
    private static final TopicId ORDERS_ID = new TopicId(new UUID(1, 2));
    private static final short DENIED = ErrorCode.GROUP_AUTHORIZATION_FAILED.code();

    private final ImagePublisher cluster = new ImagePublisher();
    private final AclEngine engine = new AclEngine(Set.of(VerifiedPrincipal.user("root")), false, check -> {});
    private final List<AccessRule> rules = new ArrayList<>();
    private final List<TopicName> ensured = new ArrayList<>();
    private final GroupCoordinator groups = new GroupCoordinator(
            GroupSettings.DEFAULTS,
            new GroupEdges(
                    new FakeCoordinatorLog(),
                    GrantedPermits.topic(Operation.WRITE, GroupCoordinator.OFFSETS_TOPIC),
                    (when, lane, action) -> () -> {},
                    InstantSource.fixed(NOW),
                    deed -> {},
                    () -> "id"),
            partition -> Runnable::run,
            () -> 1);

    @BeforeEach
    void lead() {
        groups.becameLeader(0, 1);
        cluster(ORDERS, SECRETS);
        engine.replace(new AclSnapshot(rules));
    }

    private void cluster(TopicName... topics) {
        List<PartitionImage> partitions = Arrays.stream(topics)
                .map(topic ->
                        new PartitionImage(new TopicPartition(topic, 0), 1, 1, 0, List.of(1), 0, List.of(1), List.of()))
                .toList();
        cluster.apply(new UpdateMetadata(
                new BrokerId(1),
                1,
                1,
                List.of(new BrokerImage(
                        new BrokerId(1),
                        List.of(new BrokerEndpoint("SECURE", "broker.example", 9093, (short) 3)),
                        Optional.empty())),
                partitions,
                Map.of(ORDERS, ORDERS_ID)));
    }

    private void allow(Operation operation, ResourceType type, String name) {
        rules.add(new AccessRule(ResourcePattern.literal(type, name), "User:alice", "*", operation, Permission.ALLOW));
        engine.replace(new AclSnapshot(rules));
    }

    private RequestContext context(VerifiedPrincipal who, short version) {
        return new RequestContext(
                new RequestHeader((short) 0, version, 1, "client"),
                new Session("s", who, "SCRAM-SHA-512", "SECURE", "10.0.0.7", NOW, Optional.empty()),
                engine.access(new Subject(who, "10.0.0.7")),
                NOW,
                Runnable::run);
    }

    private <Q extends ApiMessage, S extends ApiMessage> S ask(
            ApiHandler<Q, S> handler, Q request, VerifiedPrincipal who, int version) {
        CompletableFuture<S> answer =
                handler.handle(request, context(who, (short) version)).toCompletableFuture();
        assertThat(answer).isDone();
        return answer.getNow(null);
    }

    private <Q extends ApiMessage, S extends ApiMessage> S alice(ApiHandler<Q, S> handler, Q request, int version) {
        return ask(handler, request, ALICE, version);
    }

    private FindCoordinatorHandler finder() {
        return new FindCoordinatorHandler(cluster, groups, ensured::add);
    }

    private static JoinGroupRequestData join() {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId("g")
                .setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(60_000)
                .setProtocolType("consumer");
        request.protocols().add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
        return request;
    }

    private static OffsetCommitRequestData commit(String... topics) {
        OffsetCommitRequestData request = new OffsetCommitRequestData().setGroupId("g");
        for (String topic : topics) {
            request.topics()
                    .add(new OffsetCommitRequestTopic()
                            .setName(topic)
                            .setTopicId(TopicUuids.uuid(ORDERS_ID))
                            .setPartitions(List.of(new OffsetCommitRequestPartition()
                                    .setPartitionIndex(0)
                                    .setCommittedOffset(42))));
        }
        return request;
    }

    private static OffsetFetchRequestData fetch(String... topics) {
        OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().setGroupId("g");
        OffsetFetchRequestData request =
                new OffsetFetchRequestData().setGroupId("g").setGroups(List.of(group));
        for (String topic : topics) {
            request.topics().add(new OffsetFetchRequestTopic().setName(topic).setPartitionIndexes(List.of(0, -5)));
            group.topics()
                    .add(new OffsetFetchRequestTopics()
                            .setName(topic)
                            .setTopicId(TopicUuids.uuid(ORDERS_ID))
                            .setPartitionIndexes(List.of(0, -5)));
        }
        return request;
    }

    private static OffsetDeleteRequestData delete(String topic) {
        OffsetDeleteRequestData request = new OffsetDeleteRequestData().setGroupId("g");
        OffsetDeleteRequestTopic wanted = new OffsetDeleteRequestTopic().setName(topic);
        wanted.partitions().add(new OffsetDeleteRequestPartition().setPartitionIndex(0));
        request.topics().add(wanted);
        return request;
    }

    /** Every group API in every version, for one who may everything and one who may nothing: the answer can be written. */
    @TestFactory
    List<DynamicTest> everyVersionIsAnsweredToEverybody() {
        List<DynamicTest> tests = new ArrayList<>();
        every(tests, finder(), new FindCoordinatorRequestData().setKey("g").setCoordinatorKeys(List.of("g")));
        every(tests, new JoinGroupHandler(groups), join());
        every(tests, new SyncGroupHandler(groups), new SyncGroupRequestData().setGroupId("g"));
        every(tests, new HeartbeatHandler(groups), new HeartbeatRequestData().setGroupId("g"));
        every(tests, new LeaveGroupHandler(groups), new LeaveGroupRequestData().setGroupId("g"));
        every(tests, new DescribeGroupsHandler(groups), new DescribeGroupsRequestData().setGroups(List.of("g")));
        every(tests, new ListGroupsHandler(groups), new ListGroupsRequestData());
        every(tests, new DeleteGroupsHandler(groups), new DeleteGroupsRequestData().setGroupsNames(List.of("x", "x")));
        every(tests, new OffsetCommitHandler(cluster, groups), commit("orders"));
        every(tests, new OffsetFetchHandler(cluster, groups), fetch("orders"));
        every(tests, new OffsetDeleteHandler(cluster, groups), delete("orders"));
        return tests;
    }

    private <Q extends ApiMessage, S extends ApiMessage> void every(
            List<DynamicTest> tests, ApiHandler<Q, S> handler, Q request) {
        for (short version = handler.spec().oldest(); version <= handler.spec().newest(); version++) {
            short asked = version;
            tests.add(DynamicTest.dynamicTest(handler.spec().key() + " v" + version, () -> {
                for (VerifiedPrincipal who : List.of(ALICE, VerifiedPrincipal.user("root"))) {
                    handler.handle(request, context(who, asked))
                            .thenAccept(answer -> write(answer, asked))
                            .toCompletableFuture()
                            .getNow(null);
                }
            }));
        }
    }

    private static void write(ApiMessage answer, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(answer.size(cache, version));
        answer.write(new ByteBufferAccessor(bytes), cache, version);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void aStrangerGetsNothing() {
        assertThat(alice(new JoinGroupHandler(groups), join(), 9).errorCode()).isEqualTo(DENIED);
        assertThat(alice(new SyncGroupHandler(groups), new SyncGroupRequestData().setGroupId("g"), 5)
                        .errorCode())
                .isEqualTo(DENIED);
        assertThat(alice(new HeartbeatHandler(groups), new HeartbeatRequestData().setGroupId("g"), 4)
                        .errorCode())
                .isEqualTo(DENIED);
        assertThat(alice(new LeaveGroupHandler(groups), new LeaveGroupRequestData().setGroupId("g"), 5)
                        .errorCode())
                .isEqualTo(DENIED);
        assertThat(alice(new DescribeGroupsHandler(groups), new DescribeGroupsRequestData().setGroups(List.of("g")), 5)
                        .groups()
                        .get(0)
                        .errorCode())
                .isEqualTo(DENIED);
        assertThat(alice(new DeleteGroupsHandler(groups), new DeleteGroupsRequestData().setGroupsNames(List.of("g")), 2)
                        .results()
                        .find("g")
                        .errorCode())
                .isEqualTo(DENIED);
        assertThat(alice(new OffsetDeleteHandler(cluster, groups), delete("orders"), 0)
                        .errorCode())
                .isEqualTo(DENIED);
        assertThat(alice(finder(), new FindCoordinatorRequestData().setKey("g"), 3)
                        .errorCode())
                .isEqualTo(DENIED);
    }

    /** ACL-14 on every partition; ACL-16: on the partition, at the top, or on the group, by version. */
    @Test
    void aStrangersOffsetsAreRefusedWhereTheVersionSaysSo() {
        OffsetFetchHandler fetcher = new OffsetFetchHandler(cluster, groups);

        assertThat(commitError(alice(new OffsetCommitHandler(cluster, groups), commit("orders"), 9), 0))
                .isEqualTo(DENIED);
        OffsetFetchResponseData oldest = alice(fetcher, fetch("orders"), 1);
        assertThat(oldest.topics().get(0).partitions().get(0).errorCode()).isEqualTo(DENIED);
        assertThat(alice(fetcher, fetch("orders"), 7).errorCode()).isEqualTo(DENIED);
        assertThat(alice(fetcher, fetch("orders"), 9).groups().get(0).errorCode())
                .isEqualTo(DENIED);
    }

    private static short commitError(OffsetCommitResponseData answer, int topic) {
        return answer.topics().get(topic).partitions().get(0).errorCode();
    }

    @Test
    void topicsAreCheckedOneByOneAndOthersAreCommitted() {
        allow(Operation.READ, ResourceType.GROUP, "g");
        allow(Operation.READ, ResourceType.TOPIC, "orders");
        allow(Operation.READ, ResourceType.TOPIC, "nosuch");

        OffsetCommitResponseData answer =
                alice(new OffsetCommitHandler(cluster, groups), commit("secrets", "orders", "nosuch", "?"), 9);

        assertThat(commitError(answer, 0)).isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
        assertThat(commitError(answer, 1)).isZero();
        assertThat(commitError(answer, 2)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
        assertThat(commitError(answer, 3)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
        assertThat(answer.topics())
                .extracting(topic -> topic.name())
                .containsExactly("secrets", "orders", "nosuch", "?");
    }

    @Test
    void offsetsAreFetchedAsFarAsThePeerMaySeeThem() {
        OffsetCommitHandler committer = new OffsetCommitHandler(cluster, groups);
        ask(committer, commit("orders", "secrets"), VerifiedPrincipal.user("root"), 9);
        allow(Operation.DESCRIBE, ResourceType.GROUP, "g");
        allow(Operation.DESCRIBE, ResourceType.TOPIC, "orders");
        OffsetFetchHandler fetcher = new OffsetFetchHandler(cluster, groups);

        OffsetFetchResponseData named = alice(fetcher, fetch("secrets", "orders"), 7);
        OffsetFetchResponseData all = alice(fetcher, fetch().setTopics(null), 7);

        assertThat(named.topics().get(0).partitions().get(0).errorCode())
                .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
        assertThat(named.topics().get(0).partitions().get(0).committedOffset()).isEqualTo(-1);
        assertThat(named.topics().get(1).partitions().get(0).committedOffset()).isEqualTo(42);
        assertThat(named.topics().get(1).partitions().get(1).committedOffset()).isEqualTo(-1);
        assertThat(all.topics()).extracting(topic -> topic.name()).containsExactly("orders");
    }

    @Test
    void topicIdsStandForTheirTopics() {
        VerifiedPrincipal root = VerifiedPrincipal.user("root");
        OffsetCommitResponseData committed = ask(new OffsetCommitHandler(cluster, groups), commit("ignored"), root, 10);
        OffsetFetchResponseData fetched = ask(new OffsetFetchHandler(cluster, groups), fetch("ignored"), root, 10);
        OffsetCommitRequestData unknown = commit("ignored");
        unknown.topics().get(0).setTopicId(new Uuid(9, 9));

        assertThat(commitError(committed, 0)).isZero();
        assertThat(committed.topics().get(0).topicId()).isEqualTo(TopicUuids.uuid(ORDERS_ID));
        assertThat(fetched.groups().get(0).topics().get(0).partitions().get(0).committedOffset())
                .isEqualTo(42);
        assertThat(commitError(ask(new OffsetCommitHandler(cluster, groups), unknown, root, 10), 0))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID.code());
    }

    /** ACL-23, AZN-23. */
    @Test
    void listsShowWhatThePeerMaySee() {
        VerifiedPrincipal root = VerifiedPrincipal.user("root");
        ask(new OffsetCommitHandler(cluster, groups), commit("orders"), root, 9);
        ListGroupsHandler lister = new ListGroupsHandler(groups);

        assertThat(alice(lister, new ListGroupsRequestData(), 5).groups()).isEmpty();
        assertThat(ask(lister, new ListGroupsRequestData(), root, 5).groups()).hasSize(1);
        assertThat(ask(lister, new ListGroupsRequestData().setStatesFilter(List.of("stable")), root, 5)
                        .groups())
                .isEmpty();
        assertThat(ask(lister, new ListGroupsRequestData().setTypesFilter(List.of("Classic")), root, 5)
                        .groups())
                .hasSize(1);
        allow(Operation.DESCRIBE, ResourceType.GROUP, "g");
        assertThat(alice(lister, new ListGroupsRequestData(), 5).groups())
                .extracting(group -> group.groupId())
                .containsExactly("g");
    }

    @Test
    void aNewMemberOfAnOldVersionJoinsAtOnceAndOfANewOneIsToldItsId() {
        allow(Operation.READ, ResourceType.GROUP, "g");

        JoinGroupResponseData told = alice(new JoinGroupHandler(groups), join(), 4);

        assertThat(told.errorCode()).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED.code());
        assertThat(told.memberId()).isEqualTo("client-id");
        assertThat(new JoinGroupHandler(groups)
                        .handle(join(), context(ALICE, (short) 3))
                        .toCompletableFuture())
                .as("waits for the initial delay")
                .isNotDone();
    }

    @Test
    void aMissingGroupIsDeadAndFromVersionSixOnAnError() {
        allow(Operation.DESCRIBE, ResourceType.GROUP, "g");
        DescribeGroupsHandler describer = new DescribeGroupsHandler(groups);
        DescribeGroupsRequestData request =
                new DescribeGroupsRequestData().setGroups(List.of("g")).setIncludeAuthorizedOperations(true);

        assertThat(alice(describer, request, 5).groups().get(0).groupState()).isEqualTo("Dead");
        assertThat(alice(describer, request, 5).groups().get(0).errorCode()).isZero();
        assertThat(alice(describer, request, 5).groups().get(0).authorizedOperations())
                .isEqualTo(1 << Operation.DESCRIBE.code());
        assertThat(alice(describer, request, 6).groups().get(0).errorCode())
                .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND.code());
    }

    /** COMPAT E2.3. */
    @Test
    void theOffsetsTopicIsMadeOnceSomebodyAsksAndThenItsLeaderIsTheCoordinator() {
        allow(Operation.DESCRIBE, ResourceType.GROUP, "g");
        FindCoordinatorRequestData request = new FindCoordinatorRequestData().setKey("g");

        assertThat(alice(finder(), request, 3).errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE.code());
        assertThat(ensured).containsExactly(GroupCoordinator.OFFSETS_TOPIC);
        cluster(ORDERS, GroupCoordinator.OFFSETS_TOPIC);
        FindCoordinatorResponseData found = alice(finder(), request, 3);

        assertThat(found.errorCode()).isZero();
        assertThat(found.nodeId()).isEqualTo(1);
        assertThat(found.host()).isEqualTo("broker.example");
        assertThat(found.port()).isEqualTo(9093);
    }

    @Test
    void otherCoordinatorsAreRefusedForGood() {
        allow(Operation.DESCRIBE, ResourceType.TRANSACTIONAL_ID, "t");
        FindCoordinatorRequestData transaction =
                new FindCoordinatorRequestData().setKey("t").setKeyType((byte) 1);
        FindCoordinatorRequestData share =
                new FindCoordinatorRequestData().setKeyType((byte) 2).setCoordinatorKeys(List.of("g:x:0"));

        assertThat(alice(finder(), transaction, 3).errorCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
        assertThat(alice(finder(), transaction.duplicate().setKey("other"), 3).errorCode())
                .isEqualTo(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code());
        assertThat(alice(finder(), share, 6).coordinators().get(0).errorCode())
                .isEqualTo(ErrorCode.INVALID_REQUEST.code());
    }
}
