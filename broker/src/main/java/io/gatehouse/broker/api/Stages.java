package io.gatehouse.broker.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Waits for several stages at once. */
public final class Stages {
    private Stages() {}

    /** The values of all stages, in their order; fails if one fails. */
    public static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
        List<CompletableFuture<T>> running =
                stages.stream().map(CompletionStage::toCompletableFuture).toList();
        return CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new))
                .thenApply(ignored -> running.stream().map(Stages::value).toList());
    }

    private static <T> T value(CompletableFuture<T> done) {
        return done.getNow(null);
    }
}
