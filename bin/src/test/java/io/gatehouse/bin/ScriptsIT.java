package io.gatehouse.bin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.bin.Shell.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker made by hand with the README's commands from the shipped configuration, and every script against it. In order,
 * because each start of a command line costs a JVM and the later ones read what the earlier ones wrote.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ScriptsIT {
    private static final String ALICE = "--bootstrap-server localhost:9093 --command-config alice.properties";
    private static final String ADMIN =
            "--bootstrap-server localhost:9094 --command-config data/certs/admin.properties";
    private static final int ADMIN_PORT = 9443;
    private static final String ADMIN_ENDPOINT =
            "--admin localhost:" + ADMIN_PORT + " --config data/certs/admin.properties";
    private static final String CLIENT = """
            security.protocol=SASL_SSL
            sasl.mechanism=SCRAM-SHA-512
            sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="alice" password="%s";
            ssl.truststore.type=PEM
            ssl.truststore.location=data/ca/ca.crt
            """;

    private Path folder;
    private Shell shell;

    @BeforeAll
    void theReadmesCommandsMakeABroker(@TempDir Path temporary) {
        folder = temporary;
        shell = new Shell(folder);
        Outcome made = shell.run(Shell.commandsOf("A broker of your own"));
        assertThat(made.exitCode()).as(made.output()).isZero();
        shell.write("alice.properties", CLIENT.formatted("choose-one"));
        shell.write("wrong.properties", CLIENT.formatted("not-hers"));
    }

    @AfterAll
    void everythingStopsInOrder() {
        Outcome broker = shell.run("bin/kafka-server-stop.sh");
        Outcome zookeeper = shell.run("bin/zookeeper-server-stop.sh");

        assertThat(broker.output()).contains("stopped");
        assertThat(shell.log("kafka")).contains("broker stopped").doesNotContain("\tat ");
        assertThat(zookeeper.exitCode()).as(zookeeper.output()).isZero();
        assertThat(shell.run("bin/kafka-server-stop.sh").output()).isEqualTo("No kafka server to stop\n");
        shell.close();
    }

    @Test
    @Order(1)
    void linesGoInAndComeOutInAGroup() {
        run("bin/kafka-console-producer.sh " + ALICE + " --topic payments", "one\ntwo\nthree\n");

        String consumed = run("bin/kafka-console-consumer.sh " + ALICE
                + " --topic payments --group ledger --from-beginning --max-messages 3 2>/dev/null");

        assertThat(consumed.lines()).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    @Order(2)
    void theGroupAndTheOffsetsAreShown() {
        assertThat(run("bin/kafka-consumer-groups.sh " + ALICE + " --describe --group ledger"))
                .containsPattern("ledger +payments +0 ");
        assertThat(run("bin/kafka-get-offsets.sh " + ALICE + " --topic payments")
                        .lines())
                .hasSize(3)
                .allMatch(line -> line.matches("payments:[0-2]:[0-3]"));
    }

    @Test
    @Order(3)
    void theAdminAdministrates() {
        assertThat(run("bin/kafka-topics.sh " + ADMIN + " --describe --topic payments"))
                .contains("PartitionCount: 3");
        run("bin/kafka-configs.sh " + ADMIN
                + " --alter --entity-type topics --entity-name payments --add-config retention.ms=86400000");
        assertThat(run("bin/kafka-configs.sh " + ADMIN + " --describe --entity-type topics --entity-name payments"))
                .contains("retention.ms=86400000");
        run("bin/kafka-configs.sh " + ADMIN
                + " --alter --entity-type users --entity-name alice --add-config producer_byte_rate=1048576");
        assertThat(run("bin/kafka-configs.sh " + ADMIN + " --describe --entity-type users --entity-name alice"))
                .contains("producer_byte_rate=1048576")
                .contains("SCRAM-SHA-512=iterations=");
        assertThat(run("bin/kafka-acls.sh " + ADMIN + " --list --topic payments"))
                .contains("User:alice");
        assertThat(run("bin/kafka-log-dirs.sh " + ADMIN + " --describe --topic-list payments"))
                .contains("\"partition\":\"payments-2\"", "\"isFuture\":false"); // CONFORMANCE CLI-17
        assertThat(shell.run("bin/kafka-delegation-tokens.sh " + ADMIN + " --describe --owner-principal User:alice")
                        .output())
                .contains("DelegationTokenDisabledException"); // CONFORMANCE DTK-01: the file has no secret for them.
    }

    @Test
    @Order(4)
    void versionsAndPerformanceAreMeasuredWithApachesTools() {
        assertThat(run("bin/kafka-broker-api-versions.sh " + ALICE)).contains("Produce(0): 0 to ");
        assertThat(run("bin/kafka-producer-perf-test.sh " + ALICE
                        + " --topic payments --num-records 100 --record-size 100 --throughput -1"))
                .contains("100 records sent");
        assertThat(run("bin/kafka-consumer-perf-test.sh " + ALICE
                        + " --topic payments --group ledger --num-records 100 --timeout 30000"))
                .containsPattern(", 1[0-9]{2}, ");
    }

    @Test
    @Order(5)
    void zooKeeperShowsKafkasNodesAndNoSecret() {
        shell.write("zk.properties", """
                zookeeper.ssl.client.enable=true
                zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty
                zookeeper.ssl.keystore.location=data/certs/broker.keystore.p12
                zookeeper.ssl.truststore.location=data/certs/broker.truststore.p12
                """);
        String passwords = "for store in keystore truststore; do"
                + " echo \"zookeeper.ssl.$store.password=$(cat data/certs/broker.password)\" >> zk.properties; done\n";

        String shown = run(passwords
                + "bin/zookeeper-shell.sh localhost:2182 -zk-tls-config-file zk.properties get /config/users/alice");
        String listed = run("bin/zookeeper-shell.sh localhost:2182 -zk-tls-config-file zk.properties ls /brokers/ids");

        assertThat(shown).doesNotContain("stored_key").contains("eyJ"); // The header of a JWE.
        assertThat(listed).contains("[0]");
    }

    @Test
    @Order(6)
    void aWrongPasswordIsSaidPlainlyAndTheReasonIsInTheAuditTrail() {
        Outcome refused = shell.run(
                "bin/kafka-topics.sh --bootstrap-server localhost:9093 --command-config wrong.properties --list");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("Authentication failed").contains("diagnostic id ");
        String id = refused.output().replaceAll("(?s).*diagnostic id ([a-z0-9]+).*", "$1");
        assertThat(shell.log("kafka").lines()).anyMatch(line -> line.contains(id) && line.contains("refused"));
        assertThat(shell.log("kafka")).doesNotContain("not-hers");
        assertThat(run("bin/gatehouse diagnose " + id)).contains("alice", "wrong-proof", "What to do:");
    }

    @Test
    @Order(7)
    void whatIsMistakenInTheConfigurationIsToldAtOnce() {
        Outcome refused = shell.run("bin/kafka-server-start.sh config/server.properties"
                + " --override listeners=PLAINTEXT://localhost:9093,INTERNAL://localhost:9094"
                + " --override listener.security.protocol.map=PLAINTEXT:PLAINTEXT,INTERNAL:SSL"
                + " --override log.retention.huors=3 --override num.partitions=none");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("log.retention.huors", "log.retention.hours")
                .contains("num.partitions = none")
                .contains("allow.")
                .doesNotContain("\tat ");
    }

    @Test
    @Order(8)
    void aSecondBrokerOnTheSamePortIsRefusedInOneSentence() {
        Outcome refused = shell.run(
                "bin/kafka-server-start.sh config/server.properties --override broker.id=1 --override log.dirs=data/log1");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("in use").doesNotContain("\tat ");
    }

    @Test
    @Order(9)
    void scriptsWithoutArgumentsSayWhatTheyExpect() {
        assertThat(shell.run("bin/kafka-server-start.sh").output()).startsWith("usage: ");
        assertThat(shell.run("bin/zookeeper-server-start.sh").output()).startsWith("usage: ");
        assertThat(shell.run("bin/kafka-server-start.sh nowhere.properties").output())
                .contains("no such file");
        assertThat(shell.run("bin/gatehouse no-such").output())
                .contains("expected: quickstart, certs, keyring, sessions, block, credentials, acls, policy, diagnose");
        assertThat(shell.run("bin/gatehouse sessions").output()).contains("expected: list or kill");
        assertThat(run("bin/gatehouse sessions --help")).contains("usage: gatehouse sessions", "examples:");
        assertThat(run("bin/gatehouse credentials --help")).contains("usage: gatehouse credentials", "examples:");
        assertThat(run("bin/gatehouse policy --help")).contains("usage: gatehouse policy", "examples:");
        assertThat(run("bin/gatehouse block --help")).contains("usage: gatehouse block", "examples:");
        assertThat(run("bin/kdc-dev.sh --help")).contains("usage: kdc-dev.sh", "examples:");
        assertThat(run("bin/gatehouse help")).contains("quickstart").contains("keyring");
    }

    @Test
    @Order(10)
    void theFilesThatTheReadmeNamesAreThereAfterTheFirstCommand() {
        shell.write("lines.txt", "one\ntwo\n");

        String output = run("bin/gatehouse quickstart --demo lines.txt --port 9095");

        assertThat(output).contains("2 lines").contains("every one came back once");
        assertThat(Shell.filesNamedInReadme("data/quickstart/"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(folder.resolve(file)).exists());
    }

    /** docs/SESSIONS.md, with the certificate that the README's commands make. */
    @Test
    @Order(11)
    void whoIsConnectedIsShownEndedAndKeptOut() {
        run("bin/kafka-server-stop.sh");
        run("bin/kafka-server-start.sh -daemon config/server.properties"
                + " --override admin.listener=https://localhost:" + ADMIN_PORT
                + "; for i in $(seq 120); do bin/gatehouse sessions list " + ADMIN_ENDPOINT
                + " >/dev/null 2>&1 && break; sleep 0.5; done");
        String list = run(
                "bin/kafka-topics.sh " + ALICE + " --list >/dev/null; bin/gatehouse sessions list " + ADMIN_ENDPOINT);
        assertThat(list)
                .contains("PRINCIPAL", "User:CN=broker", "INTERNAL")
                .containsPattern("[0-9]+ sessions? at 1 broker");

        assertThat(run("bin/gatehouse block add " + ADMIN_ENDPOINT + " --principal alice --reason 'left us' --for 1h"))
                .startsWith("blocked (entry ");
        Outcome refused = shell.run("bin/kafka-topics.sh " + ALICE + " --list");
        assertThat(refused.output()).contains("Authentication failed");
        String id = refused.output().replaceAll("(?s).*diagnostic id ([a-z0-9]+).*", "$1");
        assertThat(run("bin/gatehouse diagnose " + id)).contains("alice", "blocked-principal", "gatehouse block");
        assertThat(run("bin/gatehouse block list " + ADMIN_ENDPOINT)).contains("User:alice", "left us", "1 block");
        assertThat(run("bin/gatehouse block remove " + ADMIN_ENDPOINT + " --principal alice"))
                .isEqualTo("1 block removed\n");
        assertThat(run("bin/kafka-topics.sh " + ALICE + " --list")).contains("payments");
        assertThat(shell.run("bin/gatehouse sessions kill " + ADMIN_ENDPOINT + " --principal nobody")
                        .exitCode())
                .isEqualTo(1);
    }

    /** What Apache's tool prints, from the same state of the same broker. */
    @Test
    @Order(12)
    void rulesAreToldAsApachesToolTellsThem() throws Exception {
        AclTools tools =
                new AclTools(shell.withOurPorts("localhost:9094"), folder.resolve("data/certs/admin.properties"));

        List<String> apaches = tools.apaches(Path.of("target/lib/tools"));
        List<String> ours = tools.ours();

        for (int i = 0; i < AclTools.STEPS.size(); i++) {
            assertThat(AclTools.inOrder(ours.get(i)))
                    .as(AclTools.STEPS.get(i))
                    .isEqualTo(AclTools.inOrder(apaches.get(i)));
        }
    }

    @Test
    @Order(13)
    void rulesAreRemovedWhenSomebodySaysSoAndOnlyByWhomMay() {
        Outcome asked = shell.run("bin/kafka-acls.sh " + ADMIN + " --remove --topic payments", "n\n");
        assertThat(asked.exitCode()).isZero();
        assertThat(asked.output())
                .contains("delete all ACLs for resource filter `ResourcePattern(resourceType=TOPIC, name=payments,");
        assertThat(run("bin/kafka-acls.sh " + ADMIN + " --list --json --topic payments"))
                .contains("\"permission\" : \"Allow\"", "\"principal\" : \"User:alice\"");
        Outcome refused = shell.run("bin/kafka-acls.sh " + ALICE + " --list");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("Error while executing ACL command: org.apache.kafka.common.errors.ClusterAuthorization")
                .contains("the right Describe on the cluster")
                .doesNotContain("\tat ");
    }

    private String run(String command) {
        return run(command, "");
    }

    private String run(String command, String input) {
        Outcome outcome = shell.run(command, input);
        assertThat(outcome.exitCode()).as(command + "\n" + outcome.output()).isZero();
        return outcome.output();
    }
}
