package io.gatehouse.certs;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** The kinds of key worth making. */
public enum KeyType {
    /** ECDSA on P-256: 128-bit security, signs an order of magnitude faster than RSA; every client has it. */
    EC("EC", "SHA256withECDSA", 256),
    /** RSA with 3072 bits, the same strength, for devices and rules that know no elliptic curves. */
    RSA("RSA", "SHA256withRSA", 3072),
    /** Ed25519 (RFC 8410), for those whose every client knows it: Java from 15 on, OpenSSL from 1.1.1 on, no browser. */
    ED25519("EdDSA", "Ed25519", 255);

    private final String algorithm;
    private final String signature;
    private final int bits;

    KeyType(String algorithm, String signature, int bits) {
        this.algorithm = algorithm;
        this.signature = signature;
        this.bits = bits;
    }

    public KeyPair newPair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits, random);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM cannot make " + algorithm + " keys", e);
        }
    }

    String signature() {
        return signature;
    }

    /** The type of an existing key, as {@link java.security.Key#getAlgorithm} names it. */
    public static KeyType of(String algorithm) {
        for (KeyType type : values()) {
            if (type.algorithm.equals(algorithm) || type.signature.equals(algorithm)) {
                return type;
            }
        }
        throw new CertsException("the key is of type " + algorithm + " (expected: EC, RSA or Ed25519)");
    }
}
