package io.gatehouse.auth.scram;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Salts and nonces in the shape that Kafka's tools give them: a number of 130 bits, written with the digits 0-9a-z. All
 * salts, real and made up, have this shape, so that the shape does not tell who exists (attack 84).
 */
final class ScramSalt {
    private static final int BITS = 130;

    private ScramSalt() {}

    static byte[] random(SecureRandom random) {
        return text(new BigInteger(BITS, random)).getBytes(StandardCharsets.US_ASCII);
    }

    static String randomNonce(SecureRandom random) {
        return text(new BigInteger(BITS, random));
    }

    /** The salt that these bytes stand for; needs 17 bytes or more. */
    static byte[] of(byte[] bytes) {
        byte[] enough = Arrays.copyOf(bytes, (BITS + 7) / 8);
        BigInteger number = new BigInteger(1, enough).shiftRight(enough.length * 8 - BITS);
        return text(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(BigInteger number) {
        return number.toString(Character.MAX_RADIX);
    }
}
