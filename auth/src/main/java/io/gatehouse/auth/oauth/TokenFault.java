package io.gatehouse.auth.oauth;

/** Why a token speaks for nobody, each with its fixed word for the audit log. */
enum TokenFault {
    TOO_LONG("token-too-long"),
    /** Not three parts: encrypted, with two signatures, or no token at all (attack 95). */
    NOT_COMPACT("not-a-signed-token"),
    MALFORMED("malformed-token"),
    ALGORITHM("algorithm-not-allowed"),
    HEADER("header-not-allowed"),
    TYPE("wrong-token-type"),
    KEY_ID("malformed-key-id"),
    UNKNOWN_KEY("unknown-key"),
    /** Not known, and the provider does not say whether it should be. */
    UNDECIDED_KEY("unknown-key-and-provider-away"),
    AMBIGUOUS_KEY("ambiguous-key"),
    OTHER_KEY("key-for-another-algorithm"),
    STALE_KEYS("key-set-too-old"),
    SIGNATURE("wrong-signature"),
    SIGNED("signature-nobody-checks"),
    ISSUER("wrong-issuer"),
    AUDIENCE("wrong-audience"),
    TIMES("malformed-times"),
    EXPIRED("token-expired"),
    EARLY("token-not-valid-yet"),
    ISSUED_LATER("token-from-the-future"),
    SUBJECT("malformed-subject"),
    PRIVILEGED("privileged-subject"),
    SCOPE("malformed-scope"),
    INSUFFICIENT_SCOPE("insufficient-scope"),
    CLAIM("required-claim-missing"),
    GROUPS("malformed-groups"),
    /** By somebody who judges in our place. */
    PLUG_IN("plug-in-refused");

    private final String auditReason;

    TokenFault(String auditReason) {
        this.auditReason = auditReason;
    }

    String auditReason() {
        return auditReason;
    }

    /** Whether the same token may be good soon, as nothing is wrong with it but what we know (AUE-10). */
    boolean passing() {
        return this == STALE_KEYS || this == UNDECIDED_KEY;
    }

    /** What the peer is told (RFC 7628 section 3.2.2, CONFORMANCE OAU-02). */
    String status() {
        return this == INSUFFICIENT_SCOPE ? "insufficient_scope" : "invalid_token";
    }
}
