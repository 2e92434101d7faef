package io.gatehouse.auth.oauth;

/** A first message that cannot be one. */
final class MalformedOauth extends Exception {
    private static final long serialVersionUID = 1;

    private final String auditReason;

    MalformedOauth(String auditReason) {
        super(auditReason, null, false, false);
        this.auditReason = auditReason;
    }

    String auditReason() {
        return auditReason;
    }
}
