package io.gatehouse.auth.secret;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts passwords that are stored where others can read them, and decrypts them, in Kafka's format (CONFORMANCE
 * ENC-01, ENC-02, ENC-04): a key for each from the secret, with a salt of its own. Thread: any.
 */
public final class PasswordEncoder {
    private static final int SALT_BYTES = 256;
    private static final int TAG_BITS = 128;
    private static final int GCM_VECTOR_BYTES = 12;
    private static final int BLOCK_BYTES = 16;

    private final Secret secret;
    private final PasswordEncoding encoding;
    private final SecureRandom random;

    /** @param encoding of what is written; what is read may be different */
    public PasswordEncoder(Secret secret, PasswordEncoding encoding, SecureRandom random) {
        this.secret = secret;
        this.encoding = encoding;
        this.random = random;
    }

    public String encode(Secret password) {
        byte[] salt = bytes(SALT_BYTES);
        byte[] vector = bytes(encoding.authenticated() ? GCM_VECTOR_BYTES : BLOCK_BYTES);
        byte[] clear = password.reveal();
        try {
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, encoding, salt, vector).doFinal(clear);
            return new PasswordRecord(encoding, salt, vector, encrypted, characters(clear)).text();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + encoding, e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** @throws UndecodablePassword if this is no record, or one of another secret, or one that was changed */
    public Secret decode(String text) {
        PasswordRecord stored = PasswordRecord.parse(text);
        byte[] clear;
        try {
            clear = cipher(Cipher.DECRYPT_MODE, stored.encoding(), stored.salt(), stored.vector())
                    .doFinal(stored.encrypted());
        } catch (GeneralSecurityException e) {
            throw foreign();
        }
        try {
            if (characters(clear) != stored.length()) {
                throw foreign();
            }
            return Secret.of(clear);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** The same for a text that has passwords in it and has to be read: who gets it keeps it as the broker's file is kept. */
    public String decodeText(String text) {
        try (Secret decoded = decode(text)) {
            byte[] clear = decoded.reveal();
            try {
                return new String(clear, StandardCharsets.UTF_8);
            } finally {
                Arrays.fill(clear, (byte) 0);
            }
        }
    }

    private static UndecodablePassword foreign() {
        return new UndecodablePassword("it does not open with password.encoder.secret, or was changed"
                + " (expected: what was encrypted with that secret)");
    }

    private Cipher cipher(int mode, PasswordEncoding how, byte[] salt, byte[] vector) throws GeneralSecurityException {
        byte[] key = key(how, salt);
        try {
            AlgorithmParameterSpec parameters =
                    how.authenticated() ? new GCMParameterSpec(TAG_BITS, vector) : new IvParameterSpec(vector);
            Cipher cipher = Cipher.getInstance(how.cipher());
            cipher.init(mode, new SecretKeySpec(key, "AES"), parameters);
            return cipher;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private byte[] key(PasswordEncoding how, byte[] salt) throws GeneralSecurityException {
        byte[] bytes = secret.reveal();
        CharBuffer characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        char[] password = Arrays.copyOf(characters.array(), characters.limit());
        PBEKeySpec spec = new PBEKeySpec(password, salt, how.iterations(), how.keyBits());
        try {
            return SecretKeyFactory.getInstance(how.keyFactory())
                    .generateSecret(spec)
                    .getEncoded();
        } finally {
            spec.clearPassword();
            Arrays.fill(password, '\0');
            Arrays.fill(characters.array(), '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** How many of Java's characters; -1 for what is no text, as a wrong key makes it. */
    private static int characters(byte[] clear) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(clear));
            int length = text.length();
            Arrays.fill(text.array(), '\0');
            return length;
        } catch (CharacterCodingException e) {
            return -1;
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
