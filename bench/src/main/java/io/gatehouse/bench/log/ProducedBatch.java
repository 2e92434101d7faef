package io.gatehouse.bench.log;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * A batch as a producer sends it, in direct memory as the network hands it over, that can be appended again and again.
 *
 * <p>An idempotent producer counts its batches under the checksum. Computing that anew for each append would cost as much
 * as the append, so the checksum's linearity is used: what flipping one bit of the sequence changes in it is always the
 * same, whatever the other bytes are.
 */
final class ProducedBatch {
    private static final int CRC_AT = 17;
    private static final int CHECKED_FROM = 21;
    private static final int PRODUCER_AT = 43;
    private static final int SEQUENCE_AT = 53;
    private static final int HEADER_BYTES = 61;
    /** Lengths, timestamp and offset deltas of a record around its value, at most. */
    private static final int RECORD_OVERHEAD = 20;

    private static final int VALUE_BYTES = 256 - RECORD_OVERHEAD;
    private static final long NO_PRODUCER = -1;

    private final ByteBuffer bytes;
    private final int records;
    private final int[] changes = new int[Integer.SIZE];
    private int sequence;

    private ProducedBatch(MemoryRecords built, int records) {
        this.records = records;
        ByteBuffer source = built.buffer().duplicate();
        bytes = ByteBuffer.allocateDirect(source.remaining()).put(source).flip();
        int first = bytes.getInt(SEQUENCE_AT);
        int crc = crc();
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            bytes.putInt(SEQUENCE_AT, first ^ (1 << bit));
            changes[bit] = crc() ^ crc;
        }
        bytes.putInt(SEQUENCE_AT, first);
    }

    /** At most {@code size} bytes of records of about 256 bytes each, from a producer that numbers its batches or not. */
    static ProducedBatch of(int size, boolean idempotent, CompressionType codec, long nowMillis) {
        Random random = new Random(7);
        SimpleRecord[] records = new SimpleRecord[Math.max(1, (size - HEADER_BYTES) / (VALUE_BYTES + RECORD_OVERHEAD))];
        for (int i = 0; i < records.length; i++) {
            records[i] = new SimpleRecord(nowMillis, text(random));
        }
        Compression compression = Compression.of(codec).build();
        return new ProducedBatch(
                idempotent
                        ? MemoryRecords.withIdempotentRecords(compression, 1, (short) 0, 0, records)
                        : MemoryRecords.withRecords(compression, records),
                records.length);
    }

    /** Letters of 16 kinds, which a codec halves. */
    private static byte[] text(Random random) {
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) ('a' + random.nextInt(16));
        }
        return value;
    }

    /** The batch as it comes from the network; an idempotent producer's next one. */
    ByteBuffer next() {
        bytes.clear().putLong(0, 0);
        if (bytes.getLong(PRODUCER_AT) != NO_PRODUCER) {
            number();
        }
        return bytes;
    }

    private void number() {
        int before = bytes.getInt(SEQUENCE_AT);
        int crc = bytes.getInt(CRC_AT);
        for (int differing = before ^ sequence; differing != 0; differing &= differing - 1) {
            crc ^= changes[Integer.numberOfTrailingZeros(differing)];
        }
        bytes.putInt(CRC_AT, crc).putInt(SEQUENCE_AT, sequence);
        long following = (long) sequence + records;
        sequence = (int) (following > Integer.MAX_VALUE ? following - Integer.MAX_VALUE - 1 : following);
    }

    private int crc() {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(CHECKED_FROM));
        return (int) crc.getValue();
    }
}
