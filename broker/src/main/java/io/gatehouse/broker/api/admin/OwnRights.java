package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.Subject;
import io.gatehouse.acl.explain.Explanation;
import io.gatehouse.acl.explain.Grant;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What whoever asks may do himself ({@code GET /v1/own/...}): everybody who has proved who he is may know that, and nothing
 * of others. Asked without a permit, since it is about nobody and nothing else.
 */
public record OwnRights(List<String> path, BiFunction<AdminRequest, Subject, ObjectNode> answer) {
    static final String METHOD = "GET";

    /** All of them. */
    public static List<OwnRights> all(AclEngine acls) {
        return List.of(
                new OwnRights(List.of("v1", "own", "explain"), (request, self) -> explain(request, self, acls)),
                new OwnRights(List.of("v1", "own", "rights"), (request, self) -> rights(request, self, acls)));
    }

    private static ObjectNode explain(AdminRequest request, Subject self, AclEngine acls) {
        AccessQuery query = AccessQuery.of(request, AccessQuery.DEED, Set.of());
        ObjectNode answer = AdminJson.object();
        AclPolicy policy = AccessQuery.policy(acls);
        RuleJson.write(answer, Explanation.of(query.question(self), policy).forHimself(), policy);
        return answer;
    }

    private static ObjectNode rights(AdminRequest request, Subject self, AclEngine acls) {
        request.query(Set.of());
        AclPolicy policy = AccessQuery.policy(acls);
        ObjectNode answer = AdminJson.object()
                .put("principal", self.principal().toString())
                .put("superUser", policy.superUsers().contains(self.principal()));
        RuleJson.writeGrants(answer.putArray("grants"), Grant.what(policy, self), policy);
        return answer;
    }
}
