package io.gatehouse.tls;

/** Who does the cryptography. */
public enum TlsProvider {
    /** BoringSSL where the platform has it and can do exactly what the settings say, else the JDK. */
    AUTO,
    /** BoringSSL; an error where the platform does not have it. */
    OPENSSL,
    JDK
}
