package io.gatehouse.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-128-GCM for the records of one direction, as TLS 1.3 and 1.2 use it. */
final class RecordKeys {
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int EXPLICIT_BYTES = 8;

    private final SecretKeySpec key;
    private final byte[] iv;
    private final byte[] secret;
    private long sequence;

    /** @param secret the traffic secret of TLS 1.3, or nothing */
    private RecordKeys(byte[] key, byte[] iv, byte[] secret) {
        this.key = new SecretKeySpec(key, "AES");
        this.iv = iv;
        this.secret = secret;
    }

    static RecordKeys tls13(byte[] secret) throws GeneralSecurityException {
        return new RecordKeys(
                Hkdf.expand(secret, "key", new byte[0], KEY_BYTES),
                Hkdf.expand(secret, "iv", new byte[0], NONCE_BYTES),
                secret);
    }

    /** @param salt the four bytes of the nonce that are not sent */
    static RecordKeys tls12(byte[] key, byte[] salt) {
        return new RecordKeys(key, salt, new byte[0]);
    }

    /** After a KeyUpdate. */
    RecordKeys updated() throws GeneralSecurityException {
        return tls13(Hkdf.expand(secret, "traffic upd", new byte[0], Hkdf.BYTES));
    }

    /** A whole record of TLS 1.3. */
    byte[] seal(int type, byte[] content) throws GeneralSecurityException {
        int length = content.length + 1 + TAG_BITS / 8;
        byte[] header = Octets.joined(Octets.of(TlsRecord.APPLICATION, 3, 3), Octets.u16(length));
        return Octets.joined(
                header, crypt(Cipher.ENCRYPT_MODE, nonce(), header, Octets.joined(content, Octets.of(type))));
    }

    TlsRecord open(TlsRecord record) throws GeneralSecurityException {
        byte[] header = Octets.joined(Octets.of(record.type(), 3, 3), Octets.u16(record.content().length));
        byte[] inner = crypt(Cipher.DECRYPT_MODE, nonce(), header, record.content());
        int last = inner.length - 1;
        while (inner[last] == 0) {
            last--;
        }
        return new TlsRecord(inner[last], Arrays.copyOf(inner, last));
    }

    /** A whole record of TLS 1.2. */
    byte[] seal12(int type, byte[] content) throws GeneralSecurityException {
        byte[] explicit = ByteBuffer.allocate(EXPLICIT_BYTES).putLong(sequence).array();
        byte[] sealed =
                crypt(Cipher.ENCRYPT_MODE, Octets.joined(iv, explicit), additional(type, content.length), content);
        return Octets.record(type, explicit, sealed);
    }

    TlsRecord open12(TlsRecord record) throws GeneralSecurityException {
        byte[] explicit = Arrays.copyOf(record.content(), EXPLICIT_BYTES);
        byte[] sealed = Arrays.copyOfRange(record.content(), EXPLICIT_BYTES, record.content().length);
        byte[] content = crypt(
                Cipher.DECRYPT_MODE,
                Octets.joined(iv, explicit),
                additional(record.type(), sealed.length - TAG_BITS / 8),
                sealed);
        return new TlsRecord(record.type(), content);
    }

    private byte[] additional(int type, int length) {
        return Octets.joined(
                ByteBuffer.allocate(Long.BYTES).putLong(sequence).array(), Octets.of(type, 3, 3), Octets.u16(length));
    }

    private byte[] nonce() {
        byte[] nonce = iv.clone();
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[NONCE_BYTES - 1 - i] ^= (byte) (sequence >>> (8 * i));
        }
        return nonce;
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] additional, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(additional);
        sequence++;
        return cipher.doFinal(input);
    }
}
