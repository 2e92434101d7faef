package io.gatehouse.broker.log;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/** Bytes through a codec as kafka-clients frames it. */
final class Compressed {
    private Compressed() {}

    static byte[] with(CompressionType codec, byte[]... pieces) {
        ByteBufferOutputStream out = new ByteBufferOutputStream(512);
        try (OutputStream stream = Compression.of(codec).build().wrapForOutput(out, Batch.MAGIC)) {
            for (byte[] piece : pieces) {
                stream.write(piece);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        byte[] bytes = new byte[out.buffer().flip().remaining()];
        out.buffer().get(bytes);
        return bytes;
    }
}
