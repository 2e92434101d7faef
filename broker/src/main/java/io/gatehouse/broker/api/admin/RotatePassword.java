package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.scram.PasswordRotation;
import io.gatehouse.auth.scram.PasswordRotation.Outcome;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * {@code POST /v1/credentials/rotate} with a user, a mechanism and a new password, which is good beside the old one from then
 * on; and {@code POST /v1/credentials/finish} with a user and a mechanism, after which the old one is not (PEERS B6).
 */
public final class RotatePassword implements AdminPath {
    private static final String USER = "user";
    private static final String MECHANISM = "mechanism";
    private static final String PASSWORD = "password";

    private final PasswordRotation rotation;
    private final AuditTrail audit;
    private final boolean finish;

    private RotatePassword(PasswordRotation rotation, AuditTrail audit, boolean finish) {
        this.rotation = rotation;
        this.audit = audit;
        this.finish = finish;
    }

    public static RotatePassword begin(PasswordRotation rotation, AuditTrail audit) {
        return new RotatePassword(rotation, audit, false);
    }

    public static RotatePassword finish(PasswordRotation rotation, AuditTrail audit) {
        return new RotatePassword(rotation, audit, true);
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.post("v1", "credentials", finish ? "finish" : "rotate");
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        Map<String, String> body = request.body(finish ? Set.of(USER, MECHANISM) : Set.of(USER, MECHANISM, PASSWORD));
        String user = given(body, USER);
        String mechanism = given(body, MECHANISM);
        ScramHash hash = ScramHash.ofMechanism(mechanism)
                .orElseThrow(() -> AdminRefusal.bad("mechanism (expected: SCRAM-SHA-256 or SCRAM-SHA-512)"));
        return changed(hash, user, body).thenApply(outcome -> {
            if (!outcome.done()) {
                throw new AdminRefusal(AdminAnswer.CONFLICT, outcome.sentence());
            }
            audit.record(caller.event("credential", finish ? "rotation-finished" : "rotated")
                    .with(USER, user)
                    .with(MECHANISM, mechanism));
            return AdminAnswer.ok(AdminJson.object().put(USER, user).put(MECHANISM, mechanism));
        });
    }

    /** The password is made a hash of before this returns. */
    private CompletionStage<Outcome> changed(ScramHash hash, String user, Map<String, String> body) {
        if (finish) {
            return rotation.finish(hash, user);
        }
        try (Secret password = Secret.ofText(given(body, PASSWORD))) {
            return rotation.begin(hash, user, password);
        }
    }

    private static String given(Map<String, String> body, String name) {
        String text = body.getOrDefault(name, "");
        if (text.isEmpty()) {
            throw AdminRefusal.bad(name + " (expected: a text that is not empty)");
        }
        return text;
    }
}
