package io.gatehouse.auth.token;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Where tokens are kept. A stage that fails means that the store could not be reached or written. Thread: any. */
public interface TokenStore {
    /** All by their ids, one snapshot; those that are over may be among them. */
    Map<String, DelegationToken> all();

    /**
     * Creates, changes or removes one.
     *
     * @param change gets what is there now, and may be asked several times
     * @return completes once the change is stored and this broker has it
     */
    CompletionStage<Void> change(String id, UnaryOperator<Optional<DelegationToken>> change);

    /** Runs {@code changed} whenever tokens may have changed, after they can be found. It must not block. */
    void onChange(Runnable changed);
}
