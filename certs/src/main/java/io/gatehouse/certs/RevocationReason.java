package io.gatehouse.certs;

/** Why a certificate is revoked (RFC 5280 5.3.1). No hold: what was revoked stays revoked. */
public enum RevocationReason {
    UNSPECIFIED(0, "unspecified"),
    KEY_COMPROMISE(1, "keyCompromise"),
    CA_COMPROMISE(2, "cACompromise"),
    AFFILIATION_CHANGED(3, "affiliationChanged"),
    SUPERSEDED(4, "superseded"),
    CESSATION_OF_OPERATION(5, "cessationOfOperation"),
    PRIVILEGE_WITHDRAWN(9, "privilegeWithdrawn");

    private final int code;
    private final String text;

    RevocationReason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    /** The name that RFC 5280 gives it. */
    public String text() {
        return text;
    }

    public static RevocationReason parse(String text) {
        for (RevocationReason reason : values()) {
            if (reason.text.equalsIgnoreCase(text)) {
                return reason;
            }
        }
        throw new CertsException("reason = \"" + Printable.of(text) + "\" (expected: one of "
                + String.join(
                        ", ",
                        java.util.Arrays.stream(values())
                                .map(RevocationReason::text)
                                .toList())
                + ")");
    }
}
