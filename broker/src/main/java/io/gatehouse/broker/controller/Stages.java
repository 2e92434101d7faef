package io.gatehouse.broker.controller;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** What {@link CompletionStage} lacks. */
final class Stages {
    private static final CompletableFuture<?>[] NONE = {};

    private Stages() {}

    static CompletionStage<Void> done() {
        return CompletableFuture.allOf(NONE);
    }

    static <T> CompletionStage<T> of(T value) {
        return CompletableFuture.completedFuture(value);
    }

    static <T> CompletionStage<T> failed(Throwable failure) {
        return CompletableFuture.failedFuture(failure);
    }

    /** Runs {@code work}; what it throws fails the stage. */
    static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> work) {
        return done().thenCompose(nothing -> work.get());
    }

    /** Begins {@code step} for all elements at once; their results in order. */
    static <E, T> CompletionStage<List<T>> all(Collection<E> elements, Function<E, CompletionStage<T>> step) {
        List<CompletableFuture<T>> stages = new ArrayList<>(elements.size());
        for (E element : elements) {
            stages.add(step.apply(element).toCompletableFuture());
        }
        return CompletableFuture.allOf(stages.toArray(NONE))
                .thenApply(nothing ->
                        stages.stream().map(stage -> stage.getNow(null)).toList());
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
