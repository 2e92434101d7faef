package io.gatehouse.auth.scram;

import java.util.Optional;

/** The credentials as they stand now. Thread: any; reads one snapshot and never blocks, unless it says that it may. */
public interface ScramCredentials {
    Optional<ScramCredential> find(ScramHash hash, String user);

    /** Whether {@link #find} may wait for others. */
    default boolean slow() {
        return false;
    }

    /** Whether what was proved with {@code proven} is still one of the user's. Never blocks. */
    default boolean stillHas(ScramHash hash, String user, ScramCredential proven) {
        return find(hash, user).filter(now -> now.has(proven)).isPresent();
    }

    /**
     * The iteration count that most users of this cluster have. A user who does not exist is answered with it, so that
     * the count does not tell who exists (attack 84).
     */
    default int typicalIterations(ScramHash hash) {
        return ScramCredential.ITERATIONS_DEFAULT;
    }
}
