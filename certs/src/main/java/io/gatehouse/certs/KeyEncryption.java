package io.gatehouse.certs;

import java.security.PrivateKey;
import java.security.SecureRandom;

/** How keys are encrypted at rest: PBES2 with PBKDF2 over HMAC-SHA-512 and AES-256. */
public record KeyEncryption(SecureRandom random, int iterations) {
    /** OWASP's figure of 2023 for PBKDF2 with SHA-512; half a second here, and a random password needs none of it. */
    public static final int ITERATIONS = 210_000;

    public byte[] pem(PrivateKey key, char[] password) {
        return Pem.encryptedKey(key, password, this);
    }
}
