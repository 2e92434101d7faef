package io.gatehouse.broker.api.security;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Tells the failures that a store announces from bugs, which go on as they are. */
final class StoreOutcomes {
    private StoreOutcomes() {}

    /** True when the change is stored, false when it failed with the store's own failure. */
    static CompletionStage<Boolean> stored(CompletionStage<Void> change, Class<? extends Throwable> failure) {
        return change.thenApply(done -> true).exceptionallyCompose(thrown -> {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            return failure.isInstance(cause)
                    ? CompletableFuture.completedStage(false)
                    : CompletableFuture.failedStage(cause);
        });
    }
}
