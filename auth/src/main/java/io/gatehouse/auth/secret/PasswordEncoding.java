package io.gatehouse.auth.secret;

import java.util.List;

/**
 * How passwords are encrypted before they are stored (CONFORMANCE ENC-02, ENC-03). What is read says itself how it was
 * written; here stand the words that are taken.
 *
 * @param keyFactory one of {@link #KEY_FACTORIES}
 * @param cipher one of {@link #CIPHERS}
 * @param keyBits one of {@link #KEY_BITS}
 * @param iterations {@link #ITERATIONS_MIN} to {@link #ITERATIONS_MAX}
 */
public record PasswordEncoding(String keyFactory, String cipher, int keyBits, int iterations) {
    /** Nobody changes what is encrypted with it unseen, unlike what Kafka writes where nothing is said. */
    public static final String GCM = "AES/GCM/NoPadding";

    public static final List<String> CIPHERS =
            List.of(GCM, "AES/CBC/PKCS5Padding", "AES/CFB/PKCS5Padding", "AES/OFB/PKCS5Padding");

    public static final List<String> KEY_FACTORIES = List.of(
            "PBKDF2WithHmacSHA512",
            "PBKDF2WithHmacSHA384",
            "PBKDF2WithHmacSHA256",
            "PBKDF2WithHmacSHA224",
            "PBKDF2WithHmacSHA1");

    public static final List<Integer> KEY_BITS = List.of(128, 192, 256);

    /** Kafka's. */
    public static final int ITERATIONS_MIN = 1024;

    /** Some tenths of a second for each password: more would let whoever may write one keep a broker from starting. */
    public static final int ITERATIONS_MAX = 500_000;

    public PasswordEncoding {
        require(KEY_FACTORIES.contains(keyFactory), "key factory", keyFactory);
        require(CIPHERS.contains(cipher), "cipher", cipher);
        require(KEY_BITS.contains(keyBits), "key length", keyBits);
        require(iterations >= ITERATIONS_MIN && iterations <= ITERATIONS_MAX, "iterations", iterations);
    }

    boolean authenticated() {
        return cipher.equals(GCM);
    }

    private static void require(boolean legal, String what, Object found) {
        if (!legal) {
            throw new IllegalArgumentException(what + " " + found);
        }
    }
}
