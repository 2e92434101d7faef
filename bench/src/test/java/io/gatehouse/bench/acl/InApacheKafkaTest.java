package io.gatehouse.bench.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka asks our authorizer, and KRaft keeps the rules. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InApacheKafkaTest {
    private static final String LOOPBACK = "127.0.0.0/8";
    private static final String ELSEWHERE = "10.0.0.0/8";
    private static final long PATIENCE_SECONDS = 60;

    private ApacheKafka kafka;
    private Admin admin;

    @BeforeAll
    void apacheKafka(@TempDir Path folder) throws Exception {
        kafka = ApacheKafka.start(folder);
        admin = Admin.create(kafka.client(ApacheKafka.ADMIN));
    }

    @AfterAll
    void stop() {
        admin.close();
        kafka.close();
    }

    private void topic(String name) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static AclBinding rule(
            String topic, PatternType pattern, String user, String host, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, pattern),
                new AccessControlEntry("User:" + user, host, AclOperation.WRITE, permission));
    }

    private static AclBinding allow(String topic, String user, String host) {
        return rule(topic, PatternType.LITERAL, user, host, AclPermissionType.ALLOW);
    }

    private void add(AclBinding... rules) throws Exception {
        admin.createAcls(List.of(rules)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void write(String user, String topic) throws Exception {
        Properties client = kafka.client(user);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "a record")).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void writesInVain(String user, String topic) {
        assertThatThrownBy(() -> write(user, topic)).hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void aRuleForANetworkHolds() throws Exception {
        topic("near");
        add(allow("near", "alice", LOOPBACK), allow("near", "bob", ELSEWHERE));

        write("alice", "near");
        writesInVain("bob", "near");
    }

    @Test
    void aRefusalForANetworkWinsUntilItGoes() throws Exception {
        topic("closed.1");
        AclBinding refusal = rule("closed.", PatternType.PREFIXED, "*", LOOPBACK, AclPermissionType.DENY);
        add(allow("closed.1", "alice", "*"), refusal);

        writesInVain("alice", "closed.1");
        assertThat(admin.deleteAcls(List.of(refusal.toFilter())).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .containsExactly(refusal);
        write("alice", "closed.1");
    }

    @Test
    void aSuperUserNeedsNoRuleAndEverybodyElseDoes() throws Exception {
        topic("bare");

        write(ApacheKafka.ADMIN, "bare");
        writesInVain("alice", "bare");
        try (Admin alice = Admin.create(kafka.client("alice"))) {
            assertThatThrownBy(() -> alice.createAcls(List.of(allow("bare", "alice", "*")))
                            .all()
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ClusterAuthorizationException.class);
        }
    }

    @Test
    void rulesOnNamesThatOursCannotSayRefuseWhatTheySpeakOf() throws Exception {
        AclBinding slashed = new AclBinding(
                new ResourcePattern(ResourceType.GROUP, "a/b", PatternType.LITERAL),
                new AccessControlEntry("User:alice", "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW));
        add(slashed);

        assertThat(admin.describeAcls(slashed.toFilter()).values().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .containsExactly(slashed);
        assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .contains(slashed);
        try (Admin alice = Admin.create(kafka.client("alice"))) {
            assertThatThrownBy(() -> alice.listConsumerGroupOffsets("a/b")
                            .partitionsToOffsetAndMetadata()
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(GroupAuthorizationException.class);
        }
    }
}
