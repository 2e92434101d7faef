package io.gatehouse.auth.scram;

/** Finds the credential of a user, or one that no password fits. Both take the same work. Thread: any. */
record CredentialLookup(ScramHash hash, ScramCredentials credentials, PhantomCredentials phantoms) {
    static final String UNKNOWN_USER = "unknown-user";

    ScramLookup find(String user) {
        ScramCredential phantom = phantom(user);
        return credentials
                .find(hash, user)
                .map(found -> usable(user, found, phantom))
                .orElseGet(() -> ScramLookup.phantom(phantom, UNKNOWN_USER));
    }

    ScramCredential phantom(String user) {
        return phantoms.credentialFor(hash, user, credentials.typicalIterations(hash));
    }

    private ScramLookup usable(String user, ScramCredential found, ScramCredential phantom) {
        if (found.iterations() < ScramCredential.ITERATIONS_MIN) {
            return ScramLookup.phantom(phantom, "iterations-below-floor");
        }
        return found.fits(hash)
                ? ScramLookup.real(found, proven -> credentials.stillHas(hash, user, proven))
                : ScramLookup.phantom(phantom, "damaged-credential");
    }
}
