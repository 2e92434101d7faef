package io.gatehouse.auth.oauth;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A provider's keys as far as they are known. Thread: any. */
interface ProviderKeys {
    /** Empty when what is known is too old to be believed. Never waits. */
    Optional<KeySet> current(Instant now);

    /** Completes with whether the keys have been fetched anew; within seconds, on any thread. */
    CompletionStage<Boolean> renewed();
}
