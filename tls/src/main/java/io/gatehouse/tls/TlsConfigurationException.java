package io.gatehouse.tls;

/** The TLS settings, or a file that they name, are wrong: the message says which key, what was found and what to do. */
public final class TlsConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TlsConfigurationException(String message) {
        super(message);
    }

    public TlsConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
