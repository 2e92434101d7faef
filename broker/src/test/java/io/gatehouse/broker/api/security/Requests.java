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

    /** Where all versions are answered alike. */
    static <Q extends ApiMessage, S extends ApiMessage> S send(
            ApiHandler<Q, S> handler, AclEngine engine, String user, Q request) {
        Session session =
                new Session("id", VerifiedPrincipal.user(user), "NONE", "INTERNAL", "127.0.0.1", NOW, Optional.empty());
        short newest = handler.spec().newest();
        S answer = send(handler, engine, session, newest, request);
        for (short version = handler.spec().oldest(); version < newest; version++) {
            requireWritable(answer, version);
        }
        return answer;
    }

    static <Q extends ApiMessage, S extends ApiMessage> S send(
            ApiHandler<Q, S> handler, AclEngine engine, Session session, short version, Q request) {
        RequestContext context = new RequestContext(
                new RequestHeader(handler.spec().key().id(), version, 1, "test"),
                session,
                engine.access(new Subject(session.principal(), "127.0.0.1")),
                NOW,
                Runnable::run);
        S answer = handler.handle(request, context).toCompletableFuture().getNow(null);
        requireWritable(answer, version);
        return answer;
    }

    private static void requireWritable(ApiMessage answer, short version) {
        ByteBuffer bytes = MessageUtil.toByteBufferAccessor(answer, version).buffer();
        if (!bytes.hasRemaining()) {
            throw new AssertionError("version " + version + " carries nothing");
        }
    }
}
