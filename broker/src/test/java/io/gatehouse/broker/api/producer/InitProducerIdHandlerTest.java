package io.gatehouse.broker.api.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.controller.producerids.ProducerIdBlock;
import io.gatehouse.broker.controller.producerids.ProducerIds;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.RequestHeader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.junit.jupiter.api.Test;

/** CONFORMANCE ACL-30, GRT-02; COMPAT E6.5. */
final class InitProducerIdHandlerTest {
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ProducerIds ids =
            new ProducerIds(() -> CompletableFuture.completedStage(new ProducerIdBlock(7000, 7999)));
    private final InitProducerIdHandler handler = new InitProducerIdHandler(ids);

    private InitProducerIdResponseData ask(Optional<String> transactionalId, AccessRule... rules) {
        AclEngine engine = new AclEngine(Set.of(), false, check -> {});
        engine.replace(new AclSnapshot(List.of(rules)));
        RequestContext context = new RequestContext(
                new RequestHeader((short) 22, (short) 5, 1, "client"),
                new Session("s", ALICE, "SCRAM-SHA-512", "SECURE", "10.0.0.7", NOW, Optional.empty()),
                engine.access(new Subject(ALICE, "10.0.0.7")),
                NOW,
                Runnable::run);
        return handler.handle(new InitProducerIdRequestData().setTransactionalId(transactionalId.orElse(null)), context)
                .toCompletableFuture()
                .getNow(null);
    }

    private static AccessRule allow(Operation operation, ResourceType type, String name) {
        return new AccessRule(ResourcePattern.literal(type, name), "User:alice", "*", operation, Permission.ALLOW);
    }

    @Test
    void whoMayWriteSomeTopicGetsAnId() {
        ids.prepare();

        InitProducerIdResponseData answer = ask(Optional.empty(), allow(Operation.WRITE, ResourceType.TOPIC, "orders"));

        assertThat(answer.errorCode()).isZero();
        assertThat(answer.producerId()).isEqualTo(7000);
        assertThat(answer.producerEpoch()).isZero();
    }

    @Test
    void theRightOnTheClusterDoesAsWell() {
        ids.prepare();

        assertThat(ask(Optional.empty(), allow(Operation.IDEMPOTENT_WRITE, ResourceType.CLUSTER, "kafka-cluster"))
                        .errorCode())
                .isZero();
    }

    @Test
    void aStrangerGetsNone() {
        InitProducerIdResponseData answer = ask(Optional.empty(), allow(Operation.READ, ResourceType.TOPIC, "orders"));

        assertThat(answer.errorCode()).isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code());
        assertThat(answer.producerId()).isEqualTo(-1);
    }

    @Test
    void withoutABlockTheClientIsAskedToComeAgain() {
        assertThat(ask(Optional.empty(), allow(Operation.WRITE, ResourceType.TOPIC, "orders"))
                        .errorCode())
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS.code());
    }

    @Test
    void transactionsAreRefusedForGood() {
        AccessRule allowed = allow(Operation.WRITE, ResourceType.TRANSACTIONAL_ID, "t");

        assertThat(ask(Optional.of("t"), allowed).errorCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
        assertThat(ask(Optional.of("other"), allowed).errorCode())
                .isEqualTo(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code());
        assertThat(ask(Optional.of(""), allowed).errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST.code());
    }
}
