package io.gatehouse.broker.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;

/** Batches of transactions, as only producers and transaction coordinators write them. */
public final class TransactionBatches {
    private static final int ROOM = 1024;

    private TransactionBatches() {}

    public static ByteBuffer data(long producer, KeyValue record) {
        try (MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(ROOM),
                RecordBatch.CURRENT_MAGIC_VALUE,
                Compression.NONE,
                TimestampType.CREATE_TIME,
                0L,
                0L,
                producer,
                (short) 0,
                0,
                true,
                0)) {
            builder.append(0L, record.key(), record.value());
            return builder.build().buffer();
        }
    }

    public static ByteBuffer marker(long producer, boolean committed) {
        ControlRecordType type = committed ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
        return MemoryRecords.withEndTransactionMarker(producer, (short) 0, new EndTransactionMarker(type, 0))
                .buffer();
    }
}
