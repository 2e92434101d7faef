package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.broker.it.Administrators.Outcome;
import io.gatehouse.broker.tool.acls.KafkaAclsMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** PEERS C1, C9, C10 and attacks on access rules: why somebody may not, who can, and rules made from what was done; with a running broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessIT {
    private static final String PASSWORD = "for-the-test";
    private static final String TOPIC = "orders";

    /** Long enough for a client to be made and to be let in, however busy the machine is. */
    private static final Duration GRANTED = Duration.ofSeconds(20);

    private final int adminPort = QuickstartProcess.freePorts();
    private Path folder;
    private SeparateServers servers;
    private Administrators people;
    private Admin admin;

    @BeforeAll
    void aBrokerThatSparesNewcomers(@TempDir Path temporary) throws Exception {
        folder = temporary.resolve("quickstart");
        servers = SeparateServers.prepare(folder);
        Files.writeString(folder.resolve("groups"), "writers = User:nobody\n");
        startBroker();
        people = new Administrators(folder, servers.made(), "localhost:" + adminPort);
        people.certify("stranger");
        admin = Admin.create(servers.administrator());
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
        people.appoint(admin, "operator", AclOperation.DESCRIBE);
        people.appoint(admin, "keeper", AclOperation.ALTER);
        List<UserScramCredentialAlteration> users = new ArrayList<>();
        for (String user : List.of(
                "newcomer",
                "bound",
                "remote",
                "reader",
                "writer",
                "outsider",
                "curious",
                "member",
                "guest",
                "steady",
                "passer")) {
            users.add(new UserScramCredentialUpsertion(
                    user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD));
        }
        admin.alterUserScramCredentials(users).all().get(60, TimeUnit.SECONDS);
    }

    private void startBroker() throws IOException {
        servers.startBroker(
                "admin.listener=https://localhost:" + adminPort,
                "authorizer.groups.file=" + folder.resolve("groups"),
                "authorizer.mode=shadow",
                "authorizer.shadow.principals=User:newcomer;User:team-*");
    }

    @AfterAll
    void stop() {
        admin.close();
        servers.close();
    }

    @Test
    void whoIsRefusedIsToldWhyAndWhatIsToldHelps() throws Exception {
        assertThatThrownBy(() -> produce("bound")).hasCauseInstanceOf(TopicAuthorizationException.class);

        Outcome why = operator("explain", "--principal", "bound", "--operation", "Write", "--topic", TOPIC);
        JsonNode json = operator("explain", "--principal", "bound", "--operation", "Write", "--topic", TOPIC, "--json")
                .json();

        assertThat(why.err()).isEmpty();
        assertThat(why.code()).isZero();
        assertThat(why.out())
                .startsWith("User:bound may not Write Topic orders: ")
                .contains("to allow it  kafka-acls.sh --add --allow-principal User:bound --operation Write --topic"
                        + " orders\n");
        add(binding(json.path("change").path("add")));
        produce("bound");
        assertThat(operator("explain", "--principal", "bound", "--operation", "Write", "--topic", TOPIC)
                        .out())
                .isEqualTo("""
                        User:bound may Write Topic orders: a rule allows it
                          decided by   Allow Write to User:bound from * on Topic:LITERAL:orders
                        """);
        assertThat(operator("who-can", "--operation", "Write", "--topic", TOPIC).out())
                .contains("User:admin may, as a super user\n", "Allow Write to User:bound from *");
        assertThat(operator("what-can", "--principal", "bound").out())
                .isEqualTo("Allow Write to User:bound from * on Topic:LITERAL:orders\n1 rule\n");
    }

    @Test
    void aRuleForANetworkHoldsInIt() throws Exception {
        AccessControlEntry elsewhere = entry("User:remote", "10.0.0.0/8", AclOperation.WRITE);
        add(new AclBinding(topic(), elsewhere));
        assertThatThrownBy(() -> produce("remote")).hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThat(operator("explain", "--principal", "remote", "--operation", "Write", "--topic", TOPIC)
                        .out())
                .contains("nearly       Allow Write to User:remote from 10.0.0.0/8", "but it holds at another address");

        add(new AclBinding(topic(), entry("User:remote", "127.0.0.0/8", AclOperation.WRITE)));

        produce("remote");
    }

    @Test
    void whoIsPutIntoAGroupHasItsRightsWithoutLoggingInAgain() throws Exception {
        add(new AclBinding(topic(), entry("Group:writers", "*", AclOperation.WRITE)));
        Properties member = client("member");
        member.put("max.block.ms", "20000");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(member, new StringSerializer(), new StringSerializer())) {
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(TOPIC, "value")).get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);

            Files.writeString(folder.resolve("groups"), "writers = User:member\n");

            StrangersIT.await(
                    "the file is read again",
                    () -> operator("who-can", "--operation", "Write", "--topic", TOPIC)
                            .out()
                            .contains("  members      User:member\n"));
            producer.send(new ProducerRecord<>(TOPIC, "value")).get(60, TimeUnit.SECONDS);
        }
        assertThat(servers.log()).contains("event=\"groups\" outcome=\"replaced\"");
    }

    @Test
    void whoIsSparedWorksAndTheRulesForItAreSuggestedTriedAndThenBind() throws Exception {
        produce("newcomer");
        try (Admin newcomer = Admin.create(client("newcomer"))) {
            assertThatThrownBy(() ->
                            newcomer.describeAcls(AclBindingFilter.ANY).values().get(60, TimeUnit.SECONDS))
                    .as("nobody becomes an administrator by it")
                    .hasCauseInstanceOf(ClusterAuthorizationException.class);
        }
        assertThat(servers.log().lines())
                .anyMatch(line -> line.contains("event=\"access\" outcome=\"shadowed\" principal=\"User:newcomer\"")
                        && line.contains("operation=\"Write\"")
                        && line.contains("resource=\"Topic:LITERAL:orders\"")
                        && line.contains("session=")
                        && line.contains("client=\"producer-"));
        assertThat(operator("explain", "--principal", "newcomer", "--operation", "Write", "--topic", TOPIC)
                        .out())
                .startsWith("User:newcomer may not Write Topic orders: ")
                .contains("does not bind yet");

        Outcome suggested = operator("suggest", "--principal", "newcomer", "--json");
        Path file = Files.writeString(folder.resolve("rules.json"), suggested.out(), StandardCharsets.UTF_8);
        Outcome tried = operator("test", "--rules", file.toString(), "--json");

        assertThat(suggested.json().path("rules")).hasSize(1);
        assertThat(operator("suggest", "--principal", "newcomer").out())
                .isEqualTo("kafka-acls.sh --add --allow-principal User:newcomer --operation Write --topic orders\n");
        assertThat(tried.json().path("effects"))
                .as("what the newcomer does would be allowed, what others do is not in the file")
                .anyMatch(effect -> effect.path("principal").asText().equals("User:newcomer")
                        && effect.path("wouldBeAllowed").asBoolean())
                .noneMatch(effect -> effect.path("principal").asText().equals("User:newcomer")
                        && !effect.path("wouldBeAllowed").asBoolean());
        add(binding(suggested.json().path("rules").path(0)));
        assertThat(operator("explain", "--principal", "newcomer", "--operation", "Write", "--topic", TOPIC)
                        .out())
                .startsWith("User:newcomer may Write Topic orders: a rule allows it\n");
    }

    @Test
    void rulesThatNobodyUsedAreListed() throws Exception {
        AclBinding forgotten = new AclBinding(
                new ResourcePattern(ResourceType.GROUP, "gone", PatternType.PREFIXED),
                entry("User:bound", "*", AclOperation.READ));
        add(forgotten);

        Outcome unused = operator("unused");

        assertThat(unused.code()).as(unused.err()).isZero();
        assertThat(unused.out())
                .contains("Allow Read to User:bound from * on Group:PREFIXED:gone\n", "decided nothing since")
                .doesNotContain("User:CN=operator");
    }

    @Test
    void whatWasAskedIsRememberedOverARestart() throws Exception {
        add(new AclBinding(topic(), entry("User:steady", "*", AclOperation.WRITE)));
        produce("steady");
        String before = operator("suggest", "--principal", "steady", "--json").out();
        assertThat(before).contains("\"Write\"");

        servers.stop();
        startBroker();

        assertThat(operator("suggest", "--principal", "steady", "--json").out())
                .as("the same rules, watched since the same time")
                .isEqualTo(before);
        assertThat(operator("unused").out()).doesNotContain("User:steady");
    }

    @Test
    void whatIsGrantedForATimeEndsByItselfAndKafkasToolsDoNotSeeIt() throws Exception {
        String[] question = {"explain", "--principal", "guest", "--operation", "Write", "--topic", TOPIC};
        assertThatThrownBy(() -> produce("guest")).hasCauseInstanceOf(TopicAuthorizationException.class);
        Instant end = Instant.now().plus(GRANTED).truncatedTo(ChronoUnit.SECONDS);

        Outcome granted = grant("guest", "--until", end.toString());

        assertThat(granted.err()).isEmpty();
        assertThat(granted.out())
                .startsWith("Allow Write to User:guest from * on Topic:LITERAL:orders, until " + end + " (");
        produce("guest");
        assertThat(operator(question).out()).contains("a rule allows it", ", until " + end + " (");
        assertThat(operator("grants").out()).contains("Allow Write to User:guest", "incident 7", "User:CN=keeper");
        assertThat(listedByKafkasTool()).contains("User:CN=keeper").doesNotContain("guest");
        assertThat(admin.deleteAcls(List.of(ofPrincipal("User:guest"))).all().get(60, TimeUnit.SECONDS))
                .isEmpty();

        StrangersIT.await("the end of the rule", () -> operator(question).out().contains("may not"));
        assertThatThrownBy(() -> produce("guest")).hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThat(operator("grants").out()).doesNotContain("guest");
        assertThat(servers.log().lines())
                .anyMatch(line -> line.contains("event=\"timed-rule\" outcome=\"added\" by=\"User:CN=keeper\"")
                        && line.contains("until=\"" + end))
                .anyMatch(line -> line.contains("event=\"timed-rule\" outcome=\"ended\"")
                        && line.contains("principal=\"User:guest\"")
                        && line.contains("reason=\"incident 7\""));
    }

    @Test
    void whoseGrantIsRevokedIsRefusedWithTheNextRequestOnTheSameConnection() throws Exception {
        Outcome granted = grant("passer", "--for", "2h", "--json");
        assertThat(granted.code()).as(granted.err()).isZero();
        String id = granted.json().path(0).path("id").asText();
        Properties properties = client("passer");
        properties.put("enable.idempotence", "false");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "value")).get(60, TimeUnit.SECONDS);

            Outcome revoked = people.run("keeper", "acls", "revoke", "--id", id);

            assertThat(revoked.out()).as(revoked.err()).isEqualTo("revoked\n");
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(TOPIC, "value")).get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
        assertThat(people.run("keeper", "acls", "revoke", "--id", id).code()).isEqualTo(1);
    }

    @Test
    void aGrantThatWouldSayLessThanWasMeantIsRefused() {
        assertThat(operator("grant", "--principal", "guest", "--operation", "Read", "--topic", "t", "--for", "2h")
                        .err())
                .contains("no --reason");
        assertThat(grant("guest").err()).contains("--for or --until");
        assertThat(grant("guest", "--for", "2h", "--address", "10.0.0.7").err())
                .contains("--address has no meaning here");
        assertThat(grant("guest", "--for", "2h", "--host", "localhost").err()).contains("host (expected: *");
        assertThat(operator(
                                "grant",
                                "--principal",
                                "guest",
                                "--operation",
                                "Read",
                                "--topic",
                                "t",
                                "--for",
                                "2h",
                                "--reason",
                                "r")
                        .err())
                .as("listing is not changing")
                .contains("not allowed (diagnostic id ");
    }

    /** Writing the topic, by an administrator who may change rules. */
    private Outcome grant(String user, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "grant", "--principal", user, "--operation", "Write", "--topic", TOPIC, "--reason", "incident 7"));
        arguments.addAll(List.of(more));
        return people.run("keeper", "acls", arguments.toArray(String[]::new));
    }

    private String listedByKafkasTool() throws Exception {
        Path config = folder.resolve("administrator.properties");
        Properties properties = servers.administrator();
        try (Writer writer = Files.newBufferedWriter(config)) {
            properties.store(writer, null);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = KafkaAclsMain.run(
                List.of(
                        "--bootstrap-server",
                        properties.getProperty("bootstrap.servers"),
                        "--command-config",
                        config.toString(),
                        "--list"),
                InputStream.nullInputStream(),
                printed,
                printed);
        assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static AclBindingFilter ofPrincipal(String principal) {
        return new AclBindingFilter(
                ResourcePatternFilter.ANY,
                new AccessControlEntryFilter(principal, null, AclOperation.ANY, AclPermissionType.ANY));
    }

    @Test
    void everybodyMayAskAboutHimselfOnly() throws Exception {
        Outcome own = people.run("stranger", "acls", "explain", "--operation", "Read", "--topic", TOPIC);
        Outcome others = people.run(
                "stranger", "acls", "explain", "--principal", "bound", "--operation", "Read", "--topic", TOPIC);

        assertThat(own.err()).isEmpty();
        assertThat(own.out()).startsWith("User:CN=stranger may not Read Topic orders: ");
        assertThat(people.run("stranger", "acls", "what-can").out()).isEqualTo("0 rules\n");
        assertThat(others.code()).isEqualTo(1);
        assertThat(others.err()).contains("not allowed (diagnostic id ");
        assertThat(people.run("stranger", "acls", "unused").code()).isEqualTo(1);
    }

    @Test
    void wrongArgumentsAreToldWithWhatIsExpected() throws Exception {
        assertThat(operator("explain", "--topic", TOPIC).err()).contains("no --operation");
        assertThat(operator("explain", "--operation", "Read").err()).contains("no resource");
        assertThat(operator("explain", "--operation", "Read", "--topic", TOPIC, "--host", "10.0.0.7")
                        .err())
                .contains("--host has no meaning here");
        assertThat(operator("grants", "--principal", "bound").err()).contains("--principal has no meaning here");
        assertThat(operator("explain", "--operation", "Raed", "--topic", TOPIC, "--principal", "bound")
                        .err())
                .contains("operation Raed (expected: one of Read, Write");
        assertThat(operator("test", "--rules", folder.resolve("none.json").toString())
                        .code())
                .isEqualTo(2);
    }

    /** Attack 154: also a request that waits, and a fetch session that is open. */
    @Test
    void whoLosesTheRightReadsNothingThatIsWrittenAfterwards() throws Exception {
        AclBinding read = new AclBinding(topic(), entry("User:reader", "*", AclOperation.READ));
        AclBinding write = new AclBinding(topic(), entry("User:writer", "*", AclOperation.WRITE));
        add(read);
        add(write);
        Properties reader = client("reader");
        reader.put("fetch.max.wait.ms", "1000");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(reader, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            produce("writer");
            StrangersIT.await(
                    "the record is read",
                    () -> !consumer.poll(Duration.ofMillis(200)).isEmpty());

            admin.deleteAcls(List.of(read.toFilter())).all().get(60, TimeUnit.SECONDS);
            produce("writer");

            List<Integer> late = new ArrayList<>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            late.add(consumer.poll(Duration.ofMillis(200)).count());
                        }
                    })
                    .isInstanceOf(TopicAuthorizationException.class);
            assertThat(late).allMatch(count -> count == 0);
        }
    }

    /** Attacks 141 and 143. */
    @Test
    void aTopicThatIsForbiddenLooksLikeOneThatIsNotThere() throws Exception {
        try (Admin outsider = Admin.create(client("outsider"))) {
            for (String name : List.of(TOPIC, "nowhere")) {
                TopicPartition partition = new TopicPartition(name, 0);
                ConfigResource config = new ConfigResource(ConfigResource.Type.TOPIC, name);
                List<KafkaFuture<?>> asked = List.of(
                        outsider.describeTopics(List.of(name)).allTopicNames(),
                        outsider.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .all(),
                        outsider.describeConfigs(List.of(config)).all(),
                        outsider.createPartitions(Map.of(name, NewPartitions.increaseTo(1)))
                                .all(),
                        outsider.createTopics(List.of(
                                        new NewTopic(name, 0, (short) 99).configs(Map.of("no.such.setting", "1"))))
                                .all(),
                        outsider.deleteTopics(List.of(name)).all(),
                        outsider.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-7)))
                                .all());
                for (KafkaFuture<?> answer : asked) {
                    assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
                            .as("answer %d about %s", asked.indexOf(answer), name)
                            .hasCauseInstanceOf(TopicAuthorizationException.class);
                }
            }
        }
    }

    /** Attack 145: Apache Kafka lets whoever calls itself so write there. */
    @Test
    void nobodyWritesWhereCoordinatorsRememberWhateverTheClientCallsItself() throws Exception {
        add(new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
                entry("User:curious", "*", AclOperation.ALL)));
        add(new AclBinding(
                new ResourcePattern(ResourceType.GROUP, "*", PatternType.LITERAL),
                entry("User:curious", "*", AclOperation.ALL)));
        Properties curious = client("curious");
        curious.put("group.id", "curious");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(curious, new StringDeserializer(), new StringDeserializer())) {
            consumer.commitSync(Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(0)), Duration.ofSeconds(60));
        }
        curious.put("client.id", "__admin_client");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(curious, new StringSerializer(), new StringSerializer())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("__consumer_offsets", 0, "key", "value"))
                            .get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InvalidTopicException.class);
        }
    }

    private Outcome operator(String... arguments) {
        return people.run("operator", "acls", arguments);
    }

    private void produce(String user) throws Exception {
        Properties properties = client(user);
        properties.put("max.block.ms", "20000");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "value")).get(60, TimeUnit.SECONDS);
            producer.close(Duration.ofSeconds(10));
        }
    }

    private Properties client(String user) {
        return servers.user(user, PASSWORD);
    }

    private void add(AclBinding rule) throws Exception {
        admin.createAcls(List.of(rule)).all().get(60, TimeUnit.SECONDS);
    }

    private static ResourcePattern topic() {
        return new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL);
    }

    private static AccessControlEntry entry(String principal, String host, AclOperation operation) {
        return new AccessControlEntry(principal, host, operation, AclPermissionType.ALLOW);
    }

    /** As the command line wrote it. */
    private static AclBinding binding(JsonNode rule) {
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.fromString(rule.path("resource").asText()),
                        rule.path("name").asText(),
                        PatternType.fromString(rule.path("pattern").asText().toUpperCase(Locale.ROOT))),
                entry(
                        rule.path("principal").asText(),
                        rule.path("host").asText(),
                        AclOperation.fromString(rule.path("operation").asText())));
    }
}
