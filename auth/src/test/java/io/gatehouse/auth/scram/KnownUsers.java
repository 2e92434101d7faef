package io.gatehouse.auth.scram;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.auth.token.DelegationTokens;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Credentials in memory. */
class KnownUsers implements ScramCredentialStore {
    final CredentialUses uses = new CredentialUses(ScramClient.NOW.minusSeconds(60));

    static final PhantomCredentials PHANTOMS = new PhantomCredentials(Secret.ofText("a secret of the cluster"));

    private final Map<ScramHash, Map<String, ScramCredential>> users = new HashMap<>();

    KnownUsers with(ScramHash hash, String user, String password) {
        return with(
                hash,
                user,
                ScramCredential.ofPassword(
                        hash, Secret.ofText(password), "salt of a user".getBytes(StandardCharsets.UTF_8), 4096));
    }

    KnownUsers with(ScramHash hash, String user, ScramCredential credential) {
        users.computeIfAbsent(hash, any -> new HashMap<>()).put(user, credential);
        return this;
    }

    void remove(ScramHash hash, String user) {
        users.getOrDefault(hash, Map.of()).remove(user);
    }

    @Override
    public Optional<ScramCredential> find(ScramHash hash, String user) {
        return Optional.ofNullable(users.getOrDefault(hash, Map.of()).get(user));
    }

    @Override
    public CompletionStage<Void> put(ScramHash hash, String user, ScramCredential credential) {
        with(hash, user, credential);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Boolean> replace(
            ScramHash hash, String user, ScramCredential expected, ScramCredential credential) {
        boolean there = find(hash, user).filter(expected::sameAs).isPresent();
        if (there) {
            with(hash, user, credential);
        }
        return CompletableFuture.completedStage(there);
    }

    @Override
    public CompletionStage<Boolean> delete(ScramHash hash, String user) {
        boolean there = find(hash, user).isPresent();
        remove(hash, user);
        return CompletableFuture.completedStage(there);
    }

    @Override
    public void onChange(Runnable changed) {}

    @Override
    public Map<String, Map<ScramHash, ScramCredential>> all() {
        Map<String, Map<ScramHash, ScramCredential>> all = new HashMap<>();
        users.forEach((hash, byName) -> byName.forEach((name, credential) ->
                all.computeIfAbsent(name, any -> new HashMap<>()).put(hash, credential)));
        return all;
    }

    ScramClient client(ScramHash hash, String password) {
        return client(hash, password, Optional.empty());
    }

    ScramClient client(ScramHash hash, String password, Optional<DelegationTokens> tokens) {
        ScramMechanism mechanism = new ScramMechanism(hash, this, tokens, PHANTOMS, new SecureRandom(), uses);
        return new ScramClient(hash, password, mechanism.begin());
    }
}
