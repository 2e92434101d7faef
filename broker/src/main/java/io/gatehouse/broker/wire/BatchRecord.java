package io.gatehouse.broker.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One record as it stands in a log, with what its batch says of it. The arrays are the caller's. */
public final class BatchRecord {
    private final long offset;
    private final long producerId;
    private final boolean transactional;
    private final boolean control;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;

    BatchRecord(
            long offset,
            long producerId,
            boolean transactional,
            boolean control,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        this.offset = offset;
        this.producerId = producerId;
        this.transactional = transactional;
        this.control = control;
        this.key = key;
        this.value = value;
    }

    public long offset() {
        return offset;
    }

    /** The producer's id, -1 if it had none. */
    public long producerId() {
        return producerId;
    }

    public boolean transactional() {
        return transactional;
    }

    /** Whether this is the log's own record (a transaction's end), not somebody's data. */
    public boolean control() {
        return control;
    }

    public Optional<byte[]> key() {
        return Optional.ofNullable(key);
    }

    /** Empty for a tombstone. */
    public Optional<byte[]> value() {
        return Optional.ofNullable(value);
    }
}
