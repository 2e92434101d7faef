package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.CloseableIterator;

/**
 * Checks the records of one batch and makes of it what will be written: the same bytes with offsets and epoch put in
 * where the topic's codec is the batch's, otherwise a new batch (COMPAT A5.4.16 to .27).
 */
final class BatchPreparation {
    private final LogConfig config;
    private final LaneMemory memory;
    private final long now;

    BatchPreparation(LogConfig config, LaneMemory memory, long now) {
        this.config = config;
        this.memory = memory;
        this.now = now;
    }

    /** Checks records; an answer in the result means refusal. */
    RecordCheck records(ByteBuffer batch, int at, int end) throws InvalidRecords {
        RecordCheck check = new RecordCheck(config, now);
        try (RecordWindow window = RecordWindow.of(batch, at, end, memory, Codec.budget(config.maxMessageBytes()))) {
            check.walk(window, Batch.count(batch, at), Batch.baseTimestamp(batch, at));
        }
        if (Batch.codec(batch, at) == Codec.NONE && !check.offsetsInOrder()) {
            throw new InvalidRecords("offsets of records are not 0, 1, 2 and so on");
        }
        return check;
    }

    /** The batch as it will be written, all of the returned buffer. */
    ByteBuffer placed(ByteBuffer batch, int at, int end, RecordCheck check, long offset, int leaderEpoch)
            throws InvalidRecords {
        // What ends a transaction stays a plain record (COMPAT A5.3.1).
        int codec = Batch.hasAttribute(batch, at, Batch.CONTROL)
                ? Codec.NONE
                : Codec.target(config.compression(), Batch.codec(batch, at));
        if (codec != Batch.codec(batch, at) || !check.offsetsInOrder()) {
            return rebuilt(batch, at, end, check, codec, offset, leaderEpoch);
        }
        Batch.place(batch, at, offset, leaderEpoch);
        Batch.stamp(batch, at, config.logAppendTime(), config.logAppendTime() ? now : check.maxTimestamp());
        return whole(batch, at, end);
    }

    private static ByteBuffer whole(ByteBuffer batch, int at, int end) {
        return batch.position() == at && batch.limit() == end ? batch : batch.slice(at, end - at);
    }

    private ByteBuffer rebuilt(
            ByteBuffer batch, int at, int end, RecordCheck check, int codec, long offset, int leaderEpoch)
            throws InvalidRecords {
        if (codec == Codec.NONE) {
            requireAllowed(check.bytes() + Batch.HEADER);
        }
        requireRebuildable(Batch.count(batch, at), check.largest());
        int expected = codec == Codec.NONE ? (int) check.bytes() + Batch.HEADER : end - at;
        ByteBufferOutputStream output = new ByteBufferOutputStream(expected);
        MutableRecordBatch source = MemoryRecords.readableRecords(batch.slice(at, end - at))
                .batches()
                .iterator()
                .next();
        try (MemoryRecordsBuilder builder = builder(output, source, codec, offset, leaderEpoch);
                CloseableIterator<Record> records = source.streamingIterator(BufferSupplier.NO_CACHING)) {
            long next = offset;
            while (records.hasNext()) {
                builder.appendWithOffset(next++, records.next());
                requireAllowed(output.position()); // Not at the end only, when all of the budget may stand there.
            }
            ByteBuffer bytes = builder.build().buffer();
            requireAllowed(bytes.remaining());
            return bytes;
        } catch (RuntimeException refused) { // kafka-clients refuses in this way what our own walk let pass.
            throw new InvalidRecords("records cannot be written again in the topic's codec");
        }
    }

    private MemoryRecordsBuilder builder(
            ByteBufferOutputStream output, MutableRecordBatch source, int codec, long offset, int leaderEpoch) {
        Compression compression = Codec.writer(codec, config);
        return new MemoryRecordsBuilder(
                output,
                Batch.MAGIC,
                compression,
                config.logAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                offset,
                now,
                source.producerId(),
                source.producerEpoch(),
                source.baseSequence(),
                source.isTransactional(),
                false,
                leaderEpoch,
                Integer.MAX_VALUE);
    }

    /**
     * Each record is taken into memory as a whole to be compressed again, and costs a microsecond or two: no more of them
     * than fit into a plain batch of the allowed size. A producer whose batch holds more splits it and tries again.
     */
    private void requireRebuildable(int count, int largest) throws InvalidRecords {
        int countMax = Math.max(1, config.maxMessageBytes() / RecordCheck.RECORD_MIN);
        int largestMax = Codec.piece(Codec.budget(config.maxMessageBytes()));
        if (count > countMax || largest > largestMax) {
            throw new InvalidRecords(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "batch to be compressed again with " + count + " records of up to " + largest
                            + " bytes (expected: at most " + countMax + " of up to " + largestMax + ")");
        }
    }

    /** COMPAT A5.4.21. */
    private void requireAllowed(long bytes) throws InvalidRecords {
        if (bytes > config.maxMessageBytes()) {
            throw new InvalidRecords(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "batch of " + bytes + " bytes as the topic stores it (expected: at most " + config.maxMessageBytes()
                            + ")");
        }
    }
}
