package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.it.Administrators.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Users, rules and limits as one file (PEERS 3, number 14): what is there, what would change, and whom it would concern. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PolicyIT {
    private static final String PASSWORD = "made-for-a-test";
    private static final String TOPIC = "orders";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int adminPort = QuickstartProcess.freePorts();
    private Path folder;
    private SeparateServers servers;
    private Administrators people;
    private Admin admin;

    @BeforeAll
    void aBrokerAndPeopleWhoMayChangeIt(@TempDir Path temporary) throws Exception {
        folder = temporary.resolve("quickstart");
        servers = SeparateServers.prepare(folder);
        startBroker();
        people = new Administrators(folder, servers.made(), "localhost:" + adminPort);
        admin = Admin.create(servers.administrator());
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
        people.appoint(admin, "keeper", AclOperation.ALTER, AclOperation.ALTER_CONFIGS);
        people.appoint(admin, "gardener", AclOperation.ALTER, AclOperation.DESCRIBE_CONFIGS);
        people.appoint(admin, "looker", AclOperation.DESCRIBE);
    }

    private void startBroker() throws IOException {
        servers.startBroker("admin.listener=https://localhost:" + adminPort);
    }

    @AfterAll
    void stop() {
        admin.close();
        servers.close();
    }

    @Test
    void whatIsExportedIsAPlanOfNothingAndShowsNoSecret() throws Exception {
        Path file = wanted("same.json", policy -> {});

        assertThat(keeper("plan", file).out()).isEqualTo("Nothing to change.\n");
        assertThat(keeper("apply", file, "--yes").out()).isEqualTo("Nothing to change.\n");
        assertThat(keeper("apply", file, "--yes", "--json").json().path("count").asInt(-1))
                .isZero();
        assertThat(Files.readString(file))
                .contains("\"admin\"")
                .doesNotContain("salt", "stored_key", "server_key", "iterations");
        assertThat(people.run("keeper", "policy", "export", file.toString()).err())
                .contains("cannot be written", "--overwrite");
    }

    @Test
    void aUserARuleAndALimitComeTogetherAndGoTogether() throws Exception {
        Path secret = Files.writeString(folder.resolve("newcomer.secret"), PASSWORD + "\n");
        Path file = wanted("newcomer.json", policy -> {
            user(policy, "newcomer", secret);
            rule(policy, "User:newcomer", "Write");
            quota(policy, "newcomer", 1_000_000);
        });

        Outcome plan = keeper("plan", file);

        assertThat(plan.err()).isEmpty();
        assertThat(plan.code()).isZero();
        assertThat(plan.out())
                .contains(
                        ": 3 changes\n",
                        "  + Allow Write to User:newcomer from * on Topic:LITERAL:orders\n",
                        "  + user newcomer: producer_byte_rate 1000000\n",
                        "  + password of user newcomer for SCRAM-SHA-512, from file:" + secret + "\n")
                .doesNotContain(PASSWORD);
        assertThatThrownBy(() -> produce("newcomer")).rootCause().isInstanceOf(SaslAuthenticationException.class);

        Outcome applied = keeper("apply", file, "--yes", "--json");

        assertThat(applied.code()).as(applied.err()).isZero();
        String id = applied.json().path("plan").asText();
        assertThat(plan.out()).startsWith("Plan " + id + ": ");
        produce("newcomer");
        assertThat(limits("newcomer")).isEqualTo(Map.of("producer_byte_rate", 1_000_000.0));
        assertThat(keeper("plan", file).out()).isEqualTo("Nothing to change.\n");
        assertThat(servers.log().lines())
                .anyMatch(line -> line.contains("event=\"policy\" outcome=\"applied\"")
                        && line.contains("by=\"User:CN=keeper\"")
                        && line.contains("plan=\"" + id));

        Path without = wanted("without.json", policy -> {
            remove(policy, "users", "name", "newcomer");
            remove(policy, "rules", "principal", "User:newcomer");
            remove(policy, "quotas", "user", "newcomer");
        });
        assertThat(keeper("apply", without, "--yes").code()).isZero();
        assertThat(limits("newcomer")).isEmpty();
        assertThat(rulesOf("User:newcomer")).isEmpty();
    }

    @Test
    void aPlanOfManyRulesIsThereWhenTheBrokerIsKilledRightAfterwards() throws Exception {
        Path many = wanted("many.json", policy -> {
            for (int i = 0; i < 600; i++) {
                ((ArrayNode) policy.path("rules"))
                        .addObject()
                        .put("principal", "User:many")
                        .put("operation", "Read")
                        .put("resource", "Topic")
                        .put("name", "many-" + i);
            }
        });
        assertThat(keeper("apply", many, "--yes").code()).isZero();

        servers.kill();
        startBroker();

        assertThat(keeper("plan", many).out()).isEqualTo("Nothing to change.\n");
        assertThat(keeper(
                                "apply",
                                wanted("none.json", policy -> remove(policy, "rules", "principal", "User:many")),
                                "--yes")
                        .code())
                .isZero();
        assertThat(rulesOf("User:many")).isEmpty();
    }

    @Test
    void aPlanTellsWhomItWouldConcern() throws Exception {
        Path secret = Files.writeString(folder.resolve("shop.secret"), PASSWORD + "\n");
        Path file = wanted("shop.json", policy -> {
            user(policy, "shop", secret);
            rule(policy, "User:shop", "Write");
        });
        assertThat(keeper("apply", file, "--yes").code()).isZero();
        try (KafkaProducer<String, String> producer = producer("shop")) {
            producer.send(new ProducerRecord<>(TOPIC, "value")).get(60, TimeUnit.SECONDS);
            Path without = wanted("closed.json", policy -> {
                remove(policy, "users", "name", "shop");
                remove(policy, "rules", "principal", "User:shop");
                quota(policy, "shop", 1);
            });

            Outcome plan = keeper("plan", without);
            JsonNode lately = keeper("plan", without, "--json").json().path("lately");

            assertThat(plan.code())
                    .as("something that was done would be refused")
                    .isEqualTo(1);
            assertThat(plan.out())
                    .containsPattern("refused +User:shop +127\\.0\\.0\\.1 +Write +Topic +orders")
                    .containsPattern("SESSIONS THAT END +USER\n[1-9] +shop\n")
                    .containsPattern("User:shop +producer-[0-9]+ +producer_byte_rate +none +1 +[0-9]+");
            assertThat(lately.path("sessionsThatEnd").path(0).path("user").asText())
                    .isEqualTo("shop");
            assertThat(lately.path("otherLimits"))
                    .anyMatch(each -> each.path("principal").asText().equals("User:shop"));

            assertThat(keeper("apply", without, "--yes").code()).isZero();
            assertThatThrownBy(() -> produce("shop")).rootCause().isInstanceOf(SaslAuthenticationException.class);
        }
        assertThat(rulesOf("User:shop")).isEmpty();
    }

    @Test
    void nothingIsDoneOfAPlanThatIsNotTheOneThatWasLookedAt() throws Exception {
        Path file = wanted("other.json", policy -> rule(policy, "User:somebody", "Read"));
        String looked = keeper("plan", file, "--json").json().path("plan").asText();
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "meanwhile")),
                        List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", 4096.0)))))
                .all()
                .get(60, TimeUnit.SECONDS);

        Outcome applied = keeper("apply", file, "--expect", looked, "--yes");

        assertThat(applied.code()).isEqualTo(1);
        assertThat(applied.err()).contains("expected: " + looked, "look at the plan again");
        assertThat(applied.out())
                .as("the file does not know of the limit that has come since")
                .contains("  - client id meanwhile: consumer_byte_rate 4096\n");
        assertThat(rulesOf("User:somebody")).isEmpty();
    }

    @Test
    void nothingIsDoneIfOneChangeOfThePlanCannotBe() throws Exception {
        Path weak = Files.writeString(folder.resolve("weak.secret"), "weak\n");
        Path file = wanted("weak.json", policy -> {
            user(policy, "weak", weak);
            rule(policy, "User:weak", "Read");
            quota(policy, "weak", 1_000);
        });

        Outcome applied = keeper("apply", file, "--yes");

        assertThat(applied.code()).isEqualTo(1);
        assertThat(applied.err()).isNotEmpty();
        assertThat(rulesOf("User:weak")).isEmpty();
        assertThat(limits("weak")).isEmpty();
        assertThat(keeper("apply", file).err()).as("nobody is there to say yes").contains("Nothing done.");
    }

    @Test
    void whoLacksARightIsRefusedAndLearnsNothing() throws Exception {
        Path file = wanted("quota.json", policy -> quota(policy, "limited", 1_000));
        Path rules = wanted("rule.json", policy -> rule(policy, "User:limited", "Read"));

        assertThat(people.run("looker", "policy", "plan", file.toString()).err())
                .contains("not allowed (diagnostic id ");
        assertThat(people.run("gardener", "policy", "apply", file.toString(), "--yes")
                        .err())
                .contains("not allowed (diagnostic id ");
        assertThat(limits("limited")).isEmpty();
        assertThat(people.run("gardener", "policy", "apply", rules.toString(), "--yes")
                        .code())
                .as("no limit changes")
                .isZero();
        assertThat(rulesOf("User:limited")).hasSize(1);
    }

    private Outcome keeper(String what, Path file, String... more) {
        List<String> arguments = new ArrayList<>(List.of(what, file.toString()));
        arguments.addAll(List.of(more));
        return people.run("keeper", "policy", arguments.toArray(String[]::new));
    }

    /** What there is, with changes. */
    private Path wanted(String name, Consumer<ObjectNode> change) throws Exception {
        Path file = folder.resolve(name);
        Outcome exported = keeper("export", file);
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(exported.err()).matches("gatehouse policy: \\d+ users?, \\d+ rules?, \\d+ quotas?\n");
        ObjectNode policy = (ObjectNode) JSON.readTree(file.toFile());
        change.accept(policy);
        Files.writeString(file, policy.toPrettyString());
        return file;
    }

    private static void user(ObjectNode policy, String name, Path secret) {
        ObjectNode user = ((ArrayNode) policy.path("users")).addObject().put("name", name);
        user.putArray("mechanisms").add("SCRAM-SHA-512");
        user.put("password", "file:" + secret);
    }

    private static void rule(ObjectNode policy, String principal, String operation) {
        ((ArrayNode) policy.path("rules"))
                .addObject()
                .put("principal", principal)
                .put("operation", operation)
                .put("resource", "Topic")
                .put("name", TOPIC);
    }

    private static void quota(ObjectNode policy, String user, int rate) {
        ((ArrayNode) policy.path("quotas"))
                .addObject()
                .put("user", user)
                .putObject("limits")
                .put("producer_byte_rate", rate);
    }

    private static void remove(ObjectNode policy, String part, String member, String value) {
        var each = policy.path(part).iterator();
        while (each.hasNext()) {
            if (each.next().path(member).asText().equals(value)) {
                each.remove();
            }
        }
    }

    private Set<AclBinding> rulesOf(String principal) throws Exception {
        Set<AclBinding> all =
                Set.copyOf(admin.describeAcls(AclBindingFilter.ANY).values().get(60, TimeUnit.SECONDS));
        return all.stream()
                .filter(rule -> rule.entry().principal().equals(principal))
                .collect(Collectors.toSet());
    }

    private Map<String, Double> limits(String user) throws Exception {
        return admin.describeClientQuotas(ClientQuotaFilter.all())
                .entities()
                .get(60, TimeUnit.SECONDS)
                .getOrDefault(new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, user)), Map.of());
    }

    private void produce(String user) throws Exception {
        try (KafkaProducer<String, String> producer = producer(user)) {
            producer.send(new ProducerRecord<>(TOPIC, "value")).get(60, TimeUnit.SECONDS);
        }
    }

    private KafkaProducer<String, String> producer(String user) {
        Properties properties = servers.user(user, PASSWORD);
        properties.put("max.block.ms", Long.toString(Duration.ofSeconds(20).toMillis()));
        properties.put("enable.idempotence", "false");
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }
}
