package io.gatehouse.broker.wire;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;

/** Record batches (format v2, COMPAT A5.1) for those who keep their state in a log. Thread: any. */
public final class RecordBatches {
    /** What a batch and each record add to keys and values, rounded up (A5.1: 61 bytes, and varints). */
    private static final int BATCH_OVERHEAD = 64;

    private static final int RECORD_OVERHEAD = 32;
    private static final int MAGIC = 2;
    private static final int LENGTH_AT = 8;
    private static final int MAGIC_AT = 16;
    private static final int ATTRIBUTES_AT = 21;
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL_KEY_BYTES = 4;

    private RecordBatches() {}

    /** One uncompressed batch with base offset 0, without a producer id. */
    public static ByteBuffer batch(List<KeyValue> records, Instant timestamp) {
        int size = records.stream().mapToInt(RecordBatches::bytes).reduce(BATCH_OVERHEAD, Math::addExact);
        try (MemoryRecordsBuilder builder =
                MemoryRecords.builder(ByteBuffer.allocate(size), Compression.NONE, TimestampType.CREATE_TIME, 0L)) {
            long millis = timestamp.toEpochMilli();
            records.forEach(record -> builder.append(millis, record.key(), record.value()));
            return builder.build().buffer();
        }
    }

    /**
     * Whether one of a producer's batches, which nobody has checked yet, says that it is part of a transaction. The look ends
     * where the bytes are no batch. Borrows the buffer.
     */
    public static boolean anyTransactional(ByteBuffer batches) {
        int at = batches.position();
        while (batches.limit() - at >= ATTRIBUTES_AT + Short.BYTES && batches.get(at + MAGIC_AT) == MAGIC) {
            if ((batches.getShort(at + ATTRIBUTES_AT) & TRANSACTIONAL) != 0) {
                return true;
            }
            int length = batches.getInt(at + LENGTH_AT);
            int left = batches.limit() - at - LENGTH_AT - Integer.BYTES;
            if (length <= ATTRIBUTES_AT - LENGTH_AT - Integer.BYTES || length > left) {
                return false;
            }
            at += LENGTH_AT + Integer.BYTES + length;
        }
        return false;
    }

    /** An upper bound of what this record adds to a batch. */
    public static int bytes(KeyValue record) {
        return Math.addExact(record.size(), RECORD_OVERHEAD);
    }

    /**
     * Hands every record of whole batches to {@code reader}, in order, decompressed. Borrows the buffer.
     *
     * @throws MalformedFrame if the bytes are not whole and valid batches
     */
    public static void forEach(ByteBuffer wholeBatches, Consumer<BatchRecord> reader) {
        MemoryRecords records = MemoryRecords.readableRecords(wholeBatches.duplicate());
        try {
            for (MutableRecordBatch batch : records.batches()) {
                batch.ensureValid();
                each(batch, reader);
            }
        } catch (KafkaException e) {
            throw new MalformedFrame("record batch: " + e.getMessage() + " (expected: valid batches)");
        }
        if (records.validBytes() != wholeBatches.remaining()) {
            throw new MalformedFrame("record batches of " + wholeBatches.remaining() + " bytes end at "
                    + records.validBytes() + " (expected: whole batches)");
        }
    }

    /** Whether the end of a transaction, which a control record's key says, committed it; empty for other control records. */
    public static Optional<Boolean> committed(BatchRecord control) {
        return control.key().filter(key -> key.length >= CONTROL_KEY_BYTES).flatMap(RecordBatches::committed);
    }

    private static Optional<Boolean> committed(byte[] key) {
        return switch (ByteBuffer.wrap(key).getShort(Short.BYTES)) {
            case 0 -> Optional.of(false);
            case 1 -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    private static void each(MutableRecordBatch batch, Consumer<BatchRecord> reader) {
        if (batch.magic() < MAGIC) {
            throw new MalformedFrame("record batch of format " + batch.magic() + " (expected: " + MAGIC + ")");
        }
        for (Record record : batch) {
            reader.accept(new BatchRecord(
                    record.offset(),
                    batch.producerId(),
                    batch.isTransactional(),
                    batch.isControlBatch(),
                    record.hasKey() ? bytes(record.key()) : null,
                    record.hasValue() ? bytes(record.value()) : null));
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
