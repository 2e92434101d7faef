package io.gatehouse.broker.group.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads the fields of one key or value; every length is compared with what is left before anything is allocated. */
final class FieldReader {
    private static final int VARINT_BYTES_MAX = 5;

    private final ByteBuffer bytes;
    private boolean flexible;

    FieldReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** From here on texts, bytes and arrays have varint lengths and structures end in tagged fields (KIP-482). */
    void flexible() {
        flexible = true;
    }

    short int16() {
        need(Short.BYTES);
        return bytes.getShort();
    }

    int int32() {
        need(Integer.BYTES);
        return bytes.getInt();
    }

    long int64() {
        need(Long.BYTES);
        return bytes.getLong();
    }

    Instant instant() {
        return Instant.ofEpochMilli(int64());
    }

    Duration duration() {
        return Duration.ofMillis(int32());
    }

    String string() {
        return nullableString().orElseThrow(() -> new CorruptRecord("null (expected: a text)"));
    }

    Optional<String> nullableString() {
        int length = flexible ? varint() - 1 : int16();
        return length == -1 ? Optional.empty() : Optional.of(new String(array(length), StandardCharsets.UTF_8));
    }

    Blob blob() {
        return Blob.of(array(flexible ? varint() - 1 : int32()));
    }

    /** The number of elements that follow, each of which takes {@code smallestElement} bytes or more. */
    int count(int smallestElement) {
        int claimed = flexible ? varint() - 1 : int32();
        int possible = bytes.remaining() / smallestElement;
        if (claimed < 0 || claimed > possible) {
            throw new CorruptRecord("array length " + claimed + " (expected: 0.." + possible + ")");
        }
        return claimed;
    }

    /** Skips the tagged fields that end a structure in flexible versions; none of them is known to us. */
    void endOfStructure() {
        if (flexible) {
            int fields = varint();
            for (int field = 0; field < fields; field++) {
                varint();
                array(varint());
            }
        }
    }

    void end() {
        if (bytes.hasRemaining()) {
            throw new CorruptRecord(bytes.remaining() + " bytes too many (expected: the record's end)");
        }
    }

    private byte[] array(int length) {
        if (length < 0) {
            throw new CorruptRecord("length " + length + " (expected: 0 or more)");
        }
        need(length);
        byte[] array = new byte[length];
        bytes.get(array);
        return array;
    }

    private int varint() {
        int value = 0;
        for (int index = 0; index < VARINT_BYTES_MAX; index++) {
            need(1);
            byte next = bytes.get();
            value |= (next & 0x7f) << (7 * index);
            if (next >= 0) {
                return value;
            }
        }
        throw new CorruptRecord("a varint of more than " + VARINT_BYTES_MAX + " bytes");
    }

    private void need(int length) {
        if (length > bytes.remaining()) {
            throw new CorruptRecord(length + " bytes claimed (expected: at most " + bytes.remaining() + ")");
        }
    }
}
