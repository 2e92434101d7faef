package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** An authorizer of Kafka's interface decides for Kafka's clients (CONFORMANCE SPI-01 to SPI-08, SPI-10). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OtherAuthorizerIT {
    private static final ResourcePattern TOPIC =
            new ResourcePattern(ResourceType.TOPIC, QuickstartProcess.TOPIC, PatternType.LITERAL);

    private SeparateServers servers;

    @BeforeAll
    void aBrokerWithAnAuthorizerOfAnother(@TempDir Path temporary) throws Exception {
        servers = SeparateServers.prepare(temporary.resolve("quickstart"));
        String decider = ForeignAuthorizer.class.getName();
        String tenants = ForeignAuthorizer.Tenants.class.getName();
        servers.startBroker(
                "plugin.classes.allowed=" + decider + "," + tenants,
                "authorizer.class.name=" + decider,
                "listener.name.sasl_ssl.principal.builder.class=" + tenants,
                "super.users=",
                "foreign.managers=User:admin;User:CN=broker");
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    private Properties application(String clientId) {
        Properties client = servers.made().application();
        client.put("client.id", clientId);
        return client;
    }

    private static AclBinding rule(String principal, AclOperation operation) {
        return new AclBinding(TOPIC, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }

    private void create(AclBinding... rules) throws Exception {
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.createAcls(List.of(rules)).all().get(60, TimeUnit.SECONDS);
        }
    }

    private void describeTopic(String clientId) throws Exception {
        try (Admin admin = Admin.create(application(clientId))) {
            admin.describeTopics(List.of(QuickstartProcess.TOPIC))
                    .allTopicNames()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    @Order(1)
    void whomItAllowsNothingMayDoNothing() { // The rules and super users of ours would have let the application in.
        assertThatThrownBy(() -> describeTopic("app"))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> {
                    try (Admin admin = Admin.create(application("app"))) {
                        admin.describeAcls(AclBindingFilter.ANY).values().get(60, TimeUnit.SECONDS);
                    }
                })
                .hasCauseInstanceOf(ClusterAuthorizationException.class);
    }

    @Test
    @Order(2)
    void itsRulesComeAndGoByKafkasOwnMeans() throws Exception {
        create(
                rule("Tenant:tenant-of-.*", AclOperation.READ),
                rule("Tenant:tenant-of-.*", AclOperation.WRITE),
                rule("Tenant:tenant-of-.*", AclOperation.DESCRIBE));
        try (Canary canary = new Canary(application("canary"))) {
            canary.sings();
        }
        assertThatThrownBy(() -> create(rule("User:alice", AclOperation.READ)))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("rules are for tenants");

        try (Admin admin = Admin.create(servers.administrator())) {
            assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get(60, TimeUnit.SECONDS))
                    .hasSize(3);
            assertThat(admin.deleteAcls(List.of(rule("Tenant:tenant-of-.*", AclOperation.READ)
                                    .toFilter()))
                            .all()
                            .get(60, TimeUnit.SECONDS))
                    .hasSize(1);
            assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get(60, TimeUnit.SECONDS))
                    .hasSize(2);
        }
    }

    @Test
    @Order(3)
    void whatItFailsForIsRefused() {
        assertThatThrownBy(() -> describeTopic("bomb")).hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    @Order(4)
    void itWasToldWhoAskedAndNeverBeforeItWasReady() throws IOException {
        String log = servers.log();

        assertThat(log).contains("foreign authorizer of broker").doesNotContain("asked too early");
        assertThat(log.lines())
                .anyMatch(line -> line.contains("asked by Tenant User:")
                        && line.contains(" on SASL_SSL SASL_SSL from 127.0.0.1 api 0 v"))
                .anyMatch(line -> line.contains("asked by KafkaPrincipal User:CN=broker on INTERNAL SSL from "))
                .anyMatch(line -> line.contains("a plug-in failed to decide"));
        assertThat(log.lines())
                .anyMatch(line -> line.contains("event=\"access\" outcome=\"denied\"")
                        && line.contains("reason=\"OTHER_AUTHORIZER\""));
    }

    @Test
    @Order(5)
    void itIsClosedWithTheBroker() throws IOException {
        servers.stop();

        assertThat(servers.log()).contains("foreign authorizer closed");
    }
}
