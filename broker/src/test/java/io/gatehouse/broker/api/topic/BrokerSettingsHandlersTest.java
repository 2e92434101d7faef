package io.gatehouse.broker.api.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.controller.TestCluster;
import io.gatehouse.broker.controller.TopicConfigStore;
import io.gatehouse.broker.controller.TopicPolicies;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.net.AuditLines;
import io.gatehouse.broker.wire.RequestHeader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may change a broker's settings, which broker answers, and what the audit says (CONFORMANCE ACL-44, CDY-03, CDY-10). */
final class BrokerSettingsHandlersTest {
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");
    private static final byte SET = 0;
    private static final byte DELETE = 1;

    private static TestCluster.Server server;
    private static TestCluster cluster;

    private final AclEngine engine = new AclEngine(Set.of(), false, check -> {});
    private final KeptBrokerSettings settings = new KeptBrokerSettings();
    private final TopicAudit audit = new TopicAudit(new AuditTrail());
    private final AuditLines lines = new AuditLines();

    @BeforeAll
    static void startServer() {
        server = new TestCluster.Server();
        cluster = server.cluster(1);
    }

    @AfterAll
    static void stopServer() {
        cluster.close();
        server.close();
    }

    @AfterEach
    void stop() {
        lines.close();
    }

    private void allowAlice() {
        engine.replace(new AclSnapshot(List.of(new AccessRule(
                ResourcePattern.literal(ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME),
                "User:alice",
                "*",
                Operation.ALTER_CONFIGS,
                Permission.ALLOW))));
    }

    @Test
    void acl45_aChangeNeedsTheRightOnTheClusterAndTheAuditNamesTheKeysAlone() {
        assertThat(text(change("0", config("a.password", SET, "hunter2"))).error())
                .isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
        assertThat(settings.asked).isEmpty();
        allowAlice();

        assertThat(text(change("0", config("a.password", SET, "hunter2"), config("b", DELETE, null)))
                        .error())
                .isEqualTo(ErrorCode.NONE);

        assertThat(settings.asked).hasSize(1);
        assertThat(lines.lines())
                .containsExactly("event=broker-settings outcome=changed by=User:alice peer=10.0.0.7 broker=0"
                        + " settings=a.password set, b delete");
    }

    @Test
    void acl44_allSettingsAreReplacedAndTheAuditNamesTheKeysAlone() {
        allowAlice();

        assertThat(replace(
                                "",
                                new AlterConfigsRequestData.AlterableConfig()
                                        .setName("a.password")
                                        .setValue("hunter2"))
                        .errorCode())
                .isZero();

        assertThat(settings.asked).containsExactly("replace true {a.password=hunter2} false");
        assertThat(lines.lines())
                .containsExactly("event=broker-settings outcome=replaced by=User:alice peer=10.0.0.7 broker=every"
                        + " settings=a.password");
    }

    @Test
    void cdy03_onlyTheBrokerItselfChangesItsSettings() {
        allowAlice();

        Answer other = text(change("7", config("a", SET, "1")));
        Answer none = text(change("seven", config("a", SET, "1")));

        assertThat(other.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(other.message()).startsWith("Unexpected broker id, expected 0, but received 7");
        assertThat(none.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(none.message()).contains("no number").doesNotContain("seven");
        assertThat(settings.asked).isEmpty();
    }

    @Test
    void cdy10_doubledKeysAndNullValuesAreRefused() {
        allowAlice();

        assertThat(text(change("0", config("a", SET, "1"), config("a", DELETE, null)))
                        .message())
                .startsWith("Error due to duplicate config keys");
        assertThat(text(change("0", config("a", SET, null))).message()).startsWith("Null value not supported for");
        AlterConfigsResourceResponse replaced = replace(
                "0", new AlterConfigsRequestData.AlterableConfig().setName("a").setValue(null));
        assertThat(replaced.errorMessage()).startsWith("Null value not supported for");
        assertThat(settings.asked).isEmpty();
        assertThat(lines.lines()).isEmpty();
    }

    @Test
    void cdy10_aResourceIsNamedOnce() {
        allowAlice();
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        request.resources().add(resource("0", config("a", SET, "1")));
        request.resources().add(resource("0", config("b", SET, "1")));

        assertThat(ask(incremental(), request).responses())
                .hasSize(2)
                .allMatch(response -> "Each resource must appear at most once.".equals(response.errorMessage()));
        assertThat(settings.asked).isEmpty();
    }

    // Asking

    private record Answer(ErrorCode error, String message) {}

    private static Answer text(IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse response) {
        return new Answer(ErrorCode.ofCode(response.errorCode()), String.valueOf(response.errorMessage()));
    }

    private IncrementalAlterConfigsHandler incremental() {
        return new IncrementalAlterConfigsHandler(topics(), settings, TopicPolicies.NONE, new BrokerId(0), audit);
    }

    private static TopicConfigStore topics() {
        return new TopicConfigStore(cluster.zookeeper(), TestCluster.RULES);
    }

    private static AlterableConfig config(String name, byte operation, @Nullable String value) {
        return new AlterableConfig().setName(name).setConfigOperation(operation).setValue(value);
    }

    private static AlterConfigsResource resource(String broker, AlterableConfig... configs) {
        AlterConfigsResource resource =
                new AlterConfigsResource().setResourceType((byte) 4).setResourceName(broker);
        List.of(configs).forEach(resource.configs()::mustAdd);
        return resource;
    }

    private IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse change(
            String broker, AlterableConfig... configs) {
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        request.resources().add(resource(broker, configs));
        return ask(incremental(), request).responses().get(0);
    }

    private AlterConfigsResourceResponse replace(String broker, AlterConfigsRequestData.AlterableConfig config) {
        AlterConfigsRequestData.AlterConfigsResource resource = new AlterConfigsRequestData.AlterConfigsResource()
                .setResourceType((byte) 4)
                .setResourceName(broker);
        resource.configs().add(config);
        AlterConfigsRequestData request = new AlterConfigsRequestData();
        request.resources().add(resource);
        return ask(new AlterConfigsHandler(topics(), settings, TopicPolicies.NONE, new BrokerId(0), audit), request)
                .responses()
                .get(0);
    }

    private <Q extends ApiMessage, S extends ApiMessage> S ask(ApiHandler<Q, S> handler, Q request) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        RequestContext context = new RequestContext(
                new RequestHeader(handler.spec().key().id(), handler.spec().newest(), 1, "client"),
                new Session("s", ALICE, "SCRAM-SHA-512", "SECURE", "10.0.0.7", now, Optional.empty()),
                engine.access(new Subject(ALICE, "10.0.0.7")),
                now,
                Runnable::run);
        return TestCluster.get(handler.handle(request, context));
    }
}
