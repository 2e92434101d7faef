package io.gatehouse.auth.scram;

import io.gatehouse.auth.secret.PasswordPolicy;
import io.gatehouse.auth.secret.Secret;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A new password while the old one is still good, so that a user's clients can change over one by one (PEERS B6, section 3.1
 * note 10). First {@link #begin}, then every client gets the new password, then {@link #finish}: whoever is still logged in with
 * the old one is hung up on. Setting a password in the usual way makes an end to the old one at once.
 *
 * <p>Each works out one hash or waits for the store: thread: any that may take some milliseconds.
 */
public final class PasswordRotation {
    private static final Outcome CHANGED =
            new Outcome(false, "the credential was changed by somebody else meanwhile; look, and try again");

    private final ScramCredentialStore store;

    public PasswordRotation(ScramCredentialStore store) {
        this.store = store;
    }

    /** {@code password} is good from now on, and so is the one before. */
    public CompletionStage<Outcome> begin(ScramHash hash, String user, Secret password) {
        Optional<ScramCredential> current = store.find(hash, user);
        if (current.isEmpty()) {
            return none(hash, user);
        }
        if (current.get().previous().isPresent()) {
            return refused(
                    "two passwords of " + user + " are good already (expected: one; finish that rotation first)");
        }
        Optional<String> mistake = PasswordPolicy.mistake(user, password);
        if (mistake.isPresent()) {
            return refused(mistake.get());
        }
        ScramCredential next = current.get().ofNext(hash, password);
        return next.sameAs(current.get())
                ? refused("the new password is the old one (expected: another one)")
                : replaced(hash, user, current.get(), next.withPrevious(current.get()));
    }

    /** The old password is not good any more. */
    public CompletionStage<Outcome> finish(ScramHash hash, String user) {
        Optional<ScramCredential> current = store.find(hash, user);
        if (current.isEmpty()) {
            return none(hash, user);
        }
        return current.get().previous().isEmpty()
                ? refused(user + " has one password for " + hash.mechanismName()
                        + " (expected: two, after a rotation has begun)")
                : replaced(hash, user, current.get(), current.get().alone());
    }

    private CompletionStage<Outcome> replaced(
            ScramHash hash, String user, ScramCredential expected, ScramCredential credential) {
        return store.replace(hash, user, expected, credential).thenApply(done -> done ? Outcome.DONE : CHANGED);
    }

    private static CompletionStage<Outcome> none(ScramHash hash, String user) {
        return refused(user + " has no password for " + hash.mechanismName()
                + " (expected: one; bin/kafka-configs.sh --alter --entity-type users makes the first)");
    }

    private static CompletionStage<Outcome> refused(String sentence) {
        return CompletableFuture.completedStage(new Outcome(false, sentence));
    }

    /** @param sentence why it was not done; empty if it was */
    public record Outcome(boolean done, String sentence) {
        static final Outcome DONE = new Outcome(true, "");
    }
}
