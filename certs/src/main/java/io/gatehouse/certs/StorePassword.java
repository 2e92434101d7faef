package io.gatehouse.certs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** Passwords of stores: made at random, or read from a file; never from a command line, never shown. */
public final class StorePassword {
    /** 192 bits: more than the AES key behind it is worth attacking, and 32 characters without padding. */
    private static final int BYTES = 24;

    private static final int BASE64_BITS = 6;

    private StorePassword() {}

    /** Letters, digits, {@code -} and {@code _}: safe in a property file and in a shell. */
    public static char[] random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        byte[] text = Base64.getUrlEncoder().withoutPadding().encode(bytes);
        return new String(text, StandardCharsets.US_ASCII).toCharArray();
    }

    /** Whether it has the length, at least, of those that {@link #random} makes. */
    static boolean madeUp(char[] password) {
        return password.length >= BYTES * Byte.SIZE / BASE64_BITS;
    }

    /** The first line of a file. */
    public static char[] read(Path file) {
        byte[] bytes = NewFiles.read(file);
        String text = new String(bytes, StandardCharsets.UTF_8);
        Arrays.fill(bytes, (byte) 0);
        String line = text.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw new CertsException("password file " + file + " is empty (expected: the password on its first line)");
        }
        return line.toCharArray();
    }

    /** What {@link #read} reads. */
    public static byte[] file(char[] password) {
        return (new String(password) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
