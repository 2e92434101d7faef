package io.gatehouse.auth.scram;

/**
 * The credential that an exchange works with from its first message to its last (attack 86: one snapshot).
 *
 * @param refusal why no proof can be right, empty if the credential is a real one
 */
record ScramLookup(ScramCredential credential, String refusal) {
    static ScramLookup real(ScramCredential credential) {
        return new ScramLookup(credential, "");
    }

    static ScramLookup phantom(ScramCredential phantom, String refusal) {
        return new ScramLookup(phantom, refusal);
    }

    boolean isReal() {
        return refusal.isEmpty();
    }
}
