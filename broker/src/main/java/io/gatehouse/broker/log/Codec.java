package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.BufferSupplier;

/** The codecs of a batch's attributes (COMPAT A5.1) and how we read and write them. */
final class Codec {
    static final int NONE = 0;
    static final int GZIP = 1;
    static final int SNAPPY = 2;
    static final int LZ4 = 3;
    static final int ZSTD = 4;

    /**
     * A batch may decompress to this many times its allowed size. Text rarely passes 20; at 64 a batch of 1 MiB keeps a
     * lane busy for a fraction of a second, and a producer that is told MESSAGE_TOO_LARGE splits and tries again.
     */
    private static final long RATIO_MAX = 64;

    /** Small limits on message size must not forbid ordinary small batches that compress well. */
    private static final long BUDGET_MIN = 1 << 24;

    private Codec() {}

    static boolean known(int codec) {
        return codec <= ZSTD;
    }

    /** The most bytes that one batch of a topic may decompress to (attack 179). */
    static long budget(int maxMessageBytes) {
        return Math.max(BUDGET_MIN, RATIO_MAX * maxMessageBytes);
    }

    /** The codec in which a topic stores a batch that came with {@code source}. */
    static int target(CompressionChoice choice, int source) {
        return switch (choice) {
            case PRODUCER -> source;
            case UNCOMPRESSED -> NONE;
            case GZIP -> GZIP;
            case SNAPPY -> SNAPPY;
            case LZ4 -> LZ4;
            case ZSTD -> ZSTD;
        };
    }

    /** The most bytes of one batch that are decompressed at once, where a codec cannot do it piece by piece. */
    static int piece(long budget) {
        return (int) Math.max(BUDGET_MIN, budget / RATIO_MAX);
    }

    /**
     * Decompresses {@code records}, which it borrows until the stream is closed.
     *
     * @param magic the batch's format, by which lz4's framing differs
     * @param budget of the batch
     */
    static InputStream reader(int codec, byte magic, ByteBuffer records, BufferSupplier buffers, long budget)
            throws InvalidRecords {
        if (!known(codec) || codec == NONE) {
            throw new InvalidRecords(
                    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, "compression codec " + codec + " (expected: 0..4)");
        }
        try {
            return codec == SNAPPY
                    ? new SnappyBlocks(records, piece(budget))
                    : Compression.of(CompressionType.forId(codec)).build().wrapForInput(records, magic, buffers);
        } catch (RuntimeException malformed) { // How kafka-clients reports a codec's IOException.
            throw new InvalidRecords("compressed records cannot be decompressed");
        }
    }

    /** For recompression; a topic's levels count only here (COMPAT A5.4.26). */
    static Compression writer(int codec, LogConfig config) {
        return switch (codec) {
            case GZIP -> Compression.gzip().level(config.gzipLevel()).build();
            case SNAPPY -> Compression.snappy().build();
            case LZ4 -> Compression.lz4().level(config.lz4Level()).build();
            case ZSTD -> Compression.zstd().level(config.zstdLevel()).build();
            default -> Compression.NONE;
        };
    }
}
