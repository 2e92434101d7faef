package io.gatehouse.auth.gssapi;

import io.gatehouse.auth.secret.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens what is encrypted with a service's key: AES with SHA-1 (RFC 3962) or SHA-2 (RFC 8009). Only used to read on after
 * the JDK has verified the same bytes with the same key, because its GSS does not tell when a ticket ends.
 */
final class TicketCipher {
    private static final int BLOCK = 16;

    /** RFC 4120 section 7.5.1: tickets are encrypted under the service's key with usage 2. */
    private static final int TICKET_USAGE = 2;

    private static final byte ENCRYPTION = (byte) 0xaa;
    private static final byte INTEGRITY = 0x55;

    private final int type;
    private final byte[] key;

    TicketCipher(int type, byte[] key) {
        this.type = type;
        this.key = key;
    }

    /** Empty where the key is not the one. */
    Optional<byte[]> open(byte[] cipherText) throws GeneralSecurityException {
        int macLength = switch (type) {
            case Encrypted.AES128_SHA256 -> 16;
            case Encrypted.AES256_SHA384 -> 24;
            default -> 12;
        };
        if (cipherText.length < BLOCK + macLength) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOf(cipherText, cipherText.length - macLength);
        byte[] mac = Arrays.copyOfRange(cipherText, body.length, cipherText.length);
        byte[] plain = decrypt(derived(ENCRYPTION, key.length), body);
        byte[] expected = newer()
                ? hmac(hash(), derived(INTEGRITY, macLength), new byte[BLOCK], body)
                : hmac("HmacSHA1", derived(INTEGRITY, key.length), plain);
        if (!Secret.of(Arrays.copyOf(expected, macLength)).sameAs(Secret.of(mac))) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(plain, BLOCK, plain.length)); // Without the confounder.
    }

    private String hash() {
        return type == Encrypted.AES128_SHA256 ? "HmacSHA256" : "HmacSHA384";
    }

    private boolean newer() {
        return type == Encrypted.AES128_SHA256 || type == Encrypted.AES256_SHA384;
    }

    byte[] derived(byte purpose, int length) throws GeneralSecurityException {
        byte[] label = {0, 0, 0, TICKET_USAGE, purpose};
        return newer() ? byHash(label, length) : byCipher(label, length);
    }

    /** RFC 8009 section 3. */
    private byte[] byHash(byte[] label, int length) throws GeneralSecurityException {
        byte[] bits =
                ByteBuffer.allocate(Integer.BYTES).putInt(length * Byte.SIZE).array();
        return Arrays.copyOf(hmac(hash(), key, new byte[] {0, 0, 0, 1}, label, new byte[] {0}, bits), length);
    }

    /** RFC 3961 section 5.1. */
    private byte[] byCipher(byte[] label, int length) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding"); // One block without a vector: the block cipher itself.
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[BLOCK]));
        ByteBuffer made = ByteBuffer.allocate(2 * BLOCK);
        byte[] block = folded(label, BLOCK);
        while (made.hasRemaining()) {
            block = cipher.doFinal(block);
            made.put(block);
        }
        return Arrays.copyOf(made.array(), length);
    }

    /** RFC 3961's n-fold: copies, each turned by 13 more bits to the right, added up with the carry carried around. */
    static byte[] folded(byte[] text, int length) {
        int copies = lcm(text.length, length) / text.length;
        int bits = text.length * Byte.SIZE;
        byte[] sum = new byte[length];
        int carry = 0;
        for (int at = copies * text.length - 1; at >= 0; at--) {
            int start = Math.floorMod((at % text.length) * Byte.SIZE - 13 * (at / text.length), bits);
            int high = text[start / Byte.SIZE] & 0xff;
            int low = text[(start / Byte.SIZE + 1) % text.length] & 0xff;
            int turned = (((high << Byte.SIZE) | low) >>> (Byte.SIZE - start % Byte.SIZE)) & 0xff;
            carry += turned + (sum[at % length] & 0xff);
            sum[at % length] = (byte) carry;
            carry >>>= Byte.SIZE;
        }
        for (int at = length - 1; carry != 0; at = at == 0 ? length - 1 : at - 1) {
            carry += sum[at] & 0xff;
            sum[at] = (byte) carry;
            carry >>>= Byte.SIZE;
        }
        return sum;
    }

    private static int lcm(int one, int other) {
        int multiple = one;
        while (multiple % other != 0) {
            multiple += one;
        }
        return multiple;
    }

    private static byte[] decrypt(byte[] key, byte[] body) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(body.length == BLOCK ? "AES/CBC/NoPadding" : "AES/CTS/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[BLOCK]));
        return cipher.doFinal(body);
    }

    private static byte[] hmac(String algorithm, byte[] key, byte[]... texts) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        for (byte[] text : texts) {
            mac.update(text);
        }
        return mac.doFinal();
    }
}
