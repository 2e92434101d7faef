package io.gatehouse.auth.scram;

/** A client's message is not SCRAM. The text is a fixed word for the audit log. */
final class MalformedScram extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedScram(String auditReason) {
        super(auditReason, null, false, false); // No stack trace: peers cause these at will.
    }

    String auditReason() {
        return String.valueOf(getMessage());
    }
}
