package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.session.SessionRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** {@code GET /v1/sessions?principal=&address=&limit=}: who is connected to this broker, the longest connected first. */
public final class ListSessions implements AdminPath {
    /** An answer of some megabytes; whoever wants more asks by principal or address. */
    static final int LIMIT_MAX = 10_000;

    private static final int LIMIT = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");

    private final BrokerId broker;
    private final SessionRegistry sessions;

    public ListSessions(BrokerId broker, SessionRegistry sessions) {
        this.broker = broker;
        this.sessions = sessions;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.get("v1", "sessions");
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.DESCRIBE, ResourceType.CLUSTER);
        Map<String, String> query = request.query(Set.of(SessionFilter.PRINCIPAL, SessionFilter.ADDRESS, "limit"));
        SessionFilter filter = SessionFilter.of(query);
        ObjectNode answer = AdminJson.object().put("broker", broker.value()).put("total", sessions.count(filter));
        ArrayNode list = answer.putArray("sessions");
        sessions.views(filter, limit(query), caller.now()).forEach(view -> SessionJson.write(list.addObject(), view));
        return CompletableFuture.completedStage(AdminAnswer.ok(answer));
    }

    private static int limit(Map<String, String> query) {
        String text = query.getOrDefault("limit", Integer.toString(LIMIT));
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > LIMIT_MAX) {
            throw AdminRefusal.bad("limit (expected: 1.." + LIMIT_MAX + ")");
        }
        return Integer.parseInt(text);
    }
}
