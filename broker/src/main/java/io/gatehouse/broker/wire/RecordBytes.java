package io.gatehouse.broker.wire;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** The record batches inside messages as plain bytes, so that handlers need not know the record classes. Thread: any. */
public final class RecordBytes {
    private RecordBytes() {}

    /** The batches that a producer sent for one partition, a view of the request's frame; empty if it sent none. */
    public static Optional<ByteBuffer> of(ProduceRequestData.PartitionProduceData partition) {
        return partition.records() instanceof MemoryRecords records
                ? Optional.of(records.buffer().slice())
                : Optional.empty();
    }

    /** The size of the batches in an answer, in bytes. */
    public static int size(FetchResponseData.PartitionData partition) {
        return partition.records() == null ? 0 : partition.records().sizeInBytes();
    }

    /** Puts whole batches into an answer; the buffer is not copied. */
    public static void put(FetchResponseData.PartitionData partition, ByteBuffer batches) {
        partition.setRecords(MemoryRecords.readableRecords(batches));
    }
}
