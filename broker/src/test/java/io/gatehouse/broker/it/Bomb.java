package io.gatehouse.broker.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.xerial.snappy.Snappy;

/** Batches of at most a megabyte that hold much more than that, or claim to (attacks 179 to 191). */
final class Bomb {
    static final int GZIP = 1;
    static final int SNAPPY = 2;
    static final int LZ4 = 3;
    static final int ZSTD = 4;

    /** Attributes, times and offsets of a record of nothing. */
    static final byte[] EMPTY_RECORD = {12, 0, 0, 0, 1, 1, 0};

    private static final int HEADER = 61;
    private static final int OLD_HEADER = 34;
    private static final int PIECE = 7 << 20;
    /** Of a larger stream nobody comes to see the checksum at its end. */
    private static final long READ_TO_ITS_END = 64 << 20;

    private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};

    private Bomb() {}

    /** One record with a value of so many zeros. */
    static byte[] giant(int codec, long zeros) {
        ByteBuffer front = ByteBuffer.allocate(20);
        ByteBuffer valueLength = varint(ByteBuffer.allocate(5), zeros).flip();
        varint(front, zeros + 5 + valueLength.remaining())
                .put(new byte[] {0, 0, 0, 1})
                .put(valueLength);
        return stream(codec, Arrays.copyOf(front.array(), front.position()), new byte[] {0}, zeros + 1);
    }

    /** So many bytes of the smallest records there are. */
    static byte[] swarm(int codec, long bytes) {
        return stream(codec, new byte[0], EMPTY_RECORD, bytes);
    }

    /** One snappy block, as librdkafka writes it. */
    static byte[] snappyBlock(int zeros) {
        try {
            return Snappy.compress(new byte[zeros]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code front}, then {@code pattern} over and over. */
    static byte[] stream(int codec, byte[] front, byte[] pattern, long bytes) {
        byte[] piece = new byte[PIECE]; // A multiple of both patterns' lengths.
        for (int i = 0; i < piece.length; i++) {
            piece[i] = pattern[i % pattern.length];
        }
        try {
            if (codec == GZIP) {
                return gzip(front, piece, bytes);
            }
            ByteBufferOutputStream out = new ByteBufferOutputStream(1 << 20);
            try (OutputStream compressing = compression(codec).wrapForOutput(out, (byte) 2)) {
                compressing.write(front);
                for (long left = bytes; left > 0; left -= piece.length) {
                    compressing.write(piece, 0, (int) Math.min(left, piece.length));
                }
            }
            byte[] compressed = new byte[out.buffer().flip().remaining()];
            out.buffer().get(compressed);
            return compressed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Compression compression(int codec) {
        return switch (codec) {
            case SNAPPY -> Compression.snappy().build();
            case LZ4 -> Compression.lz4().build();
            default -> Compression.zstd().level(1).build();
        };
    }

    /** Deflates one piece and repeats what came of it, which a full flush makes possible. */
    private static byte[] gzip(byte[] front, byte[] piece, long bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(GZIP_HEAD);
        out.write(deflated(front));
        byte[] deflated = deflated(piece);
        CRC32 crc = new CRC32();
        crc.update(front);
        long plain = front.length;
        for (long left = bytes; left > 0; left -= piece.length) {
            out.write(deflated);
            plain += piece.length;
            if (bytes <= READ_TO_ITS_END) {
                crc.update(piece);
            }
        }
        out.write(new byte[] {3, 0}); // An empty last block.
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt((int) plain)
                .array());
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] plain) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        deflater.setInput(plain);
        byte[] buffer = new byte[1 << 16];
        int got;
        do {
            got = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
            out.write(buffer, 0, got);
        } while (got == buffer.length);
        deflater.end();
        return out.toByteArray();
    }

    /** Garbage within garbage: a gzip stream whose content is a gzip stream, and so on. */
    static byte[] nested(int depth) {
        byte[] inner = EMPTY_RECORD;
        for (int i = 0; i < depth; i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (DeflaterOutputStream compressing = new GZIPOutputStream(out)) {
                compressing.write(inner);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            inner = out.toByteArray();
        }
        return inner;
    }

    /** A batch whose checksum is right, whatever else is not. */
    static ByteBuffer batch(int codec, int count, byte[] records, long offset, long timestamp, long maxTimestamp) {
        ByteBuffer batch = ByteBuffer.allocate(HEADER + records.length);
        batch.putLong(offset).putInt(records.length + HEADER - 12).putInt(0).put((byte) 2);
        batch.putInt(0)
                .putShort((short) codec)
                .putInt(count - 1)
                .putLong(timestamp)
                .putLong(maxTimestamp);
        batch.putLong(-1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(count)
                .put(records)
                .flip();
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(21, batch.limit() - 21));
        return batch.putInt(17, (int) crc.getValue());
    }

    /** A message of format v1 around compressed ones, as it may stand in a directory from Kafka. */
    static ByteBuffer wrapper(int codec, byte[] value, long offset, long timestamp) {
        ByteBuffer message = ByteBuffer.allocate(OLD_HEADER + value.length);
        message.putLong(offset)
                .putInt(message.capacity() - 12)
                .putInt(0)
                .put((byte) 1)
                .put((byte) codec);
        message.putLong(timestamp).putInt(-1).putInt(value.length).put(value).flip();
        CRC32 crc = new CRC32();
        crc.update(message.slice(16, message.limit() - 16));
        return message.putInt(12, (int) crc.getValue());
    }

    private static ByteBuffer varint(ByteBuffer target, long value) {
        long rest = value << 1;
        while ((rest & ~0x7fL) != 0) {
            target.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        return target.put((byte) rest);
    }
}
