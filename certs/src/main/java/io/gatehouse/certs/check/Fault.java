package io.gatehouse.certs.check;

/** What can be wrong with a port, and the exit code by which a script tells. */
public enum Fault {
    UNKNOWN_HOST(4),
    NOBODY_LISTENS(4),
    NO_ANSWER(4),
    PLAINTEXT_KAFKA(5),
    NOT_TLS(5),
    PROTOCOL(6),
    HANDSHAKE(6),
    CLIENT_CERTIFICATE_DEMANDED(7),
    CLIENT_CERTIFICATE_REFUSED(7),
    NOT_TRUSTED(8),
    EXPIRED(9),
    NOT_YET_VALID(9),
    WRONG_NAME(10),
    WRONG_PURPOSE(11),
    REVOKED(12),
    EXPIRES_SOON(3),
    NOT_KAFKA(0);

    private final int exitCode;

    Fault(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
