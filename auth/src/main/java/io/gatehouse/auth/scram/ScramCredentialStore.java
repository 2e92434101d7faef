package io.gatehouse.auth.scram;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Where credentials are kept and changed. A stage that fails means that the store could not be reached or written. */
public interface ScramCredentialStore extends ScramCredentials {
    /** Completes once the credential is stored and this broker has it; with no previous one unless it has one itself. */
    CompletionStage<Void> put(ScramHash hash, String user, ScramCredential credential);

    /** As {@link #put} where the user still has {@code expected}; completes with false, and nothing done, otherwise. */
    CompletionStage<Boolean> replace(ScramHash hash, String user, ScramCredential expected, ScramCredential credential);

    /** With the previous one; completes with false if there was nothing to delete. */
    CompletionStage<Boolean> delete(ScramHash hash, String user);

    /** Runs {@code changed} whenever credentials may have changed, after they can be found. It must not block. */
    void onChange(Runnable changed);

    /** Everybody's credentials, one snapshot. */
    Map<String, Map<ScramHash, ScramCredential>> all();
}
