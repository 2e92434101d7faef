package io.gatehouse.broker.wire;

import io.gatehouse.broker.model.FilePart;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/**
 * Whole record batches on their way into an answer: in memory, or still in their file. Whoever has it closes it once; an
 * answer owns what was put into it. Thread: one at a time.
 */
public final class Parcel implements AutoCloseable {
    private final ByteBuffer memory;
    private final Optional<FilePart> file;

    private Parcel(ByteBuffer memory, Optional<FilePart> file) {
        this.memory = memory;
        this.file = file;
    }

    public static Parcel empty() {
        return of(ByteBuffer.allocate(0));
    }

    public static Parcel of(ByteBuffer batches) {
        return new Parcel(batches, Optional.empty());
    }

    /** Takes over {@code batches}. */
    public static Parcel of(FilePart batches) {
        return new Parcel(ByteBuffer.allocate(0), Optional.of(batches));
    }

    public int size() {
        return file.map(FilePart::size).orElseGet(memory::remaining);
    }

    /** The batches, if they are in memory. */
    public Optional<ByteBuffer> memory() {
        return file.isPresent() ? Optional.empty() : Optional.of(memory);
    }

    /** The batches, if they are in a file; stays this parcel's. */
    public Optional<FilePart> file() {
        return file;
    }

    @Override
    public void close() {
        file.ifPresent(FilePart::close);
    }

    /** What Kafka's message class can hold. */
    static final class Records implements BaseRecords {
        private final FilePart file;

        Records(FilePart file) {
            this.file = file;
        }

        FilePart file() {
            return file;
        }

        @Override
        public int sizeInBytes() {
            return file.size();
        }

        @Override
        public RecordsSend<? extends BaseRecords> toSend() {
            throw new UnsupportedOperationException("written by ResponseEncoder");
        }
    }
}
