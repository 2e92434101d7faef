package io.gatehouse.auth.gssapi;

import java.nio.ByteBuffer;

/**
 * Reads the few shapes of DER that Kerberos has, strictly: one way to write each length, nothing left over. Copies nothing
 * but what is asked for.
 */
final class Der {
    static final int SEQUENCE = 0x30;
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int TIME = 0x18;

    private static final String REASON = "malformed-kerberos-token";

    private final ByteBuffer bytes;

    Der(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    private Der(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static int field(int number) {
        return 0xa0 | number;
    }

    static int application(int number) {
        return 0x60 | number;
    }

    boolean more() {
        return bytes.hasRemaining();
    }

    /** Whether an element with this tag comes next. */
    boolean next(int tag) {
        return more() && (bytes.get(bytes.position()) & 0xff) == tag;
    }

    /** What is inside the next element, which has to have this tag. */
    Der enter(int tag) throws MalformedToken {
        if (!next(tag)) {
            throw new MalformedToken(REASON);
        }
        bytes.get();
        int length = length();
        ByteBuffer inside = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return new Der(inside);
    }

    /** As {@link #enter}, where nothing may come after it. */
    Der only(int tag) throws MalformedToken {
        Der inside = enter(tag);
        end();
        return inside;
    }

    void end() throws MalformedToken {
        if (more()) {
            throw new MalformedToken(REASON);
        }
    }

    /** Goes past an element whatever is in it. */
    void skip(int tag) throws MalformedToken {
        var unused = enter(tag);
    }

    byte[] bytes(int count) throws MalformedToken {
        if (count > bytes.remaining()) {
            throw new MalformedToken(REASON);
        }
        byte[] taken = new byte[count];
        bytes.get(taken);
        return taken;
    }

    /** All that is left. */
    byte[] rest() {
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }

    /** A number of at most four bytes, which may be negative. */
    int integer() throws MalformedToken {
        byte[] digits = only(INTEGER).rest();
        if (digits.length == 0 || digits.length > Integer.BYTES) {
            throw new MalformedToken(REASON);
        }
        int value = digits[0];
        for (int i = 1; i < digits.length; i++) {
            value = (value << Byte.SIZE) | (digits[i] & 0xff);
        }
        return value;
    }

    /** Attack 117: what is claimed is compared with what is there; DER has one way to write a length. */
    private int length() throws MalformedToken {
        int first = more() ? bytes.get() & 0xff : 0x80;
        int length = first;
        if (first > 0x7f) {
            int digits = first & 0x7f;
            if (digits < 1 || digits > 3 || digits > bytes.remaining()) {
                throw new MalformedToken(REASON);
            }
            length = 0;
            for (int i = 0; i < digits; i++) {
                length = (length << Byte.SIZE) | (bytes.get() & 0xff);
            }
            if (length < 0x80 || (length >>> (Byte.SIZE * (digits - 1))) == 0) {
                throw new MalformedToken(REASON);
            }
        }
        if (length > bytes.remaining()) {
            throw new MalformedToken(REASON);
        }
        return length;
    }
}
