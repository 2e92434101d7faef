package io.gatehouse.tls;

import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;

/** The few shapes that TLS writes everything in: numbers, vectors with their length in front, handshake messages. */
final class Octets {
    private Octets() {}

    static byte[] of(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] u16(int... values) {
        byte[] bytes = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[2 * i] = (byte) (values[i] >>> 8);
            bytes[2 * i + 1] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] hex(String text) {
        return ByteBufUtil.decodeHexDump(text);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** All parts with their length in front, which takes so many bytes. */
    static byte[] sized(int lengthBytes, byte[]... parts) {
        byte[] content = joined(parts);
        byte[] length = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            length[i] = (byte) (content.length >>> (8 * (lengthBytes - 1 - i)));
        }
        return joined(length, content);
    }

    static byte[] message(int type, byte[]... parts) {
        return joined(of(type), sized(3, parts));
    }

    /** As a plaintext record; TLS 1.2 and 1.3 both write this version. */
    static byte[] record(int type, byte[]... parts) {
        return joined(of(type, 3, 3), sized(2, parts));
    }
}
