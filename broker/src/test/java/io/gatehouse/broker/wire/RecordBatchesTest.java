package io.gatehouse.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.junit.jupiter.api.Test;

/** COMPAT A5.1, E2.7. */
final class RecordBatchesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<BatchRecord> read(ByteBuffer batches) {
        List<BatchRecord> records = new ArrayList<>();
        RecordBatches.forEach(batches, records::add);
        return records;
    }

    @Test
    void whatIsWrittenIsReadBackInOrder() {
        ByteBuffer batch = RecordBatches.batch(
                List.of(KeyValue.of(bytes("k1"), bytes("v1")), KeyValue.tombstone(bytes("k2"))),
                Instant.ofEpochMilli(5));

        List<BatchRecord> records = read(batch);

        assertThat(records).extracting(BatchRecord::offset).containsExactly(0L, 1L);
        assertThat(records.get(0).value()).contains(bytes("v1"));
        assertThat(records.get(1).value()).isEmpty();
        assertThat(records).allMatch(record -> !record.control() && !record.transactional());
        assertThat(batch.remaining()).isLessThanOrEqualTo(64 + 2 * 32 + 6);
    }

    @Test
    void compressedBatchesAreRead() {
        try (MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(256), Compression.gzip().build(), TimestampType.CREATE_TIME, 7L)) {
            builder.append(0L, bytes("k"), bytes("v"));

            assertThat(read(builder.build().buffer())).singleElement().matches(record -> record.offset() == 7);
        }
    }

    @Test
    void theEndOfATransactionIsTold() {
        BatchRecord commit = read(TransactionBatches.marker(9, true)).get(0);
        BatchRecord abort = read(TransactionBatches.marker(9, false)).get(0);

        assertThat(commit.control()).isTrue();
        assertThat(commit.producerId()).isEqualTo(9);
        assertThat(RecordBatches.committed(commit)).contains(true);
        assertThat(RecordBatches.committed(abort)).contains(false);
    }

    @Test
    void everyCutAndEveryFlippedByteOfTheBodyIsRefused() {
        ByteBuffer whole = RecordBatches.batch(List.of(KeyValue.of(bytes("key"), bytes("value"))), Instant.EPOCH);

        for (int length = 1; length < whole.limit(); length++) {
            ByteBuffer cut = whole.duplicate().limit(length);
            assertThatThrownBy(() -> read(cut)).as("cut at %d", length).isInstanceOf(MalformedFrame.class);
        }
        for (int at = 21; at < whole.limit(); at++) {
            ByteBuffer flipped =
                    ByteBuffer.allocate(whole.limit()).put(whole.duplicate()).flip();
            flipped.put(at, (byte) (flipped.get(at) ^ 1));
            assertThatThrownBy(() -> read(flipped)).as("flipped at %d", at).isInstanceOf(MalformedFrame.class);
        }
    }
}
