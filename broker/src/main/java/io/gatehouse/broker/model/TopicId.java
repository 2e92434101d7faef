package io.gatehouse.broker.model;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** A topic's identity over re-creations, written as 22 characters of url-safe base64 (COMPAT A7.8). */
public record TopicId(UUID value) {
    /** "No id", as the wire writes it. */
    public static final TopicId ZERO = new TopicId(new UUID(0, 0));

    private static final int BYTES = 16;

    public static TopicId parse(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("topic id of " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new TopicId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    @Override
    public String toString() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        buffer.putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }
}
