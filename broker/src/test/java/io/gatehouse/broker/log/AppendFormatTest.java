package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an append makes of a batch (COMPAT A5.4.25 to .29). */
final class AppendFormatTest {
    @TempDir
    private Path root;

    private PartitionLog log(String... settings) {
        return new LogFixture(root).create(config(settings));
    }

    private static ByteBuffer stored(PartitionLog log) {
        return log.read(0, 1 << 20, log.logEndOffset(), true).batches();
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void theProducersCodecIsKeptAndOnlyOffsetAndEpochChange(CompressionType codec) { // COMPAT A5.4.25
        PartitionLog log = log();
        ByteBuffer sent = Batches.of(codec, "a", "b", "c");
        append(log, Batches.of("first"));
        log.beginEpoch(4);

        AppendResult appended =
                log.append(sent.duplicate(), 4, AppendOrigin.CLIENT, LogFixture.VERSION, LogFixture.NOW);

        ByteBuffer kept = log.read(1, 1 << 20, 4, true).batches();
        assertThat(appended.error()).isEqualTo(ErrorCode.NONE);
        assertThat(appended.baseOffset()).isEqualTo(1);
        assertThat(appended.lastOffset()).isEqualTo(3);
        assertThat(appended.logAppendTime()).isEqualTo(-1);
        assertThat(Batch.leaderEpoch(kept, 0)).isEqualTo(4);
        assertThat(kept.slice(16, kept.limit() - 16)).isEqualTo(sent.slice(16, sent.limit() - 16));
        assertThat(Batches.texts(kept)).containsExactly("1:a", "2:b", "3:c");
    }

    static Stream<Arguments> codecs() {
        return Arrays.stream(CompressionType.values())
                .flatMap(from -> Arrays.stream(CompressionType.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aTopicsOwnCodecReplacesTheProducers(CompressionType from, CompressionType to) { // COMPAT A5.4.26
        String choice = to == CompressionType.NONE ? "uncompressed" : to.name;
        PartitionLog log = log("compression.type", choice);

        AppendResult appended = append(log, Batches.of(from, "a", "b", "c"));

        assertThat(appended.error()).isEqualTo(ErrorCode.NONE);
        assertThat(Batch.codec(stored(log), 0)).isEqualTo(to.id);
        assertThat(Batch.maxTimestamp(stored(log), 0)).isEqualTo(Batches.NOW + 2);
        assertThat(Batches.texts(stored(log))).containsExactly("0:a", "1:b", "2:c");
        assertThat(append(log, Batches.of(from, "d")).baseOffset()).isEqualTo(3);
    }

    @Test
    void recompressionKeepsTheProducersSequence() {
        PartitionLog log = log("compression.type", "gzip");

        append(log, Batches.idempotent(9, 2, 0, "a", "b"));

        assertThat(Batch.producerId(stored(log), 0)).isEqualTo(9);
        assertThat(Batch.producerEpoch(stored(log), 0)).isEqualTo((short) 2);
        assertThat(Batch.baseSequence(stored(log), 0)).isZero();
        assertThat(append(log, Batches.idempotent(9, 2, 0, "a", "b")).duplicate())
                .isTrue();
    }

    @Test
    void whatGrowsBeyondTheLimitByRecompressionIsTooLarge() { // COMPAT A5.4.21
        PartitionLog log = log("compression.type", "uncompressed", "max.message.bytes", "500");

        AppendResult refused = append(log, Batches.of(CompressionType.GZIP, "x".repeat(1_000)));

        assertThat(refused.error()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(log.logEndOffset()).isZero();
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void logAppendTimeIsTheBrokersClock(CompressionType codec) { // COMPAT A5.4.25
        PartitionLog log = log("message.timestamp.type", "LogAppendTime");

        AppendResult appended =
                append(log, Batches.of(codec, new SimpleRecord(5, Batches.bytes("k"), Batches.bytes("v"))));

        assertThat(appended.logAppendTime()).isEqualTo(Batches.NOW);
        MemoryRecords.readableRecords(stored(log)).records().forEach(record -> {
            record.ensureValid();
            assertThat(record.timestamp()).isEqualTo(Batches.NOW);
        });
        assertThat(Batches.texts(stored(log))).containsExactly("0:v");
    }

    @Test
    void aMaxTimestampThatLiesIsPutRight() { // COMPAT A5.4.27, attack 198
        PartitionLog log = log();

        append(log, Batches.forged(Batches.of("a", "b"), batch -> batch.putLong(35, Long.MAX_VALUE)));

        assertThat(Batch.maxTimestamp(stored(log), 0)).isEqualTo(Batches.NOW + 1);
        assertThat(Batches.texts(stored(log))).containsExactly("0:a", "1:b");
        assertThat(log.maxTimestamp()).isEqualTo(new TimestampAndOffset(Batches.NOW + 1, 1, 0));
    }

    @Test
    void noTimestampStaysNone() { // COMPAT A5.4.27
        PartitionLog log = log();

        append(log, Batches.at(-1, "a"));

        assertThat(Batch.maxTimestamp(stored(log), 0)).isEqualTo(-1);
        assertThat(log.maxTimestamp()).isEqualTo(TimestampAndOffset.NONE);
    }

    @Test
    void aCompressedBatchWithOddInnerOffsetsIsBuiltAnew() { // COMPAT A5.4.17
        PartitionLog log = log();
        byte[] sameOffsetTwice = {12, 0, 0, 0, 1, 1, 0, 12, 0, 0, 0, 1, 1, 0};

        AppendResult appended =
                append(log, Batches.raw(Codec.GZIP, 2, Compressed.with(CompressionType.GZIP, sameOffsetTwice)));

        assertThat(appended.error()).isEqualTo(ErrorCode.NONE);
        assertThat(Batches.texts(stored(log))).containsExactly("0:null", "1:null");
    }

    @Test
    void aReadOnlyBufferIsCopied() {
        PartitionLog log = log();

        append(log, Batches.of("a").asReadOnlyBuffer());

        assertThat(LogFixture.all(log)).containsExactly("0:a");
    }

    @Test
    void aDirectBufferInTheMiddleOfAFrameIsTakenAsItStands() {
        PartitionLog log = log("compression.type", "producer");
        for (CompressionType codec : CompressionType.values()) {
            ByteBuffer batch = Batches.of(codec, "a");
            ByteBuffer frame = ByteBuffer.allocateDirect(batch.remaining() + 30).position(10);
            frame.put(batch).limit(frame.position()).position(10);
            append(log, frame);
        }

        assertThat(LogFixture.all(log)).containsExactly("0:a", "1:a", "2:a", "3:a", "4:a");
    }
}
