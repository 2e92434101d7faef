package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed batches that mean harm (attacks 179 to 191). */
final class DecompressionTest {
    private static final byte[] XERIAL = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1};

    @TempDir
    private Path root;

    private PartitionLog log(String... settings) {
        return new LogFixture(root).create(config(settings));
    }

    /** One record whose value is {@code megabytes} of zeros. */
    static byte[] bomb(CompressionType codec, int megabytes) {
        int value = megabytes << 20;
        byte[] head = {0, 0, 0, 1, 0, 0, 0, 0};
        List<byte[]> pieces = new ArrayList<>();
        byte[] valueLength = varint(value);
        byte[] length = varint(5 + valueLength.length + value);
        pieces.add(length);
        pieces.add(new byte[] {head[0], head[1], head[2], head[3]});
        pieces.add(valueLength);
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < megabytes; i++) {
            pieces.add(zeros);
        }
        pieces.add(new byte[] {0});
        return Compressed.with(codec, pieces.toArray(new byte[0][]));
    }

    private static byte[] varint(int value) {
        ByteBuffer bytes = ByteBuffer.allocate(5);
        int rest = value << 1;
        while ((rest & ~0x7f) != 0) {
            bytes.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest).flip();
        byte[] varint = new byte[bytes.remaining()];
        bytes.get(varint);
        return varint;
    }

    @ParameterizedTest
    @EnumSource(value = CompressionType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aBombIsRefusedWithTheMemoryOfOnePiece(CompressionType codec) { // Attack 179
        PartitionLog log = log("max.message.bytes", "1000000");
        ByteBuffer bomb = Batches.raw(codec.id, 1, bomb(codec, 80));

        AppendResult refused = append(log, bomb);

        assertThat(refused.error()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(log.logEndOffset()).isZero();
    }

    @ParameterizedTest
    @EnumSource(value = CompressionType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whatCompressesWellWithinTheLimitIsTaken(CompressionType codec) {
        PartitionLog log = log();

        AppendResult appended = append(log, Batches.raw(codec.id, 1, bomb(codec, 2)));

        assertThat(appended.error()).isEqualTo(ErrorCode.NONE);
        assertThat(log.offsetFor(Batches.NOW)).contains(new TimestampAndOffset(Batches.NOW, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(value = CompressionType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aStreamThatIsCutOffAnywhereIsRefusedOrTheWholeOfItsRecords(CompressionType codec) { // Attack 182
        PartitionLog log = log();
        byte[] whole = Compressed.with(codec, new byte[] {12, 0, 0, 0, 1, 1, 0, 14, 0, 0, 2, 1, 2, 'v', 0});

        for (int bytes = 0; bytes < whole.length; bytes++) {
            byte[] cut = java.util.Arrays.copyOf(whole, bytes);
            AppendResult result = append(log, Batches.raw(codec.id, 2, cut));
            assertThat(result.error()).isIn(ErrorCode.INVALID_RECORD, ErrorCode.NONE);
            if (result.error() == ErrorCode.NONE) {
                assertThat(bytes)
                        .as("bytes kept of " + whole.length)
                        .isGreaterThan(whole.length - 13); // Only a trailer.
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = CompressionType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void damagedStreamsNeverDoMoreThanBeRefused(CompressionType codec) { // Attacks 187, 188, 190
        PartitionLog log = log();
        Random random = new Random(codec.id);
        byte[] whole = Compressed.with(codec, new byte[] {12, 0, 0, 0, 1, 1, 0, 14, 0, 0, 2, 1, 2, 'v', 0});

        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            AppendResult result = append(log, Batches.raw(codec.id, 2, damaged));
            assertThat(result.error())
                    .isIn(
                            ErrorCode.INVALID_RECORD,
                            ErrorCode.MESSAGE_TOO_LARGE,
                            ErrorCode.INVALID_TIMESTAMP,
                            ErrorCode.NONE);
        }
    }

    @Test
    void xerialChunksMustFit() { // Attack 185
        PartitionLog log = log();

        for (int length : new int[] {Integer.MAX_VALUE, -1, 0, 50 << 20, 5}) {
            byte[] framed = ByteBuffer.allocate(XERIAL.length + 8)
                    .put(XERIAL)
                    .putInt(length)
                    .putInt(0)
                    .array();
            assertThat(append(log, Batches.raw(Codec.SNAPPY, 1, framed)).error())
                    .isEqualTo(ErrorCode.INVALID_RECORD);
        }
    }

    @Test
    void aSnappyPreambleIsNotBelieved() { // Attacks 185, 186
        PartitionLog log = log();
        byte[] fourGigabytes = {-1, -1, -1, -1, 15, 0, 0, 0};
        byte[] twoGigabytes = {-1, -1, -1, -1, 7, 0, 0, 0};

        assertThat(append(log, Batches.raw(Codec.SNAPPY, 1, fourGigabytes)).error())
                .isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(append(log, Batches.raw(Codec.SNAPPY, 1, twoGigabytes)).error())
                .isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void aBareSnappyBlockIsTaken() throws java.io.IOException { // As older clients sent it.
        PartitionLog log = log();
        byte[] block = org.xerial.snappy.Snappy.compress(new byte[] {14, 0, 0, 0, 1, 2, 'v', 0});

        assertThat(append(log, Batches.raw(Codec.SNAPPY, 1, block)).error()).isEqualTo(ErrorCode.NONE);
        assertThat(LogFixture.all(log)).containsExactly("0:v");
    }

    @Test
    void aZstdFrameThatClaimsTerabytesIsRefused() { // Attack 188
        byte[] frame = ByteBuffer.allocate(18)
                .putInt(0x28b52ffd)
                .put((byte) 0xc0)
                .put((byte) 0x58)
                .putLong(Long.reverseBytes(1L << 60))
                .putInt(0)
                .array();

        assertThat(append(log(), Batches.raw(Codec.ZSTD, 1, frame)).error()).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void theLimitsDoNotGoAwayWithATopicsOwnCodec() { // Attack 191
        PartitionLog log = log("compression.type", "lz4", "max.message.bytes", "1000000");

        AppendResult refused = append(log, Batches.raw(Codec.GZIP, 1, bomb(CompressionType.GZIP, 80)));

        assertThat(refused.error()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void aSnappyBlockLargerThanAPieceIsRefused() throws IOException { // Attack 179
        byte[] block = org.xerial.snappy.Snappy.compress(new byte[20 << 20]);

        assertThat(append(log(), Batches.raw(Codec.SNAPPY, 1, block)).error()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void aHugeRecordIsNotTakenIntoMemoryToCompressItAgain() { // Attack 191
        PartitionLog log = log("compression.type", "lz4");

        assertThat(append(log, Batches.raw(Codec.GZIP, 1, bomb(CompressionType.GZIP, 20)))
                        .error())
                .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(append(log, Batches.raw(Codec.GZIP, 1, bomb(CompressionType.GZIP, 10)))
                        .error())
                .isEqualTo(ErrorCode.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"GZIP", "SNAPPY", "LZ4"})
    void timesWithinSetsOfOldFormatAreFoundAsKafkaFindsThem(CompressionType codec) throws IOException { // COMPAT A5.2
        LogFixture fixture = new LogFixture(root);
        fixture.create(LogConfig.defaults());
        ByteBuffer first = old(codec, TimestampType.CREATE_TIME, 0);
        ByteBuffer second = old(codec, TimestampType.LOG_APPEND_TIME, 3);
        Files.write(fixture.file(0, ".log"), Batches.joined(first, second).array());

        PartitionLog log = fixture.loadAfterCrash(LogConfig.defaults(), 0);

        assertThat(log.offsetFor(100)).contains(new TimestampAndOffset(100, 0, -1));
        assertThat(log.offsetFor(101)).contains(new TimestampAndOffset(300, 1, -1));
        assertThat(log.offsetFor(301))
                .contains(new TimestampAndOffset(900, 3, -1)); // The broker's time, of all of them.
        assertThat(log.offsetFor(901)).isEmpty();
    }

    private static ByteBuffer old(CompressionType codec, TimestampType type, long offset) {
        ByteBufferOutputStream out = new ByteBufferOutputStream(512);
        try (MemoryRecordsBuilder builder = new MemoryRecordsBuilder(
                out,
                (byte) 1,
                Compression.of(codec).build(),
                type,
                offset,
                900,
                -1,
                (short) -1,
                -1,
                false,
                false,
                -1,
                1 << 20)) {
            long next = offset;
            for (long time : new long[] {100, 300, 200}) {
                builder.appendWithOffset(next++, new SimpleRecord(time, Batches.bytes("k"), Batches.bytes("v")));
            }
            return Batches.copy(builder.build());
        }
    }

    @Test
    void aStoredBombOfOldFormatIsNotOpenedByALookup() throws IOException { // Attacks 180, 191
        byte[] inner = Compressed.with(CompressionType.GZIP, new byte[100 << 20]);
        ByteBuffer message = ByteBuffer.allocate(34 + inner.length)
                .putLong(7)
                .putInt(22 + inner.length)
                .putInt(0)
                .put((byte) 1)
                .put((byte) Codec.GZIP)
                .putLong(500)
                .putInt(-1)
                .putInt(inner.length)
                .put(inner)
                .flip();
        CRC32 crc = new CRC32();
        crc.update(message.slice(16, message.limit() - 16));
        LogFixture fixture = new LogFixture(root);
        fixture.create(LogConfig.defaults());
        Files.write(
                fixture.file(0, ".log"),
                message.putInt(12, (int) crc.getValue()).array());

        PartitionLog log = fixture.loadAfterCrash(LogConfig.defaults(), 0);

        assertThat(log.offsetFor(400)).map(TimestampAndOffset::offset).contains(0L);
    }
}
