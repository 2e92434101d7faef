package io.gatehouse.broker.api.security;

import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.TokenStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Tokens that nobody else changes; a store that is {@link #broken} takes nothing. */
public final class TokensInMemory implements TokenStore {
    private final Map<String, DelegationToken> tokens = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    public void broken(boolean now) {
        broken = now;
    }

    @Override
    public Map<String, DelegationToken> all() {
        return Map.copyOf(tokens);
    }

    @Override
    public CompletionStage<Void> change(String id, UnaryOperator<Optional<DelegationToken>> change) {
        if (broken) {
            return CompletableFuture.failedFuture(new IllegalStateException("ZooKeeper does not answer"));
        }
        change.apply(Optional.ofNullable(tokens.get(id)))
                .ifPresentOrElse(token -> tokens.put(id, token), () -> tokens.remove(id));
        listeners.forEach(Runnable::run);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }
}
