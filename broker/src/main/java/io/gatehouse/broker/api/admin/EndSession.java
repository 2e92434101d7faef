package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code DELETE /v1/sessions/ID}: ends one session. Its client may come back, unless it is blocked. */
public final class EndSession implements AdminPath {
    private final SessionEnding ending;

    public EndSession(SessionEnding ending) {
        this.ending = ending;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.delete("v1", "sessions", AdminRoute.ANY);
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        Optional<Session> session = ending.sessions().find(request.last());
        if (session.filter(ending::ofBrokers).isPresent()) {
            throw new AdminRefusal(
                    AdminAnswer.CONFLICT,
                    "the session is one between brokers, which is not ended (expected: a client's)");
        }
        String id = request.last();
        int ended = ending.end(one -> one.id().equals(id), caller);
        return CompletableFuture.completedStage(
                ended == 0
                        ? AdminAnswer.error(
                                AdminAnswer.NOT_FOUND,
                                "this broker has no such session; perhaps it has ended by itself")
                        : AdminAnswer.ok(AdminJson.object().put("ended", ended)));
    }
}
