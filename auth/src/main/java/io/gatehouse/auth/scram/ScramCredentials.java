package io.gatehouse.auth.scram;

import java.util.Optional;

/** The credentials as they stand now. Thread: any; reads one snapshot and never blocks. */
public interface ScramCredentials {
    Optional<ScramCredential> find(ScramHash hash, String user);

    /**
     * The iteration count that most users of this cluster have. A user who does not exist is answered with it, so that
     * the count does not tell who exists (attack 84).
     */
    default int typicalIterations(ScramHash hash) {
        return ScramCredential.ITERATIONS_DEFAULT;
    }
}
