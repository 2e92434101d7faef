package io.gatehouse.auth.gssapi;

/** A listener cannot take log-ins by Kerberos, for a reason that an operator can mend; the message is the whole story. */
public final class KerberosFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KerberosFailure(String message) {
        super(message);
    }

    KerberosFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
