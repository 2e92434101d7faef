package io.gatehouse.auth.gssapi;

/** What a peer sent is not what it has to be at this point; the reason is for the audit log. */
final class MalformedToken extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedToken(String auditReason) {
        super(auditReason, null, false, false);
    }

    String auditReason() {
        return String.valueOf(getMessage());
    }
}
