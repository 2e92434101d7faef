package io.gatehouse.acl.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizerNotReadyException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;
import org.junit.jupiter.api.Test;

/** Our decisions over the rules that KRaft keeps. */
final class GatehouseAuthorizerTest {
    private final GatehouseAuthorizer authorizer = new GatehouseAuthorizer();

    GatehouseAuthorizerTest() {
        authorizer.configure(Map.of("super.users", "User:admin; User:CN=broker,O=us"));
    }

    /** A request of somebody. */
    private record Request(KafkaPrincipal principal, InetAddress clientAddress) implements AuthorizableRequestContext {
        static Request of(String user, int... address) {
            byte[] bytes = new byte[address.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) address[i];
            }
            try {
                return new Request(new KafkaPrincipal("User", user), InetAddress.getByAddress(bytes));
            } catch (java.net.UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        public String listenerName() {
            return "CLIENTS";
        }

        @Override
        public SecurityProtocol securityProtocol() {
            return SecurityProtocol.SASL_SSL;
        }

        @Override
        public int requestType() {
            return 1;
        }

        @Override
        public int requestVersion() {
            return 12;
        }

        @Override
        public String clientId() {
            return "app";
        }

        @Override
        public int correlationId() {
            return 1;
        }
    }

    private static StandardAcl rule(
            ResourceType type,
            String name,
            PatternType pattern,
            String principal,
            String host,
            AclOperation operation,
            AclPermissionType permission) {
        return new StandardAcl(type, name, pattern, principal, host, operation, permission);
    }

    private static StandardAcl allow(String topic, String host) {
        return rule(
                ResourceType.TOPIC,
                topic,
                PatternType.LITERAL,
                "User:alice",
                host,
                AclOperation.READ,
                AclPermissionType.ALLOW);
    }

    private AuthorizationResult asked(Request by, AclOperation operation, ResourceType type, String name) {
        List<AuthorizationResult> results = authorizer.authorize(
                by,
                List.of(new Action(operation, new ResourcePattern(type, name, PatternType.LITERAL), 1, true, true)));
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    private boolean reads(String topic, int... address) {
        return asked(Request.of("alice", address), AclOperation.READ, ResourceType.TOPIC, topic)
                == AuthorizationResult.ALLOWED;
    }

    private void loaded(StandardAcl... rules) {
        for (StandardAcl rule : rules) {
            authorizer.addAcl(Uuid.randomUuid(), rule);
        }
        authorizer.completeInitialLoad();
    }

    @Test
    void networksHold() {
        loaded(allow("near", "10.0.0.0/8"), allow("any", "*"), allow("one", "10.0.0.7"));

        assertThat(reads("near", 10, 1, 2, 3)).isTrue();
        assertThat(reads("near", 192, 0, 2, 1)).isFalse();
        assertThat(reads("any", 192, 0, 2, 1)).isTrue();
        assertThat(reads("one", 10, 0, 0, 7)).isTrue();
        assertThat(reads("one", 10, 0, 0, 8)).isFalse();
        assertThat(reads("none", 10, 0, 0, 7)).isFalse();
    }

    @Test
    void rulesComeAndGoOneByOneAndAllAtOnce() {
        Uuid first = Uuid.randomUuid();
        Uuid second = Uuid.randomUuid();
        loaded();

        authorizer.addAcl(first, allow("t", "*"));
        authorizer.addAcl(second, allow("t", "10.0.0.7"));
        authorizer.removeAcl(first);
        assertThat(reads("t", 10, 0, 0, 7)).isTrue();
        assertThat(reads("t", 10, 0, 0, 8)).isFalse();
        authorizer.removeAcl(second);
        assertThat(reads("t", 10, 0, 0, 7)).isFalse();
        authorizer.loadSnapshot(Map.of(first, allow("u", "*")));
        assertThat(reads("u", 10, 0, 0, 7)).isTrue();
        assertThat(authorizer.aclCount()).isEqualTo(1);
        assertThat(authorizer.acls(AclBindingFilter.ANY))
                .containsExactly(allow("u", "*").toBinding());
        assertThatThrownBy(() -> authorizer.removeAcl(second)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void untilTheRulesAreThereOnlySuperUsersPass() {
        authorizer.addAcl(Uuid.randomUuid(), allow("t", "*"));

        assertThat(asked(Request.of("admin", 10, 0, 0, 1), AclOperation.ALTER, ResourceType.CLUSTER, "kafka-cluster"))
                .isEqualTo(AuthorizationResult.ALLOWED);
        assertThatThrownBy(() -> reads("t", 10, 0, 0, 7)).isInstanceOf(AuthorizerNotReadyException.class);
        assertThatThrownBy(() -> authorizer.authorizeByResourceType(
                        Request.of("alice", 10, 0, 0, 7), AclOperation.READ, ResourceType.TOPIC))
                .isInstanceOf(AuthorizerNotReadyException.class);
        authorizer.completeInitialLoad();
        assertThat(reads("t", 10, 0, 0, 7)).isTrue();
    }

    @Test
    void listenersWaitForTheRules() {
        Endpoint clients = new Endpoint("CLIENTS", SecurityProtocol.SASL_SSL, "b1", 9092);
        Endpoint controllers = new Endpoint("CONTROLLER", SecurityProtocol.SSL, "b1", 9093);
        Map<Endpoint, ? extends CompletionStage<Void>> ready =
                authorizer.start(new Server(List.of(clients, controllers), clients, List.of("CONTROLLER")));

        assertThat(ready.get(controllers)).isCompleted();
        assertThat(ready.get(clients)).isNotCompleted();
        authorizer.completeInitialLoad();
        assertThat(ready.get(clients)).isCompleted();
    }

    private record Server(
            Collection<Endpoint> endpoints, Endpoint interBrokerEndpoint, Collection<String> earlyStartListeners)
            implements AuthorizerServerInfo {
        @Override
        public ClusterResource clusterResource() {
            return new ClusterResource("cluster-1");
        }

        @Override
        public int brokerId() {
            return 1;
        }
    }

    @Test
    void aFailedLoadFailsTheStart() {
        Endpoint clients = new Endpoint("CLIENTS", SecurityProtocol.SASL_SSL, "b1", 9092);
        Map<Endpoint, ? extends CompletionStage<Void>> ready =
                authorizer.start(new Server(List.of(clients), clients, List.of()));

        authorizer.completeInitialLoad(new IllegalStateException("the log is broken"));

        assertThat(ready.get(clients)).isCompletedExceptionally();
        assertThatThrownBy(() -> reads("t", 10, 0, 0, 7)).isInstanceOf(AuthorizerNotReadyException.class);
    }

    @Test
    void whatARuleSpeaksOfThatOursCannotSayIsRefused() {
        loaded(
                rule(
                        ResourceType.GROUP,
                        "a/",
                        PatternType.PREFIXED,
                        "User:bob",
                        "*",
                        AclOperation.READ,
                        AclPermissionType.DENY),
                rule(
                        ResourceType.GROUP,
                        "*",
                        PatternType.LITERAL,
                        "User:alice",
                        "*",
                        AclOperation.READ,
                        AclPermissionType.ALLOW));

        Request alice = Request.of("alice", 10, 0, 0, 7);
        assertThat(asked(alice, AclOperation.READ, ResourceType.GROUP, "a/b")).isEqualTo(AuthorizationResult.DENIED);
        assertThat(asked(alice, AclOperation.READ, ResourceType.GROUP, "b/a")).isEqualTo(AuthorizationResult.ALLOWED);
        assertThat(asked(Request.of("admin", 10, 0, 0, 7), AclOperation.READ, ResourceType.GROUP, "a/b"))
                .isEqualTo(AuthorizationResult.ALLOWED);
    }

    @Test
    void operationsThatAreNewToUsAreForSuperUsers() {
        loaded(rule(
                ResourceType.TRANSACTIONAL_ID,
                "t",
                PatternType.LITERAL,
                "User:alice",
                "*",
                AclOperation.ALL,
                AclPermissionType.ALLOW));

        Request alice = Request.of("alice", 10, 0, 0, 7);
        assertThat(asked(alice, AclOperation.TWO_PHASE_COMMIT, ResourceType.TRANSACTIONAL_ID, "t"))
                .isEqualTo(AuthorizationResult.DENIED);
        assertThat(asked(alice, AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, "t"))
                .isEqualTo(AuthorizationResult.ALLOWED);
        assertThat(asked(
                        Request.of("admin", 10, 0, 0, 7),
                        AclOperation.TWO_PHASE_COMMIT,
                        ResourceType.TRANSACTIONAL_ID,
                        "t"))
                .isEqualTo(AuthorizationResult.ALLOWED);
    }

    @Test
    void anyResourceIsDecidedByOurRulesToo() {
        loaded(allow("t", "10.0.0.0/8"));

        assertThat(authorizer.authorizeByResourceType(
                        Request.of("alice", 10, 9, 9, 9), AclOperation.READ, ResourceType.TOPIC))
                .isEqualTo(AuthorizationResult.ALLOWED);
        assertThat(authorizer.authorizeByResourceType(
                        Request.of("alice", 192, 0, 2, 1), AclOperation.READ, ResourceType.TOPIC))
                .isEqualTo(AuthorizationResult.DENIED);
    }

    @Test
    void onlyAnActiveControllerChangesRules() {
        assertThatThrownBy(authorizer::aclMutatorOrException).isInstanceOf(NotControllerException.class);
    }

    @Test
    void noSuperUserIsEverybodyOrNobody() {
        GatehouseAuthorizer other = new GatehouseAuthorizer();

        for (String wrong : List.of("User:ANONYMOUS", "alice", "User:")) {
            assertThatThrownBy(() -> other.configure(Map.of("super.users", wrong)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
