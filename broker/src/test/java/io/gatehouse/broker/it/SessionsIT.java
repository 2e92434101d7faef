package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.broker.it.Administrators.Outcome;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** PEERS B12, B13: who is connected, ended at will, over the admin endpoint of a running broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionsIT {
    private static final String PASSWORD = "for-the-test";
    private static final int CROWD = 1000;
    private static final String SESSIONS = "sessions";
    private static final String BLOCK = "block";
    private static final String CREDENTIALS = "credentials";

    private final int adminPort = QuickstartProcess.freePorts();
    private Path folder;
    private SeparateServers servers;
    private Intruder intruder;

    @BeforeAll
    void aBrokerWithAnAdminEndpoint(@TempDir Path temporary) throws Exception {
        folder = temporary.resolve("quickstart");
        servers = SeparateServers.prepare(folder);
        intruder = new Intruder(servers.made());
        servers.startBroker(
                "sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN", "admin.listener=https://localhost:" + adminPort);
        Administrators people = new Administrators(folder, servers.made(), "localhost:" + adminPort);
        people.certify("stranger");
        try (Admin admin = Admin.create(servers.administrator())) {
            people.appoint(admin, "operator", AclOperation.DESCRIBE, AclOperation.ALTER);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "other", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    private Outcome operator(String tool, String... arguments) {
        return run("operator", "localhost:" + adminPort, tool, arguments);
    }

    private Outcome run(String who, String brokers, String tool, String... arguments) {
        return new Administrators(folder, servers.made(), brokers).run(who, tool, arguments);
    }

    private Properties application() {
        return servers.made().application();
    }

    @Test
    void theListShowsAJavaClientWithItsSoftware() throws Exception {
        try (Canary canary = new Canary(application())) {
            canary.sings();

            Outcome json = operator(SESSIONS, "list", "--principal", "app", "--json");

            assertThat(json.code()).as(json.err()).isZero();
            JsonNode broker = json.json().get(0);
            assertThat(broker.path("total").asInt()).isPositive();
            JsonNode session = broker.path("sessions").get(0);
            assertThat(session.path("software").path("name").asText()).isEqualTo("apache-kafka-java");
            assertThat(session.path("mechanism").asText()).isEqualTo("SCRAM-SHA-512");
            assertThat(session.path("tls").path("protocol").asText()).isEqualTo("TLSv1.3");
            assertThat(session.path("address").asText()).isEqualTo("127.0.0.1");
            assertThat(session.path("requests").asLong()).isPositive();
            assertThat(operator(SESSIONS, "list").out())
                    .contains("PRINCIPAL", "User:app", "apache-kafka-java", "INTERNAL")
                    .containsPattern("[0-9]+ sessions at 1 broker");
        }
    }

    /** PEERS B6: no client is refused, and none is hung up on but for the password that is over. */
    @Test
    void aPasswordIsChangedWithoutAPause() throws Exception {
        Path secret = Files.writeString(folder.resolve("new-password"), "the-next-secret\n");
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "rotating", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        try (LoggedIn old = LoggedIn.as(intruder.behindTls(), "rotating", PASSWORD)) {
            Outcome rotated =
                    operator(CREDENTIALS, "rotate", "--user", "rotating", "--password-file", secret.toString());
            assertThat(rotated.out()).as(rotated.err()).startsWith("both passwords are good now");

            try (LoggedIn young = LoggedIn.as(intruder.behindTls(), "rotating", "the-next-secret");
                    LoggedIn late = LoggedIn.as(intruder.behindTls(), "rotating", PASSWORD)) {
                assertThat(operator(CREDENTIALS, "list", "--user", "rotating").out())
                        .containsPattern("rotating +SCRAM-SHA-512 +current +4096 +20")
                        .containsPattern("rotating +SCRAM-SHA-512 +previous +4096 +20")
                        .contains("2 passwords, as 1 broker saw them");

                assertThat(operator(CREDENTIALS, "finish", "--user", "rotating").out())
                        .isEqualTo("only the new password is good now\n");

                StrangersIT.await("sessions of the old password end", () -> old.ended() && late.ended());
                assertThat(young.ended()).isFalse();
            }
        }
        assertThat(operator(CREDENTIALS, "finish", "--user", "rotating"))
                .satisfies(again -> assertThat(again.err()).contains("has one password"))
                .satisfies(again -> assertThat(again.code()).isEqualTo(1));
        assertThat(servers.log())
                .contains("event=\"credential\" outcome=\"rotated\" by=\"User:CN=operator\"")
                .doesNotContain("the-next-secret");
    }

    @Test
    void aSessionIsEndedAndTheAuditSaysByWhom() throws Exception {
        try (LoggedIn one = LoggedIn.as(intruder.behindTls(), "other", PASSWORD);
                LoggedIn two = LoggedIn.as(intruder.behindTls(), "other", PASSWORD)) {
            JsonNode sessions = operator(SESSIONS, "list", "--principal", "other", "--json")
                    .json()
                    .get(0)
                    .path("sessions");
            assertThat(sessions).hasSize(2);
            String id = sessions.get(0).path("id").asText();

            Outcome killed = operator(SESSIONS, "kill", "--id", id);

            assertThat(killed).isEqualTo(new Outcome(0, "1 session ended\n", ""));
            StrangersIT.await("the first is ended", one::ended);
            assertThat(two.ended()).isFalse();
            assertThat(servers.log().lines())
                    .anyMatch(line -> line.contains("event=\"session\" outcome=\"ended\" by=\"User:CN=operator\"")
                            && line.contains("reason=\"killed\"")
                            && line.contains("session=\"" + id + "\""));
            assertThat(operator(SESSIONS, "kill", "--id", id).code()).isEqualTo(1);
            Outcome unasked = run("operator", "localhost:" + adminPort, SESSIONS, "kill", "--address", "127.0.0.0/8");
            assertThat(unasked.code()).as("nobody was there to say yes").isEqualTo(1);
            assertThat(two.ended()).isFalse();
        }
    }

    @Test
    void aBlockedUserIsSentAwayAtOnceAndKeptOutUntilItIsUnblocked() throws Exception {
        try (Canary other = new Canary(servers.administrator());
                LoggedIn session = LoggedIn.as(intruder.behindTls(), "other", PASSWORD)) {
            Outcome added = operator(BLOCK, "add", "--principal", "other", "--reason", "left us", "--for", "1h");
            try {
                assertThat(added.code()).as(added.err()).isZero();
                StrangersIT.await("the session is ended", session::ended);
                assertThatThrownBy(() -> LoggedIn.as(intruder.behindTls(), "other", PASSWORD))
                        .isInstanceOf(IOException.class);
                assertThat(operator(BLOCK, "list").out())
                        .contains("User:other", "left us", "User:CN=operator", "1 block");
                other.sings();
            } finally {
                assertThat(operator(BLOCK, "remove", "--principal", "other").out())
                        .isEqualTo("1 block removed\n");
            }
            LoggedIn.as(intruder.behindTls(), "other", PASSWORD).close();
            assertThat(servers.log())
                    .contains("reason=\"blocked-principal: block ")
                    .doesNotContain(PASSWORD);
        }
    }

    /** A real client hears what it hears when its password is wrong. */
    @Test
    void aBlockedClientHearsThatItsPasswordIsWrong() throws Exception {
        assertThat(operator(BLOCK, "add", "--principal", "app").code()).isZero();
        try (Admin client = Admin.create(application())) {
            assertThatThrownBy(() -> client.listTopics().names().get(60, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOf(SaslAuthenticationException.class)
                    .hasMessageMatching(
                            "Authentication failed during authentication due to invalid credentials with SASL"
                                    + " mechanism SCRAM-SHA-512 \\(diagnostic id [0-9a-z]+\\)");
        } finally {
            assertThat(operator(BLOCK, "remove", "--principal", "app").code()).isZero();
        }
        try (Canary canary = new Canary(application())) {
            canary.sings();
        }
    }

    @Test
    void aBlockedAddressIsClosedBeforeTlsAndBrokersCannotBeBlocked() throws Exception {
        Outcome added = operator(BLOCK, "add", "--address", "127.0.7.0/24");
        assertThat(added.code()).as(added.err()).isZero();
        try (Socket blocked = intruder.bare("127.0.7.9");
                Socket allowed = intruder.bare("127.0.8.9")) {
            assertThat(blocked.getInputStream().read()).isNegative();
            allowed.getOutputStream().write(intruder.hello());
            assertThat(allowed.getInputStream().read()).as("TLS answers").isNotNegative();
        } finally {
            assertThat(operator(BLOCK, "remove", "--address", "127.0.7.0/24").code())
                    .isZero();
        }
        assertThat(operator(BLOCK, "add", "--address", "127.0.0.1").err()).contains("brokers of this cluster are at");
        assertThat(operator(BLOCK, "add", "--principal", "CN=broker").err()).contains("always gets in");
        assertThat(operator(BLOCK, "add", "--principal", "admin").err()).contains("always gets in");
        assertThat(operator(BLOCK, "list").out()).isEqualTo("0 blocks\n");
    }

    @Test
    void whoMayNotIsRefusedAndWhoShowsNothingDoesNotGetThroughTls() throws Exception {
        Outcome stranger = run("stranger", "localhost:" + adminPort, SESSIONS, "list");
        assertThat(stranger.code()).isEqualTo(1);
        assertThat(stranger.err()).containsPattern("not allowed \\(diagnostic id [0-9a-z]{12}\\)");
        assertThat(servers.log())
                .contains("event=\"admin\" outcome=\"refused\" by=\"User:CN=stranger\"")
                .contains("reason=\"admin-not-allowed: Describe on Cluster\"");

        assertThatThrownBy(() -> {
                    try (Socket nobody = intruder.behindTls(adminPort)) {
                        nobody.getOutputStream()
                                .write("GET /v1/sessions HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                        if (nobody.getInputStream().read() < 0) {
                            throw new IOException("closed");
                        }
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNamedAndTheExitCodeSaysSo() throws Exception {
        int nobody = QuickstartProcess.freePorts();

        Outcome outcome = run("operator", "localhost:" + nobody + ",localhost:" + adminPort, SESSIONS, "list");

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).contains("localhost:" + nobody + " did not answer");
        assertThat(outcome.out()).contains("at 1 broker");
    }

    @Test
    void itsCertificateAndItsHandshakesAreShownLikeThoseOfListeners() throws Exception {
        assertThat(operator(SESSIONS, "list").code()).isZero();
        try (JmxView view = JmxView.of(servers.brokerPid())) {
            assertThat(view.attribute("gatehouse.server:type=tls-certificate,listener=ADMIN", "Subject"))
                    .isEqualTo("CN=broker");
            StrangersIT.await(
                    "its handshakes are counted",
                    () -> !view.named("gatehouse.server:type=tls-handshakes,listener=ADMIN,*")
                            .isEmpty());
        }
    }

    @Test
    void aThousandSessionsOfAUserEndAndNoOthers() throws Exception {
        List<LoggedIn> crowd = new ArrayList<>();
        try (Canary canary = new Canary(application());
                LoggedIn other = LoggedIn.as(intruder.behindTls(), "other", PASSWORD)) {
            for (int i = 0; i < CROWD; i++) {
                crowd.add(new LoggedIn(intruder.asNobody())); // By certificate: a thousand passwords take minutes.
            }
            canary.sings();
            assertThat(operator(SESSIONS, "list", "--principal", "CN=nobody").out())
                    .endsWith(CROWD + " sessions at 1 broker\n");

            Outcome killed = operator(SESSIONS, "kill", "--principal", "CN=nobody", "--yes");

            assertThat(killed.out()).isEqualTo(CROWD + " sessions ended\n");
            for (LoggedIn each : crowd) {
                StrangersIT.await("each is ended", each::ended);
            }
            assertThat(other.ended()).isFalse();
            canary.sings();
            assertThat(operator(SESSIONS, "list", "--principal", "CN=nobody").out())
                    .isEqualTo("0 sessions at 1 broker\n");
        } finally {
            for (LoggedIn each : crowd) {
                each.close();
            }
        }
    }
}
