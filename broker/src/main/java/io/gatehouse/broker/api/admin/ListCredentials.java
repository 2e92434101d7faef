package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.scram.CredentialUses;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramCredentialStore;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /v1/credentials?user=}: which SCRAM passwords users have, and when each was used last at this broker since it began
 * to watch. Never a key or a salt.
 */
public final class ListCredentials implements AdminPath {
    /** An answer of some megabytes; whoever wants more asks by user. */
    static final int USERS_MAX = 10_000;

    private static final String USER = "user";

    private final BrokerId broker;
    private final ScramCredentialStore store;
    private final CredentialUses uses;

    public ListCredentials(BrokerId broker, ScramCredentialStore store, CredentialUses uses) {
        this.broker = broker;
        this.store = store;
        this.uses = uses;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.get("v1", "credentials");
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.DESCRIBE, ResourceType.CLUSTER);
        Optional<String> user = Optional.ofNullable(request.query(Set.of(USER)).get(USER));
        Map<String, Map<ScramHash, ScramCredential>> found = new TreeMap<>(store.all());
        user.ifPresent(name -> found.keySet().removeIf(other -> !other.equals(name)));
        ObjectNode answer = AdminJson.object()
                .put("broker", broker.value())
                .put("watchingSince", uses.since().toString())
                .put("users", found.size());
        ArrayNode list = answer.putArray("credentials");
        found.entrySet().stream()
                .limit(USERS_MAX)
                .forEach(entry -> new TreeMap<>(entry.getValue()).forEach((hash, credential) -> {
                    write(list.addObject(), entry.getKey(), hash, credential, "current");
                    credential
                            .previous()
                            .ifPresent(before -> write(list.addObject(), entry.getKey(), hash, before, "previous"));
                }));
        return CompletableFuture.completedStage(AdminAnswer.ok(answer));
    }

    private void write(ObjectNode to, String user, ScramHash hash, ScramCredential credential, String which) {
        to.put(USER, user)
                .put("mechanism", hash.mechanismName())
                .put("password", which)
                .put("iterations", credential.iterations());
        uses.lastUse(hash, user, credential).ifPresent(at -> to.put("lastUse", at.toString()));
    }
}
