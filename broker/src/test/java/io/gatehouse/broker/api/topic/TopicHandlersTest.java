package io.gatehouse.broker.api.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.controller.TestBroker;
import io.gatehouse.broker.controller.TestCluster;
import io.gatehouse.broker.controller.TopicAdmin;
import io.gatehouse.broker.controller.TopicConfigStore;
import io.gatehouse.broker.controller.TopicPolicies;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.net.AuditLines;
import io.gatehouse.broker.wire.RequestHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may make, grow, delete and set up topics, what is answered, and what the audit says (CONFORMANCE ACL-25 to ACL-48). */
final class TopicHandlersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final VerifiedPrincipal ROOT = VerifiedPrincipal.user("root");
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");
    private static final int PATIENCE_MILLIS = 60_000;

    private static TestCluster.Server server;

    private final AclEngine engine = new AclEngine(Set.of(ROOT), false, check -> {});
    private final List<AccessRule> rules = new ArrayList<>();
    private final TopicAudit audit = new TopicAudit(new AuditTrail());
    private TestCluster cluster;
    private TestBroker broker;
    private TopicConfigStore settings;
    private AuditLines lines;

    @BeforeAll
    static void startServer() {
        server = new TestCluster.Server();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        cluster = server.cluster(1);
        broker = cluster.start(0);
        TestCluster.await("news", () -> broker.images.image().brokers().containsKey(new BrokerId(0)));
        settings = new TopicConfigStore(cluster.zookeeper(), TestCluster.RULES);
        TestCluster.get(settings.start());
        lines = new AuditLines();
    }

    @AfterEach
    void stop() {
        lines.close();
        cluster.close();
    }

    // Create

    @Test
    void acl25_aTopicIsMadeByWhoMayCreateItAndTheAuditSaysSo() {
        allow(Operation.CREATE, ResourcePattern.literal(ResourceType.TOPIC, "orders"));

        CreatableTopicResult made = create(ALICE, topic("orders", 2));

        assertThat(error(made)).isEqualTo(ErrorCode.NONE);
        assertThat(made.topicId()).isNotEqualTo(Uuid.ZERO_UUID);
        assertThat(shown("orders")).isTrue();
        assertThat(lines.lines())
                .containsExactly("event=topic outcome=created by=User:alice peer=10.0.0.7 topic=orders"
                        + " partitions=2 replicas=1 settings=");
    }

    @Test
    void acl25_whoMayNotCreateIsToldNothingAndNothingIsMade() {
        allow(Operation.CREATE, ResourcePattern.literal(ResourceType.TOPIC, "orders"));
        create(ALICE, topic("orders", 1));

        CreatableTopicResult refused = create(ALICE, topic("secrets", 1));

        assertThat(error(refused)).isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
        assertThat(refused.topicId()).isEqualTo(Uuid.ZERO_UUID);
        assertThat(shown("secrets")).isFalse();
        assertThat(lines.lines()).hasSize(1);
    }

    @Test
    void acl26_countsAndSettingsAreForThoseWhoMayDescribeThem() {
        allow(Operation.CREATE, ResourcePattern.literal(ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME));

        CreatableTopicResult blind = create(ALICE, topic("first", 3));
        CreatableTopicResult seeing = create(ROOT, topic("second", 3));

        assertThat(blind.numPartitions()).isEqualTo(-1);
        assertThat(blind.configs()).isNull();
        assertThat(blind.topicConfigErrorCode()).isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
        assertThat(seeing.numPartitions()).isEqualTo(3);
        assertThat(seeing.replicationFactor()).isEqualTo((short) 1);
    }

    @Test
    void d111_wishesThatMakeNoSenseAreRefusedWithTheirReason() {
        create(ROOT, topic("there", 1));
        CreatableTopic both = topic("both", 2);
        both.assignments()
                .add(new CreatableReplicaAssignment().setPartitionIndex(0).setBrokerIds(List.of(0)));
        CreatableTopic empty = topic("empty", 1);
        empty.configs().add(new CreatableTopicConfig().setName("retention.ms").setValue(null));
        CreatableTopic unknown = topic("unknown", 1);
        unknown.configs().add(new CreatableTopicConfig().setName("colour").setValue("red"));

        assertThat(error(create(ROOT, topic("there", 1)))).isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
        assertThat(error(create(ROOT, topic("no/name", 1)))).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(error(create(ROOT, topic("none", 0)))).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(error(create(ROOT, topic("copies", 1).setReplicationFactor((short) 4))))
                .isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(error(create(ROOT, both))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error(create(ROOT, empty))).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(error(create(ROOT, unknown))).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(broker.images.image().topics()).containsOnlyKeys(new TopicName("there"));
        assertThat(lines.lines()).hasSize(1);
    }

    @Test
    void aTopicThatIsNamedTwiceIsRefusedOnceAndTheOthersAreMade() {
        CreateTopicsRequestData request = new CreateTopicsRequestData().setTimeoutMs(PATIENCE_MILLIS);
        request.topics().add(topic("twice", 1));
        request.topics().add(topic("twice", 1));
        request.topics().add(topic("once", 1));

        CreateTopicsResponseData answer = ask(creating(), request, ROOT);

        assertThat(answer.topics()).hasSize(2);
        assertThat(error(answer.topics().find("twice"))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error(answer.topics().find("once"))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void attack173_theTopicsOfOneRequestShareABudgetOfPartitions() {
        CreateTopicsRequestData request =
                new CreateTopicsRequestData().setTimeoutMs(PATIENCE_MILLIS).setValidateOnly(true);
        request.topics().add(topic("first", TopicAdmin.PARTITIONS_MAX));
        request.topics().add(topic("second", 1));

        CreateTopicsResponseData answer = ask(creating(), request, ROOT);

        assertThat(error(answer.topics().find("first"))).isEqualTo(ErrorCode.NONE);
        assertThat(error(answer.topics().find("second"))).isEqualTo(ErrorCode.POLICY_VIOLATION);
    }

    @Test
    void validatingMakesNothingAndTheAuditIsSilent() {
        CreateTopicsRequestData request =
                new CreateTopicsRequestData().setTimeoutMs(PATIENCE_MILLIS).setValidateOnly(true);
        request.topics().add(topic("orders", 1));

        assertThat(error(ask(creating(), request, ROOT).topics().find("orders")))
                .isEqualTo(ErrorCode.NONE);
        assertThat(shown("orders")).isFalse();
        assertThat(lines.lines()).isEmpty();
    }

    // Grow

    @Test
    void acl48_aTopicGrowsForWhoMayAlterIt() {
        create(ROOT, topic("orders", 1));
        create(ROOT, topic("secrets", 1));
        allow(Operation.ALTER, ResourcePattern.literal(ResourceType.TOPIC, "orders"));

        assertThat(grow(ALICE, "orders", 3, false)).isEqualTo(ErrorCode.NONE);
        assertThat(grow(ALICE, "orders", 3, false)).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(grow(ALICE, "orders", 4, true)).isEqualTo(ErrorCode.NONE);
        assertThat(grow(ALICE, "secrets", 3, false)).isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
        assertThat(grow(ROOT, "nowhere", 3, false)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(broker.images
                        .image()
                        .topic(new TopicName("orders"))
                        .orElseThrow()
                        .partitions())
                .hasSize(3);
        assertThat(lines.lines())
                .endsWith("event=topic outcome=grown by=User:alice peer=10.0.0.7 topic=orders partitions=3");
    }

    // Delete

    @Test
    void acl27_aTopicIsDeletedByNameForWhoMayDeleteIt() {
        create(ROOT, topic("orders", 1));
        create(ROOT, topic("secrets", 1));
        allow(Operation.DELETE, ResourcePattern.literal(ResourceType.TOPIC, "orders"));

        assertThat(delete(ALICE, new DeleteTopicState().setName("orders"))).isEqualTo(ErrorCode.NONE);
        assertThat(delete(ALICE, new DeleteTopicState().setName("secrets")))
                .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
        assertThat(delete(ROOT, new DeleteTopicState().setName("nowhere")))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(shown("orders")).isFalse();
        assertThat(shown("secrets")).isTrue();
        assertThat(lines.lines()).endsWith("event=topic outcome=deleted by=User:alice peer=10.0.0.7 topic=orders");
    }

    @Test
    void acl27_anIdDoesNotTellItsNameToWhoMayNotDescribe() {
        Uuid id = create(ROOT, topic("secrets", 1)).topicId();
        DeleteTopicsRequestData request = new DeleteTopicsRequestData().setTimeoutMs(PATIENCE_MILLIS);
        request.topics().add(new DeleteTopicState().setName(null).setTopicId(id));

        DeletableTopicResult refused =
                ask(deleting(), request, ALICE).responses().iterator().next();

        assertThat(refused.errorCode()).isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
        assertThat(refused.name()).isNull();
        assertThat(delete(ROOT, new DeleteTopicState().setName(null).setTopicId(new Uuid(7, 7))))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(delete(ROOT, new DeleteTopicState().setName("secrets").setTopicId(id)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(delete(ROOT, new DeleteTopicState().setName(null).setTopicId(id)))
                .isEqualTo(ErrorCode.NONE);
    }

    // Settings

    @Test
    void acl45_settingsAreChangedOneByOne() {
        create(ROOT, topic("orders", 1));
        allow(Operation.ALTER_CONFIGS, ResourcePattern.literal(ResourceType.TOPIC, "orders"));

        assertThat(change(ALICE, "orders", 0, "retention.ms", "1000")).isEqualTo(ErrorCode.NONE);
        assertThat(change(ALICE, "orders", 2, "cleanup.policy", "compact")).isEqualTo(ErrorCode.NONE);
        assertThat(change(ALICE, "orders", 1, "retention.ms", null)).isEqualTo(ErrorCode.NONE);
        assertThat(change(ALICE, "orders", 9, "retention.ms", "1")).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(change(ALICE, "orders", 0, "retention.ms", null)).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(change(ALICE, "secrets", 0, "retention.ms", "1")).isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
        assertThat(change(ROOT, "nowhere", 0, "retention.ms", "1")).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(lines.lines())
                .endsWith(
                        "event=topic-settings outcome=changed by=User:alice peer=10.0.0.7 topic=orders"
                                + " settings=retention.ms=1000",
                        "event=topic-settings outcome=changed by=User:alice peer=10.0.0.7 topic=orders"
                                + " settings=cleanup.policy+=compact",
                        "event=topic-settings outcome=changed by=User:alice peer=10.0.0.7 topic=orders"
                                + " settings=retention.ms removed");
    }

    @Test
    void acl44_allSettingsAreReplacedAtOnce() {
        create(ROOT, topic("orders", 1));
        AlterConfigsRequestData request = new AlterConfigsRequestData();
        request.resources()
                .add(new AlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType((byte) 2)
                        .setResourceName("orders")
                        .setConfigs(new AlterConfigsRequestData.AlterableConfigCollection(
                                List.of(new AlterConfigsRequestData.AlterableConfig()
                                                .setName("retention.ms")
                                                .setValue("7"))
                                        .iterator())));
        AlterConfigsHandler handler =
                new AlterConfigsHandler(settings, new KeptBrokerSettings(), TopicPolicies.NONE, new BrokerId(0), audit);

        List<AlterConfigsResourceResponse> refused =
                ask(handler, request, ALICE).responses();
        List<AlterConfigsResourceResponse> done = ask(handler, request, ROOT).responses();

        assertThat(refused.get(0).errorCode()).isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
        assertThat(done.get(0).errorCode()).isZero();
        TestCluster.await(
                "the notice",
                () -> "7".equals(settings.known(new TopicName("orders")).get("retention.ms")));
        assertThat(lines.lines())
                .endsWith("event=topic-settings outcome=replaced by=User:root peer=10.0.0.7 topic=orders"
                        + " settings=retention.ms=7");
    }

    // Asking

    private CreateTopicsHandler creating() {
        return new CreateTopicsHandler(broker.topics, TestCluster.RULES, audit);
    }

    private DeleteTopicsHandler deleting() {
        return new DeleteTopicsHandler(broker.topics, broker.images, audit);
    }

    private CreatableTopicResult create(VerifiedPrincipal who, CreatableTopic topic) {
        CreateTopicsRequestData request = new CreateTopicsRequestData().setTimeoutMs(PATIENCE_MILLIS);
        request.topics().add(topic);
        return ask(creating(), request, who).topics().iterator().next();
    }

    private static CreatableTopic topic(String name, int partitions) {
        return new CreatableTopic().setName(name).setNumPartitions(partitions).setReplicationFactor((short) 1);
    }

    private static ErrorCode error(CreatableTopicResult result) {
        return ErrorCode.ofCode(result.errorCode());
    }

    private ErrorCode grow(VerifiedPrincipal who, String topic, int count, boolean validateOnly) {
        CreatePartitionsRequestData request =
                new CreatePartitionsRequestData().setTimeoutMs(PATIENCE_MILLIS).setValidateOnly(validateOnly);
        request.topics()
                .add(new CreatePartitionsTopic().setName(topic).setCount(count).setAssignments(null));
        return ErrorCode.ofCode(ask(new CreatePartitionsHandler(broker.topics, audit), request, who)
                .results()
                .get(0)
                .errorCode());
    }

    private ErrorCode delete(VerifiedPrincipal who, DeleteTopicState topic) {
        DeleteTopicsRequestData request = new DeleteTopicsRequestData().setTimeoutMs(PATIENCE_MILLIS);
        request.topics().add(topic);
        return ErrorCode.ofCode(
                ask(deleting(), request, who).responses().iterator().next().errorCode());
    }

    private ErrorCode change(VerifiedPrincipal who, String topic, int operation, String name, @Nullable String value) {
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
                new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType((byte) 2)
                        .setResourceName(topic);
        resource.configs()
                .add(new IncrementalAlterConfigsRequestData.AlterableConfig()
                        .setName(name)
                        .setConfigOperation((byte) operation)
                        .setValue(value));
        request.resources().add(resource);
        return ErrorCode.ofCode(ask(
                        new IncrementalAlterConfigsHandler(
                                settings, new KeptBrokerSettings(), TopicPolicies.NONE, new BrokerId(0), audit),
                        request,
                        who)
                .responses()
                .get(0)
                .errorCode());
    }

    private <Q extends ApiMessage, S extends ApiMessage> S ask(
            ApiHandler<Q, S> handler, Q request, VerifiedPrincipal who) {
        RequestContext context = new RequestContext(
                new RequestHeader(handler.spec().key().id(), handler.spec().newest(), 1, "client"),
                new Session("s", who, "SCRAM-SHA-512", "SECURE", "10.0.0.7", NOW, Optional.empty()),
                engine.access(new Subject(who, "10.0.0.7")),
                NOW,
                Runnable::run);
        return TestCluster.get(handler.handle(request, context));
    }

    private void allow(Operation operation, ResourcePattern on) {
        rules.add(new AccessRule(on, "User:alice", "*", operation, Permission.ALLOW));
        engine.replace(new AclSnapshot(rules));
    }

    private boolean shown(String topic) {
        return broker.images.image().topic(new TopicName(topic)).isPresent();
    }
}
