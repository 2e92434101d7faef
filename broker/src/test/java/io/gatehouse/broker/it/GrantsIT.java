package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateDelegationTokenOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DelegationTokenAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CONFORMANCE GRT: the rights that Kafka's Java client needs for what people do are enough, and each of them is needed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrantsIT {
    private static final String PASSWORD = "for-the-test";
    private static final String TOPIC = "granted";
    private static final String GROUP = "granted-group";
    private static final String ON_DEMAND = "on-demand";
    private static final Map<ResourceType, Class<? extends AuthorizationException>> REFUSED = Map.of(
            ResourceType.TOPIC, TopicAuthorizationException.class,
            ResourceType.GROUP, GroupAuthorizationException.class,
            ResourceType.CLUSTER, ClusterAuthorizationException.class,
            ResourceType.USER, DelegationTokenAuthorizationException.class);
    private static final Right READ = topic(AclOperation.READ);
    private static final Right WRITE = topic(AclOperation.WRITE);

    private SeparateServers servers;
    private Admin admin;

    /** What a user may do. */
    private record Right(ResourceType type, String name, AclOperation operation) {
        AclBinding to(String user) {
            return new AclBinding(
                    new ResourcePattern(type, name, PatternType.LITERAL),
                    new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
        }

        @Override
        public String toString() {
            return operation + " on " + type + " " + name;
        }
    }

    private interface Deed {
        void doneBy(Properties client) throws Exception;
    }

    /** Something that people do. */
    private record Case(String name, List<Right> rights, Deed deed) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Asked {
        KafkaFuture<?> of(Admin admin) throws Exception;
    }

    private static Right topic(AclOperation operation) {
        return new Right(ResourceType.TOPIC, TOPIC, operation);
    }

    private static Right group(AclOperation operation) {
        return new Right(ResourceType.GROUP, GROUP, operation);
    }

    private static Right cluster(AclOperation operation) {
        return new Right(ResourceType.CLUSTER, "kafka-cluster", operation);
    }

    private static Case admin(String name, Right right, Asked asked) {
        return new Case(name, List.of(right), client -> {
            try (Admin caller = Admin.create(client)) {
                asked.of(caller).get(60, TimeUnit.SECONDS);
            }
        });
    }

    static Stream<Case> cases() {
        return Stream.of(clients(), topics(), clusters()).flatMap(List::stream);
    }

    private static List<Case> clients() {
        return List.of(
                new Case("GRT-01 plain producer", List.of(WRITE), client -> {
                    client.put("enable.idempotence", "false");
                    produce(client, TOPIC);
                }),
                new Case("GRT-02 idempotent producer", List.of(WRITE), client -> produce(client, TOPIC)),
                new Case(
                        "GRT-04 consumer of a group",
                        List.of(READ, group(AclOperation.READ)),
                        client -> consume(client, GROUP)),
                new Case("GRT-05 consumer without a group", List.of(READ), client -> consume(client, "")),
                new Case(
                        "GRT-07 topic made on demand",
                        Stream.of(AclOperation.CREATE, AclOperation.WRITE)
                                .map(operation -> new Right(ResourceType.TOPIC, ON_DEMAND, operation))
                                .toList(),
                        client -> produce(client, ON_DEMAND)));
    }

    private static List<Case> topics() {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        ConfigResource config = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
        return List.of(
                admin(
                        "GRT-12 create",
                        new Right(ResourceType.TOPIC, "new", AclOperation.CREATE),
                        admin -> admin.createTopics(List.of(new NewTopic("new", 1, (short) 1)))
                                .all()),
                admin(
                        "GRT-12 grow",
                        topic(AclOperation.ALTER),
                        admin -> admin.createPartitions(Map.of(
                                        TOPIC,
                                        NewPartitions.increaseTo(admin.describeTopics(List.of(TOPIC))
                                                        .allTopicNames()
                                                        .get(60, TimeUnit.SECONDS)
                                                        .get(TOPIC)
                                                        .partitions()
                                                        .size()
                                                + 1)))
                                .all()),
                admin(
                        "GRT-12 settings",
                        topic(AclOperation.DESCRIBE_CONFIGS),
                        admin -> admin.describeConfigs(List.of(config)).all()),
                admin(
                        "GRT-12 other settings",
                        topic(AclOperation.ALTER_CONFIGS),
                        admin -> admin.incrementalAlterConfigs(Map.of(
                                        config,
                                        List.of(new AlterConfigOp(
                                                new ConfigEntry("retention.ms", "86400000"),
                                                AlterConfigOp.OpType.SET))))
                                .all()),
                admin(
                        "records deleted",
                        topic(AclOperation.DELETE),
                        admin -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(0)))
                                .all()),
                admin(
                        "offsets",
                        topic(AclOperation.DESCRIBE),
                        admin -> admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .all()),
                admin(
                        "GRT-12 delete",
                        new Right(ResourceType.TOPIC, "doomed", AclOperation.DELETE),
                        admin -> admin.deleteTopics(List.of("doomed")).all()));
    }

    private static List<Case> clusters() {
        AclBinding rule = new Right(ResourceType.TOPIC, "ruled", AclOperation.READ).to("somebody");
        ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "limited"));
        return List.of(
                admin(
                        "GRT-08 rules shown",
                        cluster(AclOperation.DESCRIBE),
                        admin -> admin.describeAcls(AclBindingFilter.ANY).values()),
                admin(
                        "GRT-08 rules shown by who changes them",
                        cluster(AclOperation.ALTER),
                        admin -> admin.describeAcls(AclBindingFilter.ANY).values()),
                admin(
                        "GRT-08 rules added",
                        cluster(AclOperation.ALTER),
                        admin -> admin.createAcls(List.of(rule)).all()),
                admin(
                        "GRT-08 rules removed",
                        cluster(AclOperation.ALTER),
                        admin -> admin.deleteAcls(List.of(rule.toFilter())).all()),
                admin(
                        "GRT-09 limits set",
                        cluster(AclOperation.ALTER_CONFIGS),
                        admin -> admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                                        entity, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1e9)))))
                                .all()),
                admin(
                        "GRT-09 limits shown by who sets them",
                        cluster(AclOperation.ALTER_CONFIGS),
                        admin -> admin.describeClientQuotas(ClientQuotaFilter.all())
                                .entities()),
                admin(
                        "limits shown",
                        cluster(AclOperation.DESCRIBE_CONFIGS),
                        admin -> admin.describeClientQuotas(ClientQuotaFilter.all())
                                .entities()),
                admin(
                        "users shown",
                        cluster(AclOperation.DESCRIBE),
                        admin -> admin.describeUserScramCredentials().all()),
                admin(
                        "GRT-10 groups",
                        group(AclOperation.DESCRIBE),
                        admin -> admin.describeConsumerGroups(List.of(GROUP)).all()),
                admin(
                        "GRT-10 groups' offsets",
                        group(AclOperation.DESCRIBE),
                        admin -> admin.listConsumerGroupOffsets(GROUP).all()),
                admin(
                        "tokens for others",
                        new Right(ResourceType.USER, "User:owner", AclOperation.CREATE_TOKENS),
                        admin -> admin.createDelegationToken(
                                        new CreateDelegationTokenOptions().owner(new KafkaPrincipal("User", "owner")))
                                .delegationToken()));
    }

    @BeforeAll
    void aBroker(@TempDir Path temporary) throws Exception {
        servers = SeparateServers.prepare(temporary.resolve("quickstart"));
        servers.startBroker("auto.create.topics.enable=true", "delegation.token.secret.key=" + "k".repeat(32));
        admin = Admin.create(servers.administrator());
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1), new NewTopic("doomed", 1, (short) 1)))
                .all()
                .get(60, TimeUnit.SECONDS);
        produce(servers.administrator(), TOPIC);
        consume(servers.administrator(), GROUP);
    }

    @AfterAll
    void stop() {
        admin.close();
        servers.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theRightsAreEnoughAndEachOfThemIsNeeded(Case one) throws Exception {
        for (Right right : one.rights()) {
            List<Right> others =
                    one.rights().stream().filter(other -> !other.equals(right)).toList();
            Class<?> refused = REFUSED.get(right.type());

            Throwable thrown = catchThrowable(() -> one.deed().doneBy(user(others)));

            assertThat(thrown == null || thrown.getCause() == null ? thrown : thrown.getCause())
                    .as("without %s", right)
                    .isInstanceOf(refused);
        }
        one.deed().doneBy(user(one.rights()));
    }

    /** Somebody new, who may do this and nothing else. */
    private Properties user(List<Right> rights) throws Exception {
        String name = "u-" + UUID.randomUUID();
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                .all()
                .get(60, TimeUnit.SECONDS);
        admin.createAcls(rights.stream().map(right -> right.to(name)).toList())
                .all()
                .get(60, TimeUnit.SECONDS);
        return servers.user(name, PASSWORD);
    }

    private static void produce(Properties client, String topic) throws Exception {
        client.put("max.block.ms", Long.toString(Duration.ofSeconds(20).toMillis()));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "value")).get(60, TimeUnit.SECONDS);
        }
    }

    /** The first record, and the place in the group, if there is one. */
    private static void consume(Properties client, String group) {
        client.put("auto.offset.reset", "earliest");
        if (!group.isEmpty()) {
            client.put("group.id", group);
        }
        client.put("enable.auto.commit", "false");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            if (group.isEmpty()) {
                TopicPartition partition = new TopicPartition(TOPIC, 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.subscribe(List.of(TOPIC));
            }
            StrangersIT.await(
                    "a record", () -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
            if (!group.isEmpty()) {
                consumer.commitSync(
                        Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(0)), Duration.ofSeconds(60));
            }
        }
    }
}
