package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that nobody changed log in with tokens of an identity provider (CONFORMANCE OAU rows). In order, since the provider
 * changes its keys and goes away.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OauthIT {
    private static final String KCAT = "/usr/bin/kcat";
    private static final String PYTHON = "/usr/bin/python3";
    private static final String KAFKA_PYTHON = "/usr/lib/python3/dist-packages/kafka/__init__.py";
    private static final String PACKAGE = "org.apache.kafka.common.security.oauthbearer.";
    private static final String MODULE = PACKAGE + "OAuthBearerLoginModule";
    private static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private final int ports = QuickstartProcess.freePorts();
    private final int devPort = ports + 1;
    private SeparateServers servers;
    private IdentityProvider provider;

    @BeforeAll
    void aBrokerAndAProvider(@TempDir Path temporary) throws Exception {
        servers = SeparateServers.prepare(temporary.resolve("quickstart"));
        provider = new IdentityProvider(ports, servers.made().signer());
        System.setProperty(ALLOWED, provider.tokenUrl()); // OAU-21: the client in this process asks for it.
        startBroker();
        ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, QuickstartProcess.TOPIC, PatternType.LITERAL);
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.createAcls(List.of(
                            rule(topic, AclOperation.READ, "User:orders"),
                            rule(topic, AclOperation.WRITE, "User:orders"),
                            rule(topic, AclOperation.READ, "Group:shop"),
                            rule(topic, AclOperation.WRITE, "Group:shop"),
                            rule(topic, AclOperation.WRITE, "Group:read-only", AclPermissionType.DENY)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private void startBroker() throws IOException {
        String trust = "ssl.truststore.type=\"PEM\" ssl.truststore.location=\""
                + servers.made().authority() + "\"";
        servers.startBroker(
                List.of("-D" + ALLOWED + "=" + provider.keysUrl()),
                List.of(
                        "sasl.enabled.mechanisms=SCRAM-SHA-512,OAUTHBEARER",
                        "listeners=SASL_SSL://localhost:" + servers.made().port() + ",INTERNAL://localhost:"
                                + servers.made().brokerPort() + ",DEV://localhost:" + devPort,
                        "listener.security.protocol.map=SASL_SSL:SASL_SSL,INTERNAL:SSL,DEV:SASL_SSL",
                        "sasl.oauthbearer.jwks.endpoint.url=" + provider.keysUrl(),
                        "sasl.oauthbearer.expected.issuer=" + provider.issuer(),
                        "sasl.oauthbearer.expected.audience=" + IdentityProvider.AUDIENCE,
                        "sasl.oauthbearer.clock.skew.seconds=1",
                        "sasl.oauthbearer.groups.claim.name=groups",
                        "listener.name.sasl_ssl.oauthbearer.sasl.server.callback.handler.class=" + PACKAGE
                                + "OAuthBearerValidatorCallbackHandler",
                        "listener.name.sasl_ssl.oauthbearer.sasl.jaas.config=" + MODULE + " required " + trust + ";",
                        "listener.name.dev.sasl.enabled.mechanisms=OAUTHBEARER",
                        "listener.name.dev.oauthbearer.sasl.server.callback.handler.class=" + PACKAGE
                                + "internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler",
                        "listener.name.dev.oauthbearer.sasl.jaas.config=" + MODULE + " required;",
                        "allow.unsecured.tokens=true"));
    }

    private static AclBinding rule(ResourcePattern resource, AclOperation operation, String principal) {
        return rule(resource, operation, principal, AclPermissionType.ALLOW);
    }

    private static AclBinding rule(
            ResourcePattern resource, AclOperation operation, String principal, AclPermissionType permission) {
        return new AclBinding(resource, new AccessControlEntry(principal, "*", operation, permission));
    }

    @AfterAll
    void stop() {
        System.clearProperty(ALLOWED);
        servers.close();
        provider.close();
    }

    /** As docs/OAUTH.md has it. */
    private Properties byTokenEndpoint() {
        Properties client = servers.administrator();
        client.put("sasl.mechanism", "OAUTHBEARER");
        client.put("sasl.oauthbearer.token.endpoint.url", provider.tokenUrl());
        client.put("sasl.login.callback.handler.class", PACKAGE + "OAuthBearerLoginCallbackHandler");
        client.put(
                "sasl.jaas.config",
                MODULE + " required " + provider.credentials() + " ssl.truststore.type=\"PEM\""
                        + " ssl.truststore.location=\"" + servers.made().authority() + "\";");
        return client;
    }

    private Properties byToken(String token) {
        Properties client = servers.administrator();
        client.put("sasl.mechanism", "OAUTHBEARER");
        client.put("sasl.login.callback.handler.class", GivenToken.class.getName());
        client.put("sasl.jaas.config", MODULE + " required token=\"" + token + "\";");
        return client;
    }

    private static void ask(Properties client) throws Exception {
        client.put("request.timeout.ms", "20000");
        client.put("default.api.timeout.ms", "20000");
        try (Admin admin = Admin.create(client)) {
            admin.describeCluster().nodes().get(30, TimeUnit.SECONDS);
        }
    }

    /** PEERS C8. */
    @Test
    void aGroupInTheTokenGivesAndTakesRights() {
        try (Canary canary = new Canary(byToken(provider.tokenOfMember("billing", "shop", "others")))) {
            canary.sings();
        }
        for (String[] groups : List.of(new String[] {"others"}, new String[] {"shop", "read-only"})) {
            assertThatThrownBy(() -> write(byToken(provider.tokenOfMember("billing", groups))))
                    .hasRootCauseInstanceOf(AuthorizationException.class);
        }
    }

    private static void write(Properties client) throws Exception {
        try (KafkaProducer<Integer, Integer> producer =
                new KafkaProducer<>(client, new IntegerSerializer(), new IntegerSerializer())) {
            producer.send(new ProducerRecord<>(QuickstartProcess.TOPIC, 1)).get(30, TimeUnit.SECONDS);
        }
    }

    /** The reason that the audit has under the id that the client was told. */
    private String refused(Properties client) throws Exception {
        try {
            ask(client);
            return "let in";
        } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e).hasRootCauseInstanceOf(SaslAuthenticationException.class);
            Matcher told = Pattern.compile("^(.*) \\(diagnostic id ([0-9a-z]+)\\)$")
                    .matcher(String.valueOf(e.getCause().getMessage()));
            assertThat(told.matches()).as(e.getCause().getMessage()).isTrue();
            return told.group(1) + " " + line(told.group(2)).replaceAll(".*reason=\"?([a-z-]+)\"?.*", "$1");
        }
    }

    private String line(String id) throws IOException {
        return servers.log()
                .lines()
                .filter(line -> line.contains(id))
                .findFirst()
                .orElse("no such line");
    }

    private long count(String... parts) throws IOException {
        return servers.log()
                .lines()
                .filter(line -> List.of(parts).stream().allMatch(line::contains))
                .count();
    }

    /** OAU-08, OAU-16, OAU-19. */
    @Test
    @Order(1)
    void javaLogsInWithATokenOfTheEndpoint() throws Exception {
        try (Canary canary = new Canary(byTokenEndpoint())) {
            canary.sings();
        }
        assertThat(count("accepted", "User:orders", "token-sha256=")).isPositive();
    }

    /** OAU-02, PEERS B1: the client hears the status and an id, the operator reads the reason under the id. */
    @Test
    @Order(1)
    void aBadTokenIsToldByItsStatusAndAudited() throws Exception {
        String status = "{\"status\":\"invalid_token\"} ";

        assertThat(refused(byToken(provider.token("orders", "others")))).isEqualTo(status + "wrong-audience");
        assertThat(refused(byToken(provider.token("User:admin", IdentityProvider.AUDIENCE))))
                .isEqualTo(status + "malformed-subject");
        assertThat(refused(byToken(provider.token("admin", IdentityProvider.AUDIENCE))))
                .isEqualTo(status + "privileged-subject");
        assertThat(refused(byToken(provider.forged("orders", "key-1")))).isEqualTo(status + "wrong-signature");
        assertThat(refused(byToken(provider.forged("orders", "key-of-nobody")))).isEqualTo(status + "unknown-key");
        assertThat(refused(byToken("x.y"))).isEqualTo(status + "not-a-signed-token");
        assertThat(servers.log()).contains("aud 'others' (expected: 'gatehouse')");
    }

    /** Attack 102: whoever waits for the provider is waited for by nobody. */
    @Test
    @Order(2)
    void aProviderThatDoesNotAnswerHoldsUpNobodyElse() throws Exception {
        provider.hold();
        List<Thread> forgers = new ArrayList<>();
        String token = provider.forged("orders", "key-of-nobody");
        int asked = provider.keysAsked();
        for (int i = 0; i < 40; i++) {
            Thread forger = new Thread(() -> {
                try {
                    ask(byToken(token));
                } catch (Exception e) {
                    // It is refused, or hung up on; when is not the question.
                }
            });
            forger.start();
            forgers.add(forger);
        }
        StrangersIT.await("the provider is asked", () -> provider.keysAsked() > asked);

        for (int i = 0; i < 3; i++) {
            ask(servers.administrator());
            ask(byToken(provider.token("orders", IdentityProvider.AUDIENCE)));
        }

        assertThat(provider.keysAsked()).as("one fetch at a time").isLessThanOrEqualTo(asked + 3);
        provider.release();
        for (Thread forger : forgers) {
            forger.join();
        }
    }

    /** OAU-08, attack 103. */
    @Test
    @Order(3)
    void aNewKeyIsKnownWhenTheFirstTokenHasIt() throws Exception {
        String old = provider.token("orders", IdentityProvider.AUDIENCE);
        ask(byToken(old));

        provider.rotate();
        ask(byTokenEndpoint());

        assertThat(refused(byToken(old))).endsWith("unknown-key");
    }

    /** KIP-368: the client gets a new token and proves itself again before the old one is over. */
    @Test
    @Order(4)
    void aProducerStaysConnectedWhileItsTokensChange() throws Exception {
        provider.lifetime(Duration.ofSeconds(6));
        Properties client = byTokenEndpoint();
        client.put("sasl.login.refresh.min.period.seconds", "1");
        client.put("sasl.login.refresh.buffer.seconds", "1");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            Instant end = Instant.now().plusSeconds(60);
            while (MechanismsIT.metric(producer, "successful-reauthentication-total") < 2) {
                assertThat(Instant.now()).as("two re-authentications").isBefore(end);
                var unused = producer.send(new ProducerRecord<>(QuickstartProcess.TOPIC, "still here"))
                        .get(20, TimeUnit.SECONDS);
            }
            assertThat(MechanismsIT.metric(producer, "failed-reauthentication-total"))
                    .isZero();
        } finally {
            provider.lifetime(Duration.ofMinutes(5));
        }
    }

    /** Attack 107: kafka-python does not prove itself again; its session ends with the token, and the token with it. */
    @Test
    @Order(5)
    void kafkaPythonLogsInAndIsSentAwayWhenItsTokenIsOver() throws Exception {
        Counterpart.require(PYTHON, "python3-kafka");
        Counterpart.requireFile(KAFKA_PYTHON, "python3-kafka");
        String script = """
                import sys, time
                from kafka import KafkaProducer
                from kafka.oauth.abstract import AbstractTokenProvider
                server, ca, token, topic = sys.argv[1:]
                class Given(AbstractTokenProvider):
                    def token(self):
                        return token
                def connect():
                    return KafkaProducer(bootstrap_servers=server, security_protocol='SASL_SSL', ssl_cafile=ca,
                                         sasl_mechanism='OAUTHBEARER', sasl_oauth_token_provider=Given(), acks='all',
                                         retries=0, request_timeout_ms=5000, max_block_ms=5000)
                producer = connect()
                print('offset', producer.send(topic, b'python').get(timeout=20).offset)
                time.sleep(7)
                try:
                    print('after', producer.send(topic, b'python').get(timeout=20).offset)
                except Exception as e:
                    print('sent away', type(e).__name__)
                try:
                    connect()
                    print('after all')
                except Exception as e:
                    print('refused', type(e).__name__)
                """;
        provider.lifetime(Duration.ofSeconds(6));
        String token = provider.token("orders", IdentityProvider.AUDIENCE);
        provider.lifetime(Duration.ofMinutes(5));

        Counterpart.Outcome outcome = Counterpart.run(
                "",
                List.of(
                        PYTHON,
                        "-c",
                        script,
                        "localhost:" + servers.made().port(),
                        servers.made().authority().toString(),
                        token,
                        QuickstartProcess.TOPIC));

        assertThat(outcome.output())
                .contains("offset ")
                .contains("sent away")
                .contains("refused")
                .doesNotContain("after");
        assertThat(count("session-expired")).isPositive();
        assertThat(count("token-expired"))
                .as("told though it hung up at the status")
                .isPositive();
    }

    /** OAU-04, OAU-06, OAU-26: Debian's librdkafka knows no token endpoint, only tokens that nobody signed. */
    @Test
    @Order(5)
    void kcatsUnsignedTokensGetInOnlyWhereTheyAreAllowed() {
        Counterpart.require(KCAT, "kcat");

        assertThat(kcat(devPort)).contains("topic \"" + QuickstartProcess.TOPIC + "\"");
        assertThat(kcat(servers.made().port())).contains("invalid_token").doesNotContain("topic \"");
    }

    private String kcat(int port) {
        List<String> command = new ArrayList<>(List.of(KCAT, "-b", "localhost:" + port, "-L", "-m", "5"));
        for (String setting : List.of(
                "security.protocol=SASL_SSL",
                "ssl.ca.location=" + servers.made().authority(),
                "sasl.mechanisms=OAUTHBEARER",
                "enable.sasl.oauthbearer.unsecure.jwt=true",
                "sasl.oauthbearer.config=principal=orders extension_traceId=7")) {
            command.addAll(List.of("-X", setting));
        }
        return Counterpart.run("", command).output();
    }

    /** PEERS B2, attack 102. */
    @Test
    @Order(6)
    void theBrokerStartsWhileTheProviderIsAway() throws Exception {
        String token = provider.token("orders", IdentityProvider.AUDIENCE);
        servers.stop();
        provider.stop();

        startBroker();
        ask(byToken(token));
        assertThat(count("identity provider away")).isPositive();

        provider.rotate();
        provider.resume();
        ask(byTokenEndpoint());
        assertThat(count("keys of the identity provider", "key-")).isPositive();
    }

    /** OAU-08: the first start of all needs the provider. */
    @Test
    @Order(7)
    void withoutACopyTheBrokerDoesNotStartWhileTheProviderIsAway() throws Exception {
        servers.stop();
        provider.stop();
        Path copy;
        try (var files = Files.walk(servers.made().folder())) {
            copy = files.filter(file -> file.endsWith("oauth-keys-sasl_ssl.json"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] kept = Files.readAllBytes(copy);
        Files.delete(copy);

        assertThatThrownBy(this::startBroker)
                .hasMessageContaining(provider.keysUrl() + " gives no keys: it cannot be asked: ConnectException")
                .hasMessageContaining("there is no earlier copy");

        assertThat(new String(kept, java.nio.charset.StandardCharsets.UTF_8)).doesNotContain("\"d\"");
        provider.resume();
        startBroker();
        ask(byTokenEndpoint());
    }

    /** OAU-24, attack 110: neither a token nor what could be made into one is ever written down. */
    @Test
    @Order(8)
    void noTokenGetsIntoTheLog() throws Exception {
        String log = servers.log();

        assertThat(provider.issued()).hasSizeGreaterThan(10);
        for (String token : provider.issued()) {
            for (String part : token.split("\\.", -1)) {
                assertThat(log).doesNotContain(part.substring(0, 30));
            }
        }
        assertThat(log).doesNotContain("orders-client-secret");
    }
}
