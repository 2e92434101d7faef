package io.gatehouse.broker.log;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Tells keys apart by 128 bits. Keys come from clients, and two that look the same would lose one of their values, so the
 * digest is one for which nobody finds such a pair, and salted besides. What is written to it is the key, in pieces.
 * Thread: one cleaner thread.
 */
final class KeyHash extends OutputStream {
    private final byte[] salt;
    private final MessageDigest digest;
    private long high;
    private long low;

    KeyHash(byte[] salt) {
        this.salt = salt.clone();
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) { // Every Java has it.
            throw new IllegalStateException(impossible);
        }
        digest.update(this.salt);
    }

    @Override
    public void write(int part) {
        digest.update((byte) part);
    }

    @Override
    public void write(byte[] part, int offset, int length) {
        digest.update(part, offset, length);
    }

    /** The key is complete: {@link #high} and {@link #low} tell it until the next one is. */
    void finish() {
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        high = bytes.getLong();
        low = bytes.getLong();
        digest.update(salt);
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }
}
