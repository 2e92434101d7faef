package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified clients against a real process: Java 4.3.1, kcat (librdkafka), kafka-python. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientsIT {
    private static final String KCAT = "/usr/bin/kcat";
    private static final String PYTHON = "/usr/bin/python3";
    private static final String KAFKA_PYTHON = "/usr/lib/python3/dist-packages/kafka/__init__.py";
    private static final int PATIENCE_SECONDS = 30;

    private QuickstartProcess broker;

    @BeforeAll
    void start(@TempDir Path temporary) {
        broker = QuickstartProcess.start(temporary.resolve("quickstart"));
    }

    @AfterAll
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void theJavaClientsWriteAndReadInAGroup() throws Exception {
        createTopic("java", 3);

        for (int i = 0; i < 100; i++) {
            send(broker.administrator(), "java", "key-" + i, "value-" + i);
        }

        assertThat(readGroup("java", "java-group", 100)).hasSize(100).contains("value-0", "value-99");
    }

    @Test
    void kcatListsWritesReadsAndReadsInAGroup() {
        Counterpart.require(KCAT, "kcat");
        String config = broker.kcatConfig().toString();
        String mark = "kcat-" + System.nanoTime();

        Counterpart.Outcome list = Counterpart.run("", List.of(KCAT, "-F", config, "-L"));
        Counterpart.Outcome write =
                Counterpart.run(mark + "\n", List.of(KCAT, "-F", config, "-P", "-t", QuickstartProcess.TOPIC));
        Counterpart.Outcome read = Counterpart.run(
                "", List.of(KCAT, "-F", config, "-C", "-t", QuickstartProcess.TOPIC, "-o", "beginning", "-e", "-q"));
        Counterpart.Outcome group = Counterpart.run(
                "",
                List.of(
                        KCAT,
                        "-F",
                        config,
                        "-X",
                        "auto.offset.reset=earliest",
                        "-e",
                        "-q",
                        "-G",
                        "app",
                        QuickstartProcess.TOPIC));

        assertThat(list.output()).contains("topic \"" + QuickstartProcess.TOPIC + "\"");
        assertThat(write.exitCode()).as(write.output()).isZero();
        assertThat(read.output()).contains(mark);
        assertThat(group.output()).contains(mark);
    }

    @Test
    void kcatIsToldOfATopicThatItMayNotWrite() throws Exception {
        Counterpart.require(KCAT, "kcat");
        createTopic("kcat-denied", 1);

        Counterpart.Outcome write =
                Counterpart.run("x\n", List.of(KCAT, "-F", broker.kcatConfig().toString(), "-P", "-t", "kcat-denied"));

        assertThat(write.exitCode()).isNotZero();
        assertThat(write.output()).containsIgnoringCase("authorization failed");
    }

    @Test
    void kafkaPythonWritesAndReads() {
        Counterpart.require(PYTHON, "python3-kafka");
        Counterpart.requireFile(KAFKA_PYTHON, "python3-kafka");
        Properties app = broker.application();
        String script = """
                import sys
                from kafka import KafkaProducer, KafkaConsumer
                server, ca, user, password, topic, mark = sys.argv[1:]
                access = dict(bootstrap_servers=server, security_protocol='SASL_SSL', ssl_cafile=ca,
                              sasl_mechanism='SCRAM-SHA-512', sasl_plain_username=user, sasl_plain_password=password)
                producer = KafkaProducer(acks='all', **access)
                producer.send(topic, mark.encode()).get(timeout=20)
                producer.close()
                consumer = KafkaConsumer(topic, group_id='app', auto_offset_reset='earliest',
                                         consumer_timeout_ms=15000, **access)
                found = any(message.value == mark.encode() for message in consumer)
                print('found' if found else 'lost')
                """;
        String mark = "python-" + System.nanoTime();

        Counterpart.Outcome outcome = Counterpart.run(
                "",
                List.of(
                        PYTHON,
                        "-c",
                        script,
                        "localhost:" + broker.port(),
                        broker.authority().toString(),
                        "app",
                        password(app),
                        QuickstartProcess.TOPIC,
                        mark));

        assertThat(outcome.output()).contains("found");
    }

    @Test
    void aWrongPasswordIsAnAuthenticationErrorWithADiagnosticId() {
        Properties wrong = broker.application();
        wrong.put(
                "sasl.jaas.config",
                wrong.getProperty("sasl.jaas.config").replaceAll("password=\"[^\"]*\"", "password=\"no\""));

        assertThatThrownBy(() -> send(wrong, QuickstartProcess.TOPIC, "k", "v"))
                .hasCauseInstanceOf(SaslAuthenticationException.class)
                .hasMessageContaining("diagnostic id");
    }

    @Test
    void aClientThatTrustsAnotherAuthorityDoesNotConnect() {
        Properties wrong = broker.application();
        wrong.remove("ssl.truststore.location");
        wrong.remove("ssl.truststore.type");

        assertThatThrownBy(() -> send(wrong, QuickstartProcess.TOPIC, "k", "v"))
                .hasStackTraceContaining("SslAuthenticationException");
    }

    @Test
    void aPlaintextClientGetsNothing() {
        Properties plain = new Properties();
        plain.put("bootstrap.servers", "localhost:" + broker.port());
        plain.put("default.api.timeout.ms", "3000");
        plain.put("request.timeout.ms", "2000");

        try (Admin admin = Admin.create(plain)) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    /** CONFORMANCE AZN-22, ACL-03: the same answer whether or not the topic exists. */
    @Test
    void anUnauthorisedTopicIsDeniedWhetherOrNotItExists() throws Exception {
        createTopic("denied", 1);

        assertThatThrownBy(() -> send(broker.application(), "denied", "k", "v"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> send(broker.application(), "never-created", "k", "v"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void anApplicationMayNotAdministrate() {
        try (Admin admin = Admin.create(broker.application())) {
            assertThatThrownBy(
                            () -> await(admin.describeAcls(AclBindingFilter.ANY).values()))
                    .hasCauseInstanceOf(ClusterAuthorizationException.class);
            assertThatThrownBy(() -> await(admin.createTopics(List.of(new NewTopic("mine", 1, (short) 1)))
                            .all()))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void topicsAreMadeGrownConfiguredAndDeleted() throws Exception {
        createTopic("life", 1);
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "life");
        try (Admin admin = Admin.create(broker.administrator())) {
            await(admin.createPartitions(Map.of("life", NewPartitions.increaseTo(3)))
                    .all());
            await(admin.incrementalAlterConfigs(Map.of(
                            topic,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("retention.ms", "60000"), AlterConfigOp.OpType.SET))))
                    .all());

            assertThat(await(admin.describeTopics(List.of("life")).allTopicNames())
                            .get("life")
                            .partitions())
                    .hasSize(3);
            assertThat(await(admin.describeConfigs(List.of(topic)).all())
                            .get(topic)
                            .get("retention.ms")
                            .value())
                    .isEqualTo("60000");

            await(admin.deleteTopics(List.of("life")).all());

            assertThat(await(admin.listTopics().names())).doesNotContain("life");
        }
    }

    /** COMPAT A10: what a reader from the start finds is the newest value of each key, and later no more than that. */
    @Test
    void aCompactedTopicKeepsTheNewestValueOfEachKey() throws Exception {
        Map<String, String> settings =
                Map.of("cleanup.policy", "compact", "segment.bytes", "2000", "min.cleanable.dirty.ratio", "0.01");
        try (Admin admin = Admin.create(broker.administrator())) {
            await(admin.createTopics(List.of(new NewTopic("table", 1, (short) 1).configs(settings)))
                    .all());
        }
        Properties client = broker.administrator();
        client.put("batch.size", "0");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 200; i++) {
                var unused = producer.send(new ProducerRecord<>("table", "key-" + i % 5, "value-" + i));
            }
        }

        List<String> values = readTable();
        assertThat(values).containsSubsequence("value-195", "value-196", "value-197", "value-198", "value-199");
        Instant end =
                Instant.now().plusSeconds(2L * PATIENCE_SECONDS); // Twice what the cleaner rests between two looks.
        while (values.size() > 50 && Instant.now().isBefore(end)) {
            values = readTable();
        }
        assertThat(values)
                .hasSizeLessThan(50)
                .containsSubsequence("value-195", "value-196", "value-197", "value-198", "value-199");
    }

    /** All records of the topic, from its start to its end. */
    private List<String> readTable() {
        TopicPartition partition = new TopicPartition("table", 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(broker.administrator(), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    @Test
    void quotasAreSetSeenAndHoldProducersBack() throws Exception {
        ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "slow"));
        createTopic("quota", 1);
        try (Admin admin = Admin.create(broker.administrator())) {
            await(admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            entity, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 10_000.0)))))
                    .all());

            assertThat(await(admin.describeClientQuotas(ClientQuotaFilter.all()).entities()))
                    .containsEntry(entity, Map.of("producer_byte_rate", 10_000.0));
        }

        assertThat(throttleMillis("slow")).isPositive();
        assertThat(throttleMillis("free")).isZero();
    }

    private double throttleMillis(String clientId) throws Exception {
        Properties properties = broker.administrator();
        properties.put("client.id", clientId);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>("quota", "x".repeat(100_000)))
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            OptionalDouble max = producer.metrics().entrySet().stream()
                    .filter(metric -> metric.getKey().name().equals("produce-throttle-time-max"))
                    .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
                    .filter(value -> !Double.isNaN(value))
                    .max();
            return max.orElse(0);
        }
    }

    private void createTopic(String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(broker.administrator())) {
            await(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all());
        }
    }

    private static void send(Properties client, String topic, String key, String value) throws Exception {
        client.put("max.block.ms", "20000");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private List<String> readGroup(String topic, String group, int count) {
        Properties properties = broker.administrator();
        properties.put("group.id", group);
        properties.put("auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        Instant end = Instant.now().plusSeconds(PATIENCE_SECONDS);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (values.size() < count && Instant.now().isBefore(end)) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
            }
            consumer.commitSync();
        }
        return values;
    }

    private static String password(Properties client) {
        return client.getProperty("sasl.jaas.config").replaceAll(".*password=\"([^\"]*)\".*", "$1");
    }

    private static <T> T await(KafkaFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
