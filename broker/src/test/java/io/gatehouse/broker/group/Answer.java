package io.gatehouse.broker.group;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An answer that came, or will come later. Not a future, so that a test may leave it alone. */
final class Answer<T> {
    private final CompletableFuture<T> future;

    Answer(CompletionStage<T> stage) {
        this.future = stage.toCompletableFuture();
    }

    boolean came() {
        return future.isDone();
    }

    T now() {
        if (!future.isDone()) {
            throw new AssertionError("not answered");
        }
        return future.getNow(null);
    }
}
