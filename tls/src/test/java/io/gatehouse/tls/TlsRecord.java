package io.gatehouse.tls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One record: a content type and what is in it. */
final class TlsRecord {
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION = 23;
    static final int HEARTBEAT = 24;

    static final int HEADER_BYTES = 5;

    private final int type;
    private final byte[] content;

    TlsRecord(int type, byte[] content) {
        this.type = type;
        this.content = content.clone();
    }

    int type() {
        return type;
    }

    byte[] content() {
        return content.clone();
    }

    /** All whole records in these bytes. */
    static List<TlsRecord> in(byte[] bytes) {
        List<TlsRecord> records = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.remaining() >= HEADER_BYTES) {
            int type = rest.get();
            rest.getShort();
            byte[] content = new byte[Short.toUnsignedInt(rest.getShort())];
            rest.get(content);
            records.add(new TlsRecord(type, content));
        }
        return records;
    }

    /** The handshake messages of these records, each with its header. */
    static List<byte[]> messages(List<TlsRecord> records) {
        ByteBuffer rest = ByteBuffer.wrap(Octets.joined(records.stream()
                .filter(record -> record.type == HANDSHAKE)
                .map(record -> record.content)
                .toArray(byte[][]::new)));
        List<byte[]> messages = new ArrayList<>();
        while (rest.hasRemaining()) {
            byte[] message = new byte[4 + (rest.getInt(rest.position()) & 0xffffff)];
            rest.get(message);
            messages.add(message);
        }
        return messages;
    }

    @Override
    public String toString() {
        return type + ":" + java.util.Arrays.toString(content);
    }
}
