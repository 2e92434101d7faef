package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plug-ins of Kafka's interfaces judge the clients of one listener (CONFORMANCE JAA-14, PLN-08, SCR-25, PMR-11). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PluginsIT {
    private static final String PACKAGE = "org.apache.kafka.common.security.";

    private final int port = QuickstartProcess.freePorts();
    private SeparateServers servers;

    @BeforeAll
    void aBrokerWithPlugIns(@TempDir Path temporary) throws Exception {
        servers = SeparateServers.prepare(temporary.resolve("quickstart"));
        String judge = ForeignJudges.Backwards.class.getName();
        String house = ForeignJudges.Housed.class.getName();
        String named = ForeignPolicies.Named.class.getName();
        String kept = ForeignPolicies.Kept.class.getName();
        servers.startBroker(
                "plugin.classes.allowed=" + String.join(",", judge, house, named, kept),
                "create.topic.policy.class.name=" + named,
                "topics.team=green",
                "alter.config.policy.class.name=" + kept,
                "listeners=SASL_SSL://localhost:" + servers.made().port() + ",INTERNAL://localhost:"
                        + servers.made().brokerPort() + ",FOREIGN://localhost:" + port,
                "listener.security.protocol.map=SASL_SSL:SASL_SSL,INTERNAL:SSL,FOREIGN:SASL_SSL",
                "listener.name.foreign.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512",
                "listener.name.foreign.directory.kind=backwards",
                "listener.name.foreign.plain.sasl.jaas.config=" + PACKAGE
                        + "plain.PlainLoginModule required directory=\"x\";",
                "listener.name.foreign.plain.sasl.server.callback.handler.class=" + judge,
                "listener.name.foreign.scram-sha-512.sasl.server.callback.handler.class=" + judge,
                "listener.name.foreign.principal.builder.class=" + house);
        ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, QuickstartProcess.TOPIC, PatternType.LITERAL);
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.createAcls(List.of(rule(topic, AclOperation.READ), rule(topic, AclOperation.WRITE)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    /** Nobody but the house has a right. */
    private static AclBinding rule(ResourcePattern resource, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry("User:house-of-alice", "*", operation, AclPermissionType.ALLOW));
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    private Properties client(String mechanism, String user, String password) {
        String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        Properties client = servers.administrator();
        client.put("bootstrap.servers", "localhost:" + port);
        client.put("sasl.mechanism", mechanism);
        client.put(
                "sasl.jaas.config",
                PACKAGE + module + " required username=\"" + user + "\" password=\"" + password + "\";");
        return client;
    }

    @ParameterizedTest
    @CsvSource({"PLAIN", "SCRAM-SHA-512"})
    void whomThePlugInBelievesIsWhoItSays(String mechanism) throws IOException {
        try (Canary canary = new Canary(client(mechanism, "alice", "ecila"))) {
            canary.sings();
        }

        assertThat(servers.log().lines())
                .anyMatch(line -> line.contains("event=\"connection\" outcome=\"accepted\" listener=\"FOREIGN\"")
                        && line.contains("principal=\"User:house-of-alice\" mechanism=\"" + mechanism + "\""));
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN,alice,wrong", "PLAIN,broken,nekorb", "PLAIN,homeless,sselemoh",
        "SCRAM-SHA-512,alice,wrong", "SCRAM-SHA-512,broken,nekorb", "SCRAM-SHA-512,homeless,sselemoh"
    })
    void whomItDoesNotBelieveAndWhomItFailsForIsRefused(String mechanism, String user, String password) {
        assertThatThrownBy(() -> ask(client(mechanism, user, password)))
                .rootCause()
                .isInstanceOf(SaslAuthenticationException.class)
                .hasMessageContaining("diagnostic id")
                .hasMessageNotContaining("directory");
    }

    @Test
    void spi12_topicsAndSettingsAreAsThePoliciesOfTheHouseWantThem() throws Exception {
        ConfigResource green = new ConfigResource(ConfigResource.Type.TOPIC, "green-1");
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.createTopics(List.of(new NewTopic("green-1", 1, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
            assertThatThrownBy(() -> admin.createTopics(
                                    List.of(new NewTopic("red-1", 1, (short) 1)),
                                    new CreateTopicsOptions().validateOnly(true))
                            .all()
                            .get(60, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOf(PolicyViolationException.class)
                    .hasMessage("topics begin with green-");
            assertThatThrownBy(() -> alter(admin, green, "999"))
                    .rootCause()
                    .isInstanceOf(PolicyViolationException.class)
                    .hasMessage("a second at least, for green-1");
            alter(admin, green, "1000");
            assertThat(admin.listTopics().names().get(60, TimeUnit.SECONDS)).doesNotContain("red-1");
            assertThat(admin.describeConfigs(List.of(green))
                            .all()
                            .get(60, TimeUnit.SECONDS)
                            .get(green)
                            .get("retention.ms")
                            .value())
                    .isEqualTo("1000");
        }
    }

    private static void alter(Admin admin, ConfigResource resource, String retention) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        resource,
                        List.of(new AlterConfigOp(
                                new ConfigEntry("retention.ms", retention), AlterConfigOp.OpType.SET))))
                .all()
                .get(60, TimeUnit.SECONDS);
    }

    private static void ask(Properties client) throws Exception {
        try (Admin admin = Admin.create(client)) {
            admin.describeCluster().nodes().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void noPasswordGetsIntoTheLog() throws IOException {
        assertThat(servers.log()).doesNotContain("ecila").doesNotContain("nekorb");
    }
}
