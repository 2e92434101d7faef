package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code POST /v1/sessions/kill} with a principal, an address or both: ends the sessions that fit. */
public final class KillSessions implements AdminPath {
    private final SessionEnding ending;

    public KillSessions(SessionEnding ending) {
        this.ending = ending;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.post("v1", "sessions", "kill");
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        SessionFilter filter = SessionFilter.of(request.body(Set.of(SessionFilter.PRINCIPAL, SessionFilter.ADDRESS)));
        if (filter.empty()) {
            throw AdminRefusal.bad(
                    "nobody is named (expected: principal, address or both; there is no way to end all)");
        }
        int between = ending.sessions().count(filter.and(ending::ofBrokers));
        ObjectNode answer =
                AdminJson.object().put("ended", ending.end(filter, caller)).put("betweenBrokers", between);
        return CompletableFuture.completedStage(AdminAnswer.ok(answer));
    }
}
