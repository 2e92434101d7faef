package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.wire.RequestHeader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;

/** Sends requests to handlers as a user, and checks on the way that every version can carry the answer. */
final class Requests {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Requests() {}

    static AclEngine engine() {
        return new AclEngine(Set.of(VerifiedPrincipal.user("admin")), false, check -> {});
    }

    static AccessRule clusterRule(String user, Operation operation) {
        return rule(ResourcePattern.literal(ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME), user, operation);
    }

    static AccessRule rule(ResourcePattern pattern, String user, Operation operation) {
        return new AccessRule(pattern, "User:" + user, AccessRule.ANY_HOST, operation, Permission.ALLOW);
    }

    static <Q extends ApiMessage, S extends ApiMessage> S send(
            ApiHandler<Q, S> handler, AclEngine engine, String user, Q request) {
        short newest = handler.spec().newest();
        VerifiedPrincipal principal = VerifiedPrincipal.user(user);
        RequestContext context = new RequestContext(
                new RequestHeader(handler.spec().key().id(), newest, 1, "test"),
                new Session("id", principal, "NONE", "INTERNAL", "127.0.0.1", NOW, Optional.empty()),
                engine.access(new Subject(principal, "127.0.0.1")),
                NOW,
                Runnable::run);
        S answer = handler.handle(request, context).toCompletableFuture().getNow(null);
        for (short version = handler.spec().oldest(); version <= newest; version++) {
            ByteBuffer bytes = MessageUtil.toByteBufferAccessor(answer, version).buffer();
            if (!bytes.hasRemaining()) {
                throw new AssertionError("version " + version + " carries nothing");
            }
        }
        return answer;
    }
}
