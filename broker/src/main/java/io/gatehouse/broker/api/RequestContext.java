package io.gatehouse.broker.api;

import io.gatehouse.acl.Access;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.wire.RequestHeader;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Everything about a request but its body: who sent it, when, over which listener, and what they may do. */
public final class RequestContext {
    private final RequestHeader header;
    private final Session session;
    private final RequestAccess access;
    private final Instant receivedAt;
    private final Executor eventLoop;

    /** @param eventLoop runs what must happen on the connection's thread */
    public RequestContext(
            RequestHeader header, Session session, Access access, Instant receivedAt, Executor eventLoop) {
        this.header = header;
        this.session = session;
        this.access = new RequestAccess(access);
        this.receivedAt = receivedAt;
        this.eventLoop = eventLoop;
    }

    public RequestHeader header() {
        return header;
    }

    public short version() {
        return header.apiVersion();
    }

    public Session session() {
        return session;
    }

    public RequestAccess access() {
        return access;
    }

    public Instant receivedAt() {
        return receivedAt;
    }

    /** The stage's value, handed on by the connection's event loop. */
    public <T> CompletionStage<T> backOnEventLoop(CompletionStage<T> stage) {
        return stage.thenApplyAsync(Function.identity(), eventLoop);
    }
}
