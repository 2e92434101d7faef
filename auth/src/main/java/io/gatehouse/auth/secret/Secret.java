package io.gatehouse.auth.secret;

import com.google.errorprone.annotations.RestrictedApi;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Bytes that must not be seen: a password, a key, a token. {@code toString} shows the length only, comparison takes the
 * same time wherever the difference is, {@link #close()} wipes the bytes. Thread: any, until closed.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies {@code bytes}; the caller may wipe its own afterwards. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    public static Secret ofText(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The one place where secrets are compared, in constant time for equal lengths. */
    public boolean sameAs(Secret other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    /** A copy of the bytes; the caller wipes it. */
    @RestrictedApi(
            explanation =
                    "Secrets leave their wrapper only in code that hands them to a cipher, a digest or a key store",
            link = "docs/decisions/0002-secrets.md",
            allowedOnPath = ".*/(auth|tls|zk-security|certs)/src/.*")
    public byte[] reveal() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "Secret[" + bytes.length + " bytes]";
    }
}
