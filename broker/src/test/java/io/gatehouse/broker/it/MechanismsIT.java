package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ExpireDelegationTokenOptions;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedByAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.token.delegation.DelegationToken;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clients that nobody changed log in by each mechanism, and again (CONFORMANCE PLN and RAU rows). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MechanismsIT {
    private static final String KCAT = "/usr/bin/kcat";
    private static final String PYTHON = "/usr/bin/python3";
    private static final String KAFKA_PYTHON = "/usr/lib/python3/dist-packages/kafka/__init__.py";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

    private static final String TOKEN_SECRET = "a secret that all brokers have";

    private final int settingsPort = QuickstartProcess.freePorts();
    private SeparateServers servers;

    @BeforeAll
    void aBrokerThatOffersAll(@TempDir Path temporary) throws Exception {
        servers = SeparateServers.prepare(temporary.resolve("quickstart"));
        servers.startBroker(
                "sasl.enabled.mechanisms=SCRAM-SHA-512,SCRAM-SHA-256,PLAIN",
                "delegation.token.secret.key=" + TOKEN_SECRET,
                "delegation.token.expiry.check.interval.ms=200",
                "listeners=SASL_SSL://localhost:" + servers.made().port() + ",INTERNAL://localhost:"
                        + servers.made().brokerPort() + ",SETTINGS://localhost:" + settingsPort,
                "listener.security.protocol.map=SASL_SSL:SASL_SSL,INTERNAL:SSL,SETTINGS:SASL_SSL",
                "listener.name.settings.sasl.enabled.mechanisms=PLAIN",
                "listener.name.settings.plain.connections.max.reauth.ms=2000",
                "listener.name.settings.plain.sasl.jaas.config=" + MODULE
                        + " required user_carol=\"carol;secret\" user_decoy=\"left-about\";",
                "honeytoken.users=decoy");
        ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, QuickstartProcess.TOPIC, PatternType.LITERAL);
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.createAcls(List.of(rule(topic, AclOperation.READ), rule(topic, AclOperation.WRITE)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static AclBinding rule(ResourcePattern resource, AclOperation operation) {
        return new AclBinding(resource, new AccessControlEntry("User:*", "*", operation, AclPermissionType.ALLOW));
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    private Properties plain(int port, String user, String password) {
        Properties client = servers.administrator();
        client.put("bootstrap.servers", "localhost:" + port);
        client.put("sasl.mechanism", "PLAIN");
        client.put("sasl.jaas.config", MODULE + " required username=\"" + user + "\" password=\"" + password + "\";");
        return client;
    }

    private String administratorsPassword() {
        return servers.administrator().getProperty("sasl.jaas.config").replaceAll(".*password=\"([^\"]*)\".*", "$1");
    }

    @Test
    void javaLogsInByPlainWithThePasswordThatItHasForScram() {
        try (Canary canary = new Canary(plain(servers.made().port(), "admin", administratorsPassword()))) {
            canary.sings();
        }
    }

    @Test
    void javaLogsInAsAUserOfTheSettingsWhereTheSettingsNameUsers() {
        try (Canary canary = new Canary(plain(settingsPort, "carol", "carol;secret"))) {
            canary.sings();
        }
        assertThatThrownBy(() -> ask(plain(settingsPort, "admin", administratorsPassword())))
                .as("users of ZooKeeper are no users there")
                .hasRootCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void aWrongPasswordAndAnUnknownUserHearTheSame() {
        for (String user : List.of("admin", "nobody")) {
            assertThatThrownBy(() -> ask(plain(servers.made().port(), user, "wrong")))
                    .rootCause()
                    .isInstanceOf(SaslAuthenticationException.class)
                    .hasMessageMatching(
                            "Authentication failed: Invalid username or password \\(diagnostic id [0-9A-Za-z_-]+\\)");
        }
    }

    /** As an unknown user, and somebody hears of it. */
    @Test
    void theRightPasswordOfAHoneytokenIsRefusedAndRaisesAnAlarm() throws IOException {
        assertThatThrownBy(() -> ask(plain(settingsPort, "decoy", "left-about")))
                .rootCause()
                .isInstanceOf(SaslAuthenticationException.class)
                .hasMessageMatching(
                        "Authentication failed: Invalid username or password \\(diagnostic id [0-9A-Za-z_-]+\\)");

        assertThat(servers.log().lines())
                .anyMatch(line -> line.contains("event=\"honeytoken\" outcome=\"refused\" listener=\"SETTINGS\""))
                .anyMatch(line -> line.contains(" ERROR HoneytokenAlarms ") && line.contains("user=\"decoy\""));
        assertThat(servers.log()).doesNotContain("left-about");
    }

    private Properties withToken(DelegationToken token, String mechanism) {
        Properties client = servers.administrator();
        client.put("sasl.mechanism", mechanism);
        client.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                        + token.tokenInfo().tokenId() + "\" password=\"" + token.hmacAsBase64String()
                        + "\" tokenauth=\"true\";");
        return client;
    }

    private static DelegationToken create(Admin admin) throws Exception {
        return admin.createDelegationToken().delegationToken().get(60, TimeUnit.SECONDS);
    }

    private static List<String> tokens(Admin admin) throws Exception {
        return admin.describeDelegationToken().delegationTokens().get(60, TimeUnit.SECONDS).stream()
                .map(token -> token.tokenInfo().tokenId())
                .toList();
    }

    /** CONFORMANCE DTK-11, DTK-19, DTK-25, attack 123. */
    @Test
    void aDelegationTokenLogsInAsItsOwnerUntilItIsRemoved() throws Exception {
        try (Admin admin = Admin.create(servers.administrator())) {
            DelegationToken token = create(admin);
            assertThat(tokens(admin)).contains(token.tokenInfo().tokenId());
            for (String mechanism : List.of("SCRAM-SHA-256", "SCRAM-SHA-512")) {
                try (Canary canary = new Canary(withToken(token, mechanism))) {
                    canary.sings();
                }
            }
            Properties holder = withToken(token, "SCRAM-SHA-512");
            try (Admin client = Admin.create(holder)) {
                assertThatThrownBy(() -> create(client)).hasCauseInstanceOf(UnsupportedByAuthenticationException.class);

                admin.expireDelegationToken(token.hmac()).expiryTimestamp().get(60, TimeUnit.SECONDS);

                assertThatThrownBy(() -> client.listTopics().names().get(60, TimeUnit.SECONDS))
                        .as("its session has ended, and it does not get in again")
                        .hasRootCauseInstanceOf(SaslAuthenticationException.class);
            }
            assertThat(tokens(admin)).doesNotContain(token.tokenInfo().tokenId());
            assertThat(servers.log())
                    .contains(
                            "event=\"session\" outcome=\"ended\" reason=\"credential-withdrawn\" principal=\"User:admin\"")
                    .doesNotContain(token.hmacAsBase64String(), TOKEN_SECRET);
        }
    }

    /** CONFORMANCE DTK-15, DTK-20. */
    @Test
    void aTokenThatIsOverIsRemoved() throws Exception {
        try (Admin admin = Admin.create(servers.administrator())) {
            DelegationToken token = create(admin);
            admin.expireDelegationToken(token.hmac(), new ExpireDelegationTokenOptions().expiryTimePeriodMs(1))
                    .expiryTimestamp()
                    .get(60, TimeUnit.SECONDS);

            assertThatThrownBy(() -> ask(withToken(token, "SCRAM-SHA-256")))
                    .hasRootCauseInstanceOf(SaslAuthenticationException.class);
            String gone = "event=\"token\" outcome=\"expired\" token=\""
                    + token.tokenInfo().tokenId();
            StrangersIT.await("the controller removes it", () -> servers.log().contains(gone));
        }
    }

    private static void ask(Properties client) throws Exception {
        client.put("request.timeout.ms", "20000");
        client.put("default.api.timeout.ms", "20000");
        try (Admin admin = Admin.create(client)) {
            admin.describeCluster().nodes().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void kcatLogsInByPlain() {
        Counterpart.require(KCAT, "kcat");

        Counterpart.Outcome right = kcat(administratorsPassword());
        Counterpart.Outcome wrong = kcat("wrong");

        assertThat(right.output()).contains("topic \"" + QuickstartProcess.TOPIC + "\"");
        assertThat(wrong.output()).contains("Invalid username or password").doesNotContain("topic \"");
    }

    private Counterpart.Outcome kcat(String password) {
        List<String> command = new ArrayList<>(
                List.of(KCAT, "-b", "localhost:" + servers.made().port(), "-L", "-m", "5"));
        for (String setting : Arrays.asList(
                "security.protocol=SASL_SSL",
                "ssl.ca.location=" + servers.made().authority(),
                "sasl.mechanisms=PLAIN",
                "sasl.username=admin",
                "sasl.password=" + password)) {
            command.addAll(List.of("-X", setting));
        }
        return Counterpart.run("", command);
    }

    @Test
    void kafkaPythonLogsInByPlain() {
        Counterpart.require(PYTHON, "python3-kafka");
        Counterpart.requireFile(KAFKA_PYTHON, "python3-kafka");
        String script = """
                import sys
                from kafka import KafkaProducer
                server, ca, password, topic = sys.argv[1:]
                producer = KafkaProducer(bootstrap_servers=server, security_protocol='SASL_SSL', ssl_cafile=ca,
                                         sasl_mechanism='PLAIN', sasl_plain_username='admin',
                                         sasl_plain_password=password, acks='all')
                print('offset', producer.send(topic, b'python').get(timeout=20).offset)
                """;

        Counterpart.Outcome outcome = Counterpart.run(
                "",
                List.of(
                        PYTHON,
                        "-c",
                        script,
                        "localhost:" + servers.made().port(),
                        servers.made().authority().toString(),
                        administratorsPassword(),
                        QuickstartProcess.TOPIC));

        assertThat(outcome.output()).contains("offset ");
    }

    /** KIP-368, CONFORMANCE RAU-03 and RAU-08. */
    @Test
    void aProducerProvesItselfAgainAndAgainOnTheSameConnections() throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                plain(settingsPort, "carol", "carol;secret"), new StringSerializer(), new StringSerializer())) {
            Instant end = Instant.now().plusSeconds(30);
            while (metric(producer, "successful-reauthentication-total") < 2) {
                assertThat(Instant.now()).as("two re-authentications").isBefore(end);
                var unused = producer.send(new ProducerRecord<>(QuickstartProcess.TOPIC, "still here"))
                        .get(20, TimeUnit.SECONDS);
            }
            assertThat(metric(producer, "failed-reauthentication-total")).isZero();
            assertThat(metric(producer, "connection-close-total"))
                    .as("but the one to the bootstrap address")
                    .isLessThanOrEqualTo(1);
        }
    }

    static double metric(KafkaProducer<?, ?> producer, String name) {
        return producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(name)
                        && metric.getKey().group().equals("producer-metrics"))
                .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
                .sum();
    }

    /** PEERS B13: a session ends with its user, and nobody else's does. */
    @Test
    void whoeverLosesItsPasswordIsSentAwayWhateverMechanismItUsed() throws Exception {
        Properties scram = servers.administrator();
        scram.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"dave\" password=\"first-secret\";");
        try (Admin admin = Admin.create(servers.administrator());
                Canary other = new Canary(plain(settingsPort, "carol", "carol;secret"))) {
            setPassword(admin, "dave", "first-secret");
            try (Canary byScram = new Canary(scram);
                    Canary byPlain = new Canary(plain(servers.made().port(), "dave", "first-secret"))) {
                byScram.sings();
                byPlain.sings();
                long before = ended("dave");

                setPassword(admin, "dave", "second-secret");

                StrangersIT.await("both are sent away", () -> ended("dave") >= before + 2);
            }
            assertThatThrownBy(() -> ask(scram)).hasRootCauseInstanceOf(SaslAuthenticationException.class);
            ask(plain(servers.made().port(), "dave", "second-secret"));
            other.sings();
            assertThat(ended("carol") + ended("admin")).isZero();
        }
    }

    private static void setPassword(Admin admin, String user, String password) throws Exception {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                .all()
                .get(60, TimeUnit.SECONDS);
    }

    /** How many sessions of a user the audit trail has seen ended. */
    private long ended(String user) throws IOException {
        return servers.log()
                .lines()
                .filter(line -> line.contains("credential-withdrawn") && line.contains("User:" + user))
                .count();
    }

    @Test
    void noPasswordGetsIntoTheLog() throws Exception {
        ask(plain(settingsPort, "carol", "carol;secret"));

        assertThat(servers.log()).doesNotContain("carol;secret").doesNotContain(administratorsPassword());
    }
}
