package io.gatehouse.broker.group.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Writes the fields of non-flexible record versions (COMPAT E1.4). */
final class FieldWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    FieldWriter int16(int value) {
        bytes.write(value >>> Byte.SIZE);
        bytes.write(value);
        return this;
    }

    FieldWriter int32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    FieldWriter int64(long value) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    FieldWriter instant(Instant value) {
        return int64(value.toEpochMilli());
    }

    FieldWriter duration(Duration value) {
        return int32((int) Math.min(Integer.MAX_VALUE, value.toMillis()));
    }

    FieldWriter string(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (text.length > Short.MAX_VALUE) {
            throw new OversizedRecord(text.length);
        }
        int16(text.length);
        bytes.writeBytes(text);
        return this;
    }

    FieldWriter string(Optional<String> value) {
        return value.map(this::string).orElseGet(() -> int16(-1));
    }

    FieldWriter blob(Blob value) {
        int32(value.size());
        bytes.writeBytes(value.toArray());
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
