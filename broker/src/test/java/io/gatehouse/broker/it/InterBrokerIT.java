package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two brokers that log in to each other, whose listener for each other has SASL_SSL and asks for no certificates (CONFORMANCE
 * CFG-053, JAA-02, JAA-09, PLN-03, MEC-05, RAU rows).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InterBrokerIT {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String BEARER = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";
    private static final String PASSWORD = "between-us-brokers";
    private static final String ALL = "SCRAM-SHA-512,SCRAM-SHA-256,PLAIN";

    private final int secondPort = QuickstartProcess.freePorts();
    private SeparateServers servers;
    private Path folder = Path.of("");

    @BeforeAll
    void aClusterThatKnowsItsBrokersPassword(@TempDir Path temporary) throws Exception {
        folder = temporary;
        servers = SeparateServers.prepare(temporary.resolve("quickstart"));
        servers.startBroker();
        setPassword(PASSWORD);
        servers.stop();
    }

    @AfterAll
    void stopAll() {
        servers.close();
    }

    @AfterEach
    void stopBrokers() {
        servers.stopSecond();
        servers.stop();
    }

    private void setPassword(String password) throws Exception {
        List<org.apache.kafka.clients.admin.UserScramCredentialAlteration> both = new ArrayList<>();
        for (ScramMechanism mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
            both.add(new UserScramCredentialUpsertion("broker", new ScramCredentialInfo(mechanism, 4096), password));
        }
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.alterUserScramCredentials(both).all().get(60, TimeUnit.SECONDS);
        }
    }

    private static String user(String module, String password) {
        return module + " required username=\"broker\" password=\"" + password + "\";";
    }

    private List<String> settings(int id, int port, String mechanism, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "broker.id=" + id,
                "listeners=SASL_SSL://localhost:" + port + ",INTERNAL://localhost:" + (port + 1),
                "listener.security.protocol.map=SASL_SSL:SASL_SSL,INTERNAL:SASL_SSL",
                "listener.name.internal.ssl.client.auth=none",
                "listener.name.internal.sasl.enabled.mechanisms=" + ALL,
                "sasl.mechanism.inter.broker.protocol=" + mechanism,
                "super.users=User:admin;User:broker"));
        settings.addAll(List.of(more));
        return settings;
    }

    private static String line(String mechanism, String password) {
        return "listener.name.internal." + mechanism.toLowerCase(java.util.Locale.ROOT) + ".sasl.jaas.config="
                + user(mechanism.equals("PLAIN") ? PLAIN : SCRAM, password);
    }

    private void first(String mechanism, String... more) throws IOException {
        servers.startBroker(List.of(), settings(0, servers.made().port(), mechanism, more));
    }

    private void second(String mechanism, String... more) throws IOException {
        servers.startSecond(secondPort, List.of(), settings(1, secondPort, mechanism, more));
    }

    private Properties at(int port) {
        Properties client = servers.administrator();
        client.put("bootstrap.servers", "localhost:" + port);
        client.put("request.timeout.ms", "20000");
        client.put("default.api.timeout.ms", "20000");
        return client;
    }

    /** Whichever of them is the controller: each has to hear of the other, and of a topic that both lead a part of. */
    private void bothWorkTogether(String topic) throws Exception {
        try (Admin admin = Admin.create(at(servers.made().port()))) {
            StrangersIT.await("both are alive", () -> nodes(admin).equals(List.of(0, 1)));
            admin.createTopics(List.of(new NewTopic(topic, Map.of(0, List.of(0), 1, List.of(1)))))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        for (int port : List.of(servers.made().port(), secondPort)) {
            try (Admin admin = Admin.create(at(port))) {
                StrangersIT.await(
                        "both are known at " + port, () -> nodes(admin).equals(List.of(0, 1)));
                StrangersIT.await(
                        "the topic is known at " + port, () -> names(admin).contains(topic));
            }
        }
    }

    private static List<Integer> nodes(Admin admin) {
        try {
            return admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).stream()
                    .map(Node::id)
                    .sorted()
                    .toList();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(Admin admin) {
        try {
            return List.copyOf(admin.listTopics().names().get(30, TimeUnit.SECONDS));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(String words, String log) {
        return Pattern.compile(words, Pattern.LITERAL).matcher(log).results().count();
    }

    @Test
    void byScramSha512() throws Exception {
        first("SCRAM-SHA-512", line("SCRAM-SHA-512", PASSWORD));
        second("SCRAM-SHA-512", line("SCRAM-SHA-512", PASSWORD));

        bothWorkTogether("scram");

        assertThat(servers.log() + servers.secondLog()).doesNotContain(PASSWORD);
    }

    @Test
    void byPlainWithTheUsersOfTheLoginFile() throws Exception {
        Path file = folder.resolve("jaas.conf");
        Files.writeString(
                file,
                "KafkaServer { " + PLAIN + " required username=\"broker\" password=\"" + PASSWORD + "\" user_broker=\""
                        + PASSWORD + "\"; };");
        assertThat(file.toFile().setReadable(false, false) && file.toFile().setReadable(true, true))
                .isTrue();
        List<String> options = List.of("-Djava.security.auth.login.config=" + file);

        servers.startBroker(options, settings(0, servers.made().port(), "PLAIN"));
        servers.startSecond(secondPort, options, settings(1, secondPort, "PLAIN"));

        bothWorkTogether("plain");
    }

    /** MEC-05: each side only needs the other's mechanism. */
    @Test
    void byAMechanismOfEachOnesOwn() throws Exception {
        first(
                "SCRAM-SHA-256",
                line("SCRAM-SHA-256", PASSWORD),
                "listener.name.internal.sasl.enabled.mechanisms=SCRAM-SHA-256,PLAIN");
        second("PLAIN", line("PLAIN", PASSWORD), "listener.name.internal.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256");

        bothWorkTogether("mixed");
    }

    /** GSS rows, as a client: each knows the other's principal, which is the same here, by what it is told of its address. */
    @Test
    void byKerberosTickets(@TempDir Path temporary) throws Exception {
        KerbyKdc kdc = new KerbyKdc(temporary);
        try {
            List<String> options = List.of("-Djava.security.krb5.conf=" + kdc.settings());
            String service = KerberosBroker.SERVICE;
            String[] more = {
                "listener.name.internal.sasl.enabled.mechanisms=GSSAPI",
                "listener.name.internal.gssapi.sasl.jaas.config=" + Kdc.brokersLine(kdc.principal(service), service),
                "sasl.kerberos.service.name=kafka",
                "super.users=User:admin;User:kafka"
            };
            servers.startBroker(options, settings(0, servers.made().port(), "GSSAPI", more));
            servers.startSecond(secondPort, options, settings(1, secondPort, "GSSAPI", more));

            bothWorkTogether("tickets");
        } finally {
            kdc.close();
        }
        assertThat(servers.log()).contains("mechanism=\"GSSAPI\"").contains("detail=\"kafka/localhost@HOME.ORG\"");
    }

    /** OAU-18, as a client of a real token endpoint. */
    @Test
    void byAnIdentityProvidersTokens() throws Exception {
        try (IdentityProvider provider = new IdentityProvider(
                QuickstartProcess.freePorts(), servers.made().signer())) {
            List<String> options = List.of("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + provider.keysUrl()
                    + "," + provider.tokenUrl());
            String[] more = {
                "listener.name.internal.sasl.enabled.mechanisms=OAUTHBEARER",
                "listener.name.internal.oauthbearer.sasl.jaas.config=" + BEARER + " required " + provider.credentials()
                        + " ssl.truststore.type=\"PEM\" ssl.truststore.location=\""
                        + servers.made().authority() + "\";",
                "sasl.oauthbearer.jwks.endpoint.url=" + provider.keysUrl(),
                "sasl.oauthbearer.token.endpoint.url=" + provider.tokenUrl(),
                "sasl.oauthbearer.broker.name=" + provider.client(),
                "sasl.oauthbearer.expected.issuer=" + provider.issuer(),
                "sasl.oauthbearer.expected.audience=" + IdentityProvider.AUDIENCE,
                "allow.super.users.by.token=true",
                "super.users=User:admin;User:" + provider.client()
            };
            servers.startBroker(options, settings(0, servers.made().port(), "OAUTHBEARER", more));
            servers.startSecond(secondPort, options, settings(1, secondPort, "OAUTHBEARER", more));

            bothWorkTogether("bearers");

            String log = servers.log() + servers.secondLog();
            assertThat(log).contains("principal=\"User:" + provider.client() + "\" mechanism=\"OAUTHBEARER\"");
            assertThat(provider.issued()).isNotEmpty().noneMatch(log::contains);
        }
    }

    @Test
    void aWrongPasswordStopsTheStartWithAReason() throws Exception {
        first("SCRAM-SHA-512", line("SCRAM-SHA-512", PASSWORD));

        assertThatThrownBy(() -> second("SCRAM-SHA-512", line("SCRAM-SHA-512", "not-the-password")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "this broker cannot log in to others by SCRAM-SHA-512 as user broker: wrong-password");
        assertThat(servers.secondLog()).doesNotContain("not-the-password");
    }

    /** The other broker's listener is of another mind than ZooKeeper: only it can say so. */
    @Test
    void aBrokerThatIsRefusedSaysWhereByWhatAndWhatToDoAndOnce() throws Exception {
        first(
                "PLAIN",
                "listener.name.internal.plain.sasl.jaas.config=" + PLAIN
                        + " required username=\"broker\" password=\"another\" user_broker=\"another\";");
        try (Admin admin = Admin.create(at(servers.made().port()))) {
            assertThat(nodes(admin)).containsExactly(0);
        }

        second("PLAIN", line("PLAIN", PASSWORD));
        StrangersIT.await(
                "it tries again and again", () -> count("reason=\"wrong-password\"", servers.secondLog()) > 2);

        String log = servers.log();
        assertThat(count("this broker cannot log in to another", log)).isEqualTo(1);
        assertThat(log)
                .contains("peer=\"localhost:" + (secondPort + 1) + "\" mechanism=\"PLAIN\" user=\"broker\"")
                .contains("Invalid username or password (diagnostic id ")
                .doesNotContain("another\";");
    }

    /** KIP-368 between brokers, and a password that changes while they run. */
    @Test
    void sessionsAreRenewedAndEndWithThePassword() throws Exception {
        String lifetime = "listener.name.internal.scram-sha-512.connections.max.reauth.ms=1000";
        first("SCRAM-SHA-512", line("SCRAM-SHA-512", PASSWORD), lifetime);
        second("SCRAM-SHA-512", line("SCRAM-SHA-512", PASSWORD), lifetime);
        bothWorkTogether("renewed");
        StrangersIT.await(
                "sessions are renewed",
                () -> servers.log().contains("event=\"re-authentication\" outcome=\"accepted\""));

        setPassword("changed");
        try (Admin admin = Admin.create(at(servers.made().port()))) {
            var unused = admin.createTopics(List.of(new NewTopic("unheard", Map.of(0, List.of(0), 1, List.of(1)))));
            StrangersIT.await(
                    "a broker is refused",
                    () -> (servers.log() + servers.secondLog()).contains("this broker cannot log in to another"));
        } finally {
            setPassword(PASSWORD);
        }
        bothWorkTogether("after");
        assertThat(servers.log() + servers.secondLog()).contains("another broker lets this one in again");
    }
}
