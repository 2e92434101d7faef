package io.gatehouse.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What TLS derives keys with, for suites with SHA-256: RFC 8446 7.1, and the PRF of RFC 5246 5. */
final class Hkdf {
    static final int BYTES = 32;

    private Hkdf() {}

    static byte[] hash(byte[]... parts) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(Octets.joined(parts));
    }

    static byte[] mac(byte[] key, byte[]... parts) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(Octets.joined(parts));
    }

    static byte[] extract(byte[] salt, byte[] secret) throws GeneralSecurityException {
        return mac(salt, secret);
    }

    /** HKDF-Expand-Label, up to one block. */
    static byte[] expand(byte[] secret, String label, byte[] context, int bytes) throws GeneralSecurityException {
        byte[] info = Octets.joined(
                Octets.u16(bytes),
                Octets.sized(1, ("tls13 " + label).getBytes(StandardCharsets.US_ASCII)),
                Octets.sized(1, context));
        return Arrays.copyOf(mac(secret, info, Octets.of(1)), bytes);
    }

    /** The PRF of TLS 1.2. */
    static byte[] prf(byte[] secret, String label, byte[] seed, int bytes) throws GeneralSecurityException {
        byte[] all = Octets.joined(label.getBytes(StandardCharsets.US_ASCII), seed);
        byte[] out = new byte[0];
        byte[] a = all;
        while (out.length < bytes) {
            a = mac(secret, a);
            out = Octets.joined(out, mac(secret, a, all));
        }
        return Arrays.copyOf(out, bytes);
    }
}
