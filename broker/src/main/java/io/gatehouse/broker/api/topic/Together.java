package io.gatehouse.broker.api.topic;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Waits for the answers to the parts of a request. */
final class Together {
    private Together() {}

    /** The values of all stages, in their order; fails if one fails. */
    static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
        List<CompletableFuture<T>> running =
                stages.stream().map(CompletionStage::toCompletableFuture).toList();
        return CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> running.stream().map(Together::value).toList());
    }

    private static <T> T value(CompletableFuture<T> done) {
        return done.getNow(null);
    }
}
