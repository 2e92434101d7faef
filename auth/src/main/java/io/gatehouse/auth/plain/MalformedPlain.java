package io.gatehouse.auth.plain;

/** A token that cannot be one. */
final class MalformedPlain extends Exception {
    private static final long serialVersionUID = 1;

    private final String user;
    private final String auditReason;

    MalformedPlain(String user, String auditReason) {
        super(auditReason, null, false, false);
        this.user = user;
        this.auditReason = auditReason;
    }

    /** The claimed name as far as it is known. */
    String user() {
        return user;
    }

    String auditReason() {
        return auditReason;
    }
}
