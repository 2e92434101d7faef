package io.gatehouse.certs;

/** Something outside is wrong: a file, a password, a name. The message is one sentence for the person who asked. */
public final class CertsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CertsException(String message) {
        super(message);
    }

    public CertsException(String message, Throwable cause) {
        super(message, cause);
    }
}
