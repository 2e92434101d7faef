package io.gatehouse.broker.wire;

import org.jspecify.annotations.Nullable;

/** A record to be written: a key, and a value or a tombstone. Takes over the arrays. */
public final class KeyValue {
    private final byte[] key;
    private final byte @Nullable [] value;

    private KeyValue(byte[] key, byte @Nullable [] value) {
        this.key = key;
        this.value = value;
    }

    public static KeyValue of(byte[] key, byte[] value) {
        return new KeyValue(key, value);
    }

    /** Says that the key's former value is gone. */
    public static KeyValue tombstone(byte[] key) {
        return new KeyValue(key, null);
    }

    public byte[] key() {
        return key;
    }

    public byte @Nullable [] value() {
        return value;
    }

    /** Bytes of key and value, without what a batch adds. */
    public int size() {
        return key.length + (value == null ? 0 : value.length);
    }
}
