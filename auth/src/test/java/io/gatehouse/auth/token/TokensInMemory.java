package io.gatehouse.auth.token;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Tokens that nobody else changes. */
public final class TokensInMemory implements TokenStore {
    private final Map<String, DelegationToken> tokens = new HashMap<>();
    private final List<Runnable> listeners = new ArrayList<>();

    @Override
    public Map<String, DelegationToken> all() {
        return Map.copyOf(tokens);
    }

    @Override
    public CompletionStage<Void> change(String id, UnaryOperator<Optional<DelegationToken>> change) {
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
