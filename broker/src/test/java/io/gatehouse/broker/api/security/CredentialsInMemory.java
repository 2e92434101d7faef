package io.gatehouse.broker.api.security;

import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramCredentialStore;
import io.gatehouse.auth.scram.ScramHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store of credentials that is a map; it can be told to fail. */
public final class CredentialsInMemory implements ScramCredentialStore {
    private final Map<String, Map<ScramHash, ScramCredential>> users = new TreeMap<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean broken;

    void breakDown() {
        broken = true;
    }

    @Override
    public Optional<ScramCredential> find(ScramHash hash, String user) {
        return Optional.ofNullable(users.getOrDefault(user, Map.of()).get(hash));
    }

    @Override
    public CompletionStage<Void> put(ScramHash hash, String user, ScramCredential credential) {
        if (broken) {
            return CompletableFuture.failedFuture(new IllegalStateException("the store is broken"));
        }
        users.computeIfAbsent(user, any -> new HashMap<>()).put(hash, credential);
        listeners.forEach(Runnable::run);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Boolean> replace(
            ScramHash hash, String user, ScramCredential expected, ScramCredential credential) {
        return find(hash, user).filter(expected::sameAs).isPresent()
                ? put(hash, user, credential).thenApply(done -> true)
                : CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Boolean> delete(ScramHash hash, String user) {
        Map<ScramHash, ScramCredential> credentials = users.getOrDefault(user, new HashMap<>());
        boolean there = credentials.remove(hash) != null;
        if (credentials.isEmpty()) {
            users.remove(user);
        }
        listeners.forEach(Runnable::run);
        return CompletableFuture.completedFuture(there);
    }

    @Override
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }

    @Override
    public Map<String, Map<ScramHash, ScramCredential>> all() {
        return Map.copyOf(users);
    }
}
