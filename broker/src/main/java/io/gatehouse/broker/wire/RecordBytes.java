package io.gatehouse.broker.wire;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.BaseRecords;
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

    /** Puts whole batches into an answer, which owns them from now on; nothing is copied. */
    public static void put(FetchResponseData.PartitionData partition, Parcel batches) {
        partition.setRecords(batches.file()
                .<BaseRecords>map(Parcel.Records::new)
                .orElseGet(() -> MemoryRecords.readableRecords(batches.memory().orElseThrow())));
    }

    /** Gives back what an answer owns; to be called once for every answer that is done with, of whatever kind. */
    public static void release(ApiMessage answer) {
        if (answer instanceof FetchResponseData fetched) {
            fetched.responses().forEach(topic -> topic.partitions().forEach(RecordBytes::release));
        }
    }

    private static void release(FetchResponseData.PartitionData partition) {
        if (partition.records() instanceof Parcel.Records records) {
            records.file().close();
        }
    }
}
