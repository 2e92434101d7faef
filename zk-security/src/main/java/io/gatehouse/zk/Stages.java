package io.gatehouse.zk;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Small compositions of stages. */
final class Stages {
    private Stages() {}

    /** Done already. */
    static CompletionStage<Void> nothing() {
        return CompletableFuture.<@Nullable Void>completedFuture(null).thenAccept(done -> {});
    }

    /** Done when all are; fails as one of those that failed. All are waited for. */
    static CompletionStage<Void> all(Collection<? extends CompletionStage<Void>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
    }

    /** As {@code stage}, but a failure of the expected kind is as good as success. */
    static CompletionStage<Void> unless(CompletionStage<Void> stage, Predicate<Throwable> expected) {
        return stage.exceptionallyCompose(failure -> {
            Throwable cause = ZkFailure.unwrap(failure);
            return expected.test(cause) ? nothing() : CompletableFuture.failedFuture(cause);
        });
    }
}
