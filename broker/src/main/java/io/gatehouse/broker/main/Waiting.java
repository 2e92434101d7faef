package io.gatehouse.broker.main;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The start and the stop of the broker wait for stages; nothing else in it does. */
final class Waiting {
    private Waiting() {}

    /** The stage's value. What it fails with is thrown; a stage that takes longer is a {@link StartFailure}. */
    static <T> T await(CompletionStage<T> stage, Duration patience, String what) {
        try {
            return stage.toCompletableFuture()
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new StartFailure(what + " took longer than " + patience.toSeconds() + " s", e.getCause());
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
