package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a leader refuses, row by row of COMPAT A5.4 and of the attacks on batches. */
final class AppendChecksTest {
    private static final int LENGTH = 8;
    private static final int MAGIC = 16;
    private static final int ATTRIBUTES = 21;
    private static final int LAST_DELTA = 23;
    private static final int MAX_TIMESTAMP = 35;
    private static final int COUNT = 57;

    @TempDir
    private Path root;

    private PartitionLog log(String... settings) {
        return new LogFixture(root).create(config(settings));
    }

    private static ErrorCode refusal(PartitionLog log, ByteBuffer batch) {
        AppendResult result = append(log, batch);
        assertThat(log.logEndOffset()).isZero();
        assertThat(log.sizeBytes()).isZero();
        assertThat(result.message()).isPresent();
        return result.error();
    }

    private static ErrorCode refusal(PartitionLog log, Consumer<ByteBuffer> change) {
        return refusal(log, Batches.forged(Batches.of("a", "b"), change));
    }

    @Test
    void onePartitionTakesExactlyOneBatch() { // COMPAT A5.4.7, attack 196
        PartitionLog log = log();

        assertThat(refusal(log, ByteBuffer.allocate(0))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(refusal(log, Batches.joined(Batches.of("a"), Batches.of("b"))))
                .isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void onlyFormatTwoIsTaken() { // COMPAT A5.4.7
        PartitionLog log = log();

        assertThat(refusal(log, batch -> batch.put(MAGIC, (byte) 0))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(refusal(log, batch -> batch.put(MAGIC, (byte) 1))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(refusal(log, batch -> batch.put(MAGIC, (byte) 3))).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    }

    @Test
    void aLengthThatLiesIsCorrupt() { // Attack 193
        PartitionLog log = log();
        int right = Batches.of("a", "b").getInt(LENGTH);

        for (int length : new int[] {0, 48, 49, right + 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE - 11}) {
            ByteBuffer batch = Batches.of("a", "b").putInt(LENGTH, length);
            assertThat(refusal(log, batch)).isIn(ErrorCode.CORRUPT_MESSAGE, ErrorCode.INVALID_RECORD);
        }
    }

    @Test
    void aBatchThatIsCutOffAnywhereIsRefused() {
        PartitionLog log = log();
        int whole = Batches.of("a", "b").remaining();

        for (int bytes = 0; bytes < whole; bytes++) {
            assertThat(refusal(log, Batches.of("a", "b").limit(bytes)))
                    .isIn(ErrorCode.CORRUPT_MESSAGE, ErrorCode.INVALID_RECORD);
        }
    }

    @Test
    void noBitMayBeFlippedThatMatters() { // Attack 194
        PartitionLog log = log();
        int bits = Batches.of("a", "b").remaining() * Byte.SIZE;
        int epochFrom = 12 * Byte.SIZE;
        int epochTo = 16 * Byte.SIZE;

        for (int bit = 0; bit < bits; bit++) {
            if (bit >= epochFrom && bit < epochTo) {
                continue; // The leader epoch is the leader's to set.
            }
            ByteBuffer batch = Batches.of("a", "b");
            int at = bit / Byte.SIZE;
            batch.put(at, (byte) (batch.get(at) ^ (1 << (bit % Byte.SIZE))));
            refusal(log, batch);
        }
    }

    @Test
    void theBaseOffsetMustBeZero() { // COMPAT A5.4.9, attack 195
        assertThat(refusal(log(), batch -> batch.putLong(0, 5))).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void aBatchMayBeAsLargeAsTheTopicAllows() { // COMPAT A5.4.10, attack 203
        int bytes = Batches.of("a").remaining();
        PartitionLog log = log("max.message.bytes", Integer.toString(bytes));

        assertThat(refusal(log, Batches.of("ab"))).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(append(log, Batches.of("a")).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aWrongChecksumIsCorrupt() { // COMPAT A5.4.11
        ByteBuffer batch = Batches.of("a");
        batch.put(ATTRIBUTES + 1, (byte) 8); // Right checksum, attributes changed after.

        assertThat(refusal(log(), batch)).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    }

    @Test
    void theHeaderMustCountItsRecordsRight() { // COMPAT A5.4.12, attacks 181, 195, 196
        PartitionLog log = log();

        for (int count : new int[] {0, -1, 1, 3, 1_000_000, Integer.MAX_VALUE}) {
            assertThat(refusal(log, batch -> batch.putInt(COUNT, count).putInt(LAST_DELTA, count - 1)))
                    .isEqualTo(ErrorCode.INVALID_RECORD);
        }
        assertThat(refusal(log, batch -> batch.putInt(LAST_DELTA, 2))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(refusal(log, batch -> batch.putInt(LAST_DELTA, -1))).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void aCompressedBatchMustHoldAsManyRecordsAsItClaims() { // Attack 181
        PartitionLog log = log();

        for (CompressionType codec : CompressionType.values()) {
            for (int count : new int[] {1, 3, 1_000_000}) {
                ByteBuffer batch = Batches.forged(
                        Batches.of(codec, "a", "b"),
                        forged -> forged.putInt(COUNT, count).putInt(LAST_DELTA, count - 1));
                assertThat(refusal(log, batch)).isEqualTo(ErrorCode.INVALID_RECORD);
            }
        }
    }

    @Test
    void aClientMayNotWriteControlRecords() { // COMPAT A5.4.13, attack 199
        assertThat(refusal(log(), batch -> batch.putShort(ATTRIBUTES, (short) Batch.CONTROL)))
                .isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void attributeBitsWithoutMeaningAreRefused() { // Attack 199
        PartitionLog log = log();

        for (int bit = 6; bit < Short.SIZE; bit++) {
            int attributes = 1 << bit;
            assertThat(refusal(log, batch -> batch.putShort(ATTRIBUTES, (short) attributes)))
                    .isEqualTo(ErrorCode.INVALID_RECORD);
        }
    }

    @Test
    void aProducerIdNeedsASequence() { // COMPAT A5.4.14
        PartitionLog log = log();

        assertThat(refusal(log, batch -> batch.putLong(43, 7))).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void transactionsAreNotOpenYet() { // And a transactional batch without producer id is none, attack 199.
        PartitionLog log = log();

        assertThat(refusal(log, Batches.transactional(7, 0, 0, "a"))).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(refusal(log, batch -> batch.putShort(ATTRIBUTES, (short) Batch.TRANSACTIONAL)))
                .isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void unknownCodecsAreRefused() { // Attack 183
        PartitionLog log = log();

        for (int codec = 5; codec <= 7; codec++) {
            short attributes = (short) codec;
            assertThat(refusal(log, batch -> batch.putShort(ATTRIBUTES, attributes)))
                    .isEqualTo(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        }
    }

    @Test
    void bytesOfAnotherCodecAreRefused() { // Attack 183
        PartitionLog log = log();

        for (CompressionType said : CompressionType.values()) {
            for (CompressionType real : CompressionType.values()) {
                if (said != real) {
                    ByteBuffer batch =
                            Batches.forged(Batches.of(real, "a", "b"), forged -> forged.putShort(ATTRIBUTES, said.id));
                    assertThat(refusal(log, batch)).as(said + " for " + real).isEqualTo(ErrorCode.INVALID_RECORD);
                }
            }
        }
    }

    @Test
    void zstdNeedsProduceVersionSeven() { // COMPAT A5.4.8
        PartitionLog log = log();

        AppendResult old =
                log.append(Batches.of(CompressionType.ZSTD, "a"), 0, AppendOrigin.CLIENT, (short) 6, LogFixture.NOW);
        AppendResult current =
                log.append(Batches.of(CompressionType.ZSTD, "a"), 0, AppendOrigin.CLIENT, (short) 7, LogFixture.NOW);

        assertThat(old.error()).isEqualTo(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        assertThat(current.error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aCompactedTopicNeedsKeys() { // COMPAT A5.4.16, attack 202
        PartitionLog log = log("cleanup.policy", "compact,delete");
        SimpleRecord keyed = new SimpleRecord(Batches.NOW, Batches.bytes("k"), null);
        SimpleRecord keyless = new SimpleRecord(Batches.NOW, null, Batches.bytes("v"));

        for (CompressionType codec : CompressionType.values()) {
            AppendResult refused = append(log, Batches.of(codec, keyed, keyless));
            assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_RECORD);
            assertThat(refused.recordErrors()).extracting(RecordError::index).containsExactly(1);
        }
        assertThat(append(log, Batches.of(CompressionType.NONE, keyed)).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void onlyTheBrokerSaysLogAppendTime() { // COMPAT A5.4.18
        short bit = (short) Batch.LOG_APPEND_TIME;

        assertThat(refusal(log("message.timestamp.type", "LogAppendTime"), batch -> batch.putShort(ATTRIBUTES, bit)))
                .isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    }

    @Test
    void onATopicWithCreateTimeTheBitIsTakenBack() { // COMPAT A5.4.18
        PartitionLog log = log();

        AppendResult appended = append(
                log,
                Batches.forged(Batches.of("a"), batch -> batch.putShort(ATTRIBUTES, (short) Batch.LOG_APPEND_TIME)));

        assertThat(appended.error()).isEqualTo(ErrorCode.NONE);
        ByteBuffer stored = log.read(0, 1_000, 1, true).batches();
        assertThat(Batch.hasAttribute(stored, 0, Batch.LOG_APPEND_TIME)).isFalse();
        assertThat(Batches.texts(stored)).containsExactly("0:a");
    }

    @Test
    void timestampsMustBeNearEnough() { // COMPAT A5.4.19, attack 198
        PartitionLog log = log("message.timestamp.before.max.ms", "1000", "message.timestamp.after.max.ms", "500");

        for (long wrong : new long[] {Batches.NOW - 1_001, Batches.NOW + 501, Long.MAX_VALUE, 0}) {
            AppendResult refused = append(log, Batches.at(wrong, "a", "b"));
            assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
            assertThat(refused.recordErrors()).extracting(RecordError::index).containsExactly(0, 1);
        }
        assertThat(append(log, Batches.at(Batches.NOW - 1_000, "a")).error()).isEqualTo(ErrorCode.NONE);
        assertThat(append(log, Batches.at(Batches.NOW + 500, "a")).error()).isEqualTo(ErrorCode.NONE);
        assertThat(append(log, Batches.at(-1, "a")).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void negativeTimestampsMeanNothing() { // Attack 198
        int baseTimestamp = 27;

        assertThat(refusal(log(), batch -> batch.putLong(baseTimestamp, -2).putLong(MAX_TIMESTAMP, -2)))
                .isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    }

    @Test
    void oneBadTimestampNamesTheWholeRefusal() { // COMPAT A5.4.19
        PartitionLog log = log("cleanup.policy", "compact", "message.timestamp.after.max.ms", "500");
        SimpleRecord keyless = new SimpleRecord(Batches.NOW, null, Batches.bytes("v"));
        SimpleRecord future = new SimpleRecord(Batches.NOW + 501, Batches.bytes("k"), Batches.bytes("v"));

        AppendResult refused = append(log, Batches.of(CompressionType.NONE, keyless, future));

        assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
        assertThat(refused.recordErrors()).hasSize(2);
    }

    @Test
    void offsetsWithinAPlainBatchMustCountUp() { // Attack 195
        byte[] twice = {12, 0, 0, 0, 1, 1, 0, 12, 0, 0, 0, 1, 1, 0};
        byte[] right = {12, 0, 0, 0, 1, 1, 0, 12, 0, 0, 2, 1, 1, 0};
        PartitionLog log = log();

        assertThat(refusal(log, Batches.raw(0, 2, twice))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(append(log, Batches.raw(0, 2, right)).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void recordsThatLieAboutTheirLengthsAreRefused() { // Attack 197
        PartitionLog log = log();
        byte[][] lies = {
            {20, 0, 0, 0, 1, 1, 0}, // Length 10, body 6.
            {10, 0, 0, 0, 1, 1, 0}, // Length 5.
            {1, 0, 0, 0, 1, 1, 0}, // Length -1.
            {12, 0, 0, 0, 3, 1, 0}, // Key of -2 bytes.
            {12, 0, 0, 0, 1, 100, 0}, // Value of 50 bytes.
            {12, 0, 0, 0, 1, 1, 1}, // -1 headers.
            {20, 0, 0, 0, 1, 1, -128, -128, -128, -128, 8}, // 2^30 headers.
            {16, 0, 0, 0, 1, 1, 2, 1, 1}, // A header without key.
            {12, 0, 0, 0, 1, 1, 0, 0}, // One byte too many.
            {-1, -1, -1, -1, -1, -1, 1}, // A number without end.
        };

        for (byte[] lie : lies) {
            assertThat(refusal(log, Batches.raw(0, 1, lie))).isEqualTo(ErrorCode.INVALID_RECORD);
        }
    }

    @Test
    void oneAppendFitsIntoASegmentOrIsTooLarge() { // COMPAT A5.4.22
        assertThat(refusal(log("segment.bytes", "70"), Batches.of("too long for seventy bytes")))
                .isEqualTo(ErrorCode.RECORD_LIST_TOO_LARGE);
    }

    @Test
    void anOlderLeaderEpochThanTheLogsIsRefused() {
        PartitionLog log = log();
        log.beginEpoch(5);

        AppendResult refused = append(log, Batches.of("a"));

        assertThat(refused.error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(log.logEndOffset()).isZero();
    }

    @Test
    void aCoordinatorMayWriteSeveralBatchesAtOnce() {
        PartitionLog log = log();

        AppendResult appended = log.append(
                Batches.joined(Batches.of("a", "b"), Batches.of("c")),
                3,
                AppendOrigin.COORDINATOR,
                LogFixture.VERSION,
                LogFixture.NOW);

        assertThat(appended.baseOffset()).isZero();
        assertThat(appended.lastOffset()).isEqualTo(2);
        assertThat(LogFixture.all(log)).containsExactly("0:a", "1:b", "2:c");
    }

    @Test
    void nothingOfACoordinatorsBatchesIsWrittenWhenOneIsRefused() {
        PartitionLog log = log();

        AppendResult refused = log.append(
                Batches.joined(Batches.of("a"), Batches.of("b").putInt(17, 1)),
                3,
                AppendOrigin.COORDINATOR,
                LogFixture.VERSION,
                LogFixture.NOW);

        assertThat(refused.error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(log.logEndOffset()).isZero();
    }
}
