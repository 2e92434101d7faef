package io.gatehouse.auth.scram;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The two hash functions that SCRAM is offered with. SHA-1 is not among them on purpose (attack 85). */
public enum ScramHash {
    SHA_256("SCRAM-SHA-256", 1, "SHA-256", "HmacSHA256", 32),
    SHA_512("SCRAM-SHA-512", 2, "SHA-512", "HmacSHA512", 64);

    private final String mechanismName;
    private final byte code;
    private final String digestName;
    private final String macName;
    private final int length;

    ScramHash(String mechanismName, int code, String digestName, String macName, int length) {
        this.mechanismName = mechanismName;
        this.code = (byte) code;
        this.digestName = digestName;
        this.macName = macName;
        this.length = length;
    }

    /** The mechanism's registered name, also the key under which ZooKeeper keeps the credential (CONFORMANCE SCR-03). */
    public String mechanismName() {
        return mechanismName;
    }

    /** The number on the wire in Describe- and AlterUserScramCredentials (KIP-554). */
    public byte code() {
        return code;
    }

    /** The length of a hash value in bytes. */
    public int length() {
        return length;
    }

    public static Optional<ScramHash> ofCode(byte code) {
        return Arrays.stream(values()).filter(hash -> hash.code == code).findFirst();
    }

    public static Optional<ScramHash> ofMechanism(String mechanismName) {
        return Arrays.stream(values())
                .filter(hash -> hash.mechanismName.equals(mechanismName))
                .findFirst();
    }

    byte[] digest(byte[] input) {
        try {
            return MessageDigest.getInstance(digestName).digest(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + digestName, e);
        }
    }

    byte[] hmac(byte[] key, byte[] input) {
        return mac(key).doFinal(input);
    }

    /** RFC 5802 section 2.2, {@code Hi}: PBKDF2 with this hash and one block of output. */
    byte[] stretch(byte[] password, byte[] salt, int iterations) {
        // An empty HMAC key is legal, but the JDK refuses to make one; a single zero byte pads to the same block.
        Mac mac = mac(password.length == 0 ? new byte[1] : password);
        mac.update(salt);
        byte[] round = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] result = round.clone();
        for (int i = 1; i < iterations; i++) {
            round = mac.doFinal(round);
            xorInto(result, round);
        }
        return result;
    }

    static void xorInto(byte[] target, byte[] other) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= other[i];
        }
    }

    private Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(macName);
            mac.init(new SecretKeySpec(key, macName));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + macName, e);
        }
    }
}
