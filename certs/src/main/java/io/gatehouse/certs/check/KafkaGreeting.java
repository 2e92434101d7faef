package io.gatehouse.certs.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The first question of every Kafka client, ApiVersions in version 0, which a broker answers before any log-in. */
final class KafkaGreeting {
    private static final short API_VERSIONS = 18;
    private static final int CORRELATION_ID = 0x47415445;
    private static final int ANSWER_BYTES = 8;

    private KafkaGreeting() {}

    static void send(OutputStream out) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(4 + 10);
        // Length, then the header: API, version, correlation id, no client id.
        frame.putInt(10)
                .putShort(API_VERSIONS)
                .putShort((short) 0)
                .putInt(CORRELATION_ID)
                .putShort((short) -1);
        out.write(frame.array());
        out.flush();
    }

    /** The first bytes of an answer; fewer when the other side ended before. */
    static byte[] answer(InputStream in) throws IOException {
        return in.readNBytes(ANSWER_BYTES);
    }

    static boolean isKafka(byte[] answer) {
        return answer.length == ANSWER_BYTES && ByteBuffer.wrap(answer).getInt(4) == CORRELATION_ID;
    }
}
