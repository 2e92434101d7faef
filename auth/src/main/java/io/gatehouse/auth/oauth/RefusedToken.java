package io.gatehouse.auth.oauth;

/** Found while a token is looked at: it is no good, and the rest of it is not looked at. */
final class RefusedToken extends Exception {
    private static final long serialVersionUID = 1;

    private final TokenFault fault;
    private final String detail;

    RefusedToken(TokenFault fault, String detail) {
        super(fault.auditReason(), null, false, false);
        this.fault = fault;
        this.detail = detail;
    }

    TokenVerdict.Bad verdict(String user) {
        return new TokenVerdict.Bad(fault, user, detail);
    }
}
