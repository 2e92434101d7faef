package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks over all records of a batch and checks what a leader must know of them (COMPAT A5.4.12, .16 to .19). Knows no
 * keys, values or headers but their lengths; makes no object per record.
 */
final class RecordCheck {
    /** Attributes, timestamp, offset, key length, value length, header count: one byte each at least. */
    private static final int BODY_MIN = 6;
    /** The same with the length in front. */
    static final int RECORD_MIN = BODY_MIN + 1;
    /** A refused batch names as many of its records as help; the client shows the first. */
    private static final int ERRORS_MAX = 100;

    private static final long NO_TIMESTAMP = -1;

    private final LogConfig config;
    private final long now;
    private final List<RecordError> errors = new ArrayList<>(0);
    private boolean timestampRefused;
    private boolean keyRefused;
    private boolean offsetsInOrder = true;
    private long maxTimestamp = NO_TIMESTAMP;
    private long bytes;
    private int largest;

    RecordCheck(LogConfig config, long now) {
        this.config = config;
        this.now = now;
    }

    /** Reads {@code count} records and nothing else from the window. */
    void walk(RecordWindow window, int count, long baseTimestamp) throws InvalidRecords {
        for (int index = 0; index < count; index++) {
            if (window.atEnd()) {
                throw new InvalidRecords("batch holds " + index + " records and claims " + count);
            }
            record(window, index, baseTimestamp);
        }
        if (!window.atEnd()) {
            throw new InvalidRecords("batch holds more than the " + count + " records that it claims");
        }
        bytes = window.consumed();
    }

    private void record(RecordWindow window, int index, long baseTimestamp) throws InvalidRecords {
        int length = window.varint();
        if (length < BODY_MIN) {
            throw new InvalidRecords("record of " + length + " bytes (expected: " + BODY_MIN + " or more)");
        }
        largest = Math.max(largest, length);
        long end = window.consumed() + length;
        window.read(); // Attributes: none are defined.
        long timestamp = baseTimestamp + window.varlong();
        offsetsInOrder &= window.varint() == index;
        int keyBytes = skipBytes(window, end, -1);
        skipBytes(window, end, -1);
        headers(window, end);
        if (window.consumed() != end) {
            throw new InvalidRecords("record's length differs from what its fields add up to");
        }
        note(index, timestamp, keyBytes >= 0);
    }

    private static void headers(RecordWindow window, long end) throws InvalidRecords {
        int count = window.varint();
        if (count < 0 || 2L * count > end - window.consumed()) {
            throw new InvalidRecords("record claims " + count + " headers in " + (end - window.consumed()) + " bytes");
        }
        for (int i = 0; i < count; i++) {
            skipBytes(window, end, 0);
            skipBytes(window, end, -1);
        }
    }

    /** Skips a length and its bytes; -1 stands for null where {@code least} allows it. */
    private static int skipBytes(RecordWindow window, long end, int least) throws InvalidRecords {
        int length = window.varint();
        if (length < least || length > end - window.consumed()) {
            throw new InvalidRecords(
                    "field of " + length + " bytes (expected: " + least + ".." + (end - window.consumed()) + ")");
        }
        if (length > 0) {
            window.skip(length);
        }
        return length;
    }

    private void note(int index, long timestamp, boolean hasKey) {
        if (!hasKey && config.compact()) {
            keyRefused = true;
            error(index, "record without key (expected: a key, the topic is compacted)");
        }
        if (!config.logAppendTime() && !allowed(timestamp)) {
            timestampRefused = true;
            error(index, "timestamp " + timestamp + " is too far from the broker's time " + now);
        }
        maxTimestamp = Math.max(maxTimestamp, timestamp);
    }

    private boolean allowed(long timestamp) {
        return timestamp == NO_TIMESTAMP
                || (timestamp >= 0
                        && now - timestamp <= config.timestampBeforeMaxMillis()
                        && timestamp - now <= config.timestampAfterMaxMillis());
    }

    private void error(int index, String message) {
        if (errors.size() < ERRORS_MAX) {
            errors.add(new RecordError(index, message));
        }
    }

    boolean refused() {
        return timestampRefused || keyRefused;
    }

    /** One bad timestamp makes the whole batch INVALID_TIMESTAMP (COMPAT A5.4.19). */
    AppendResult refusal() {
        return AppendResult.refused(
                timestampRefused ? ErrorCode.INVALID_TIMESTAMP : ErrorCode.INVALID_RECORD,
                "one or more records were refused",
                errors);
    }

    boolean offsetsInOrder() {
        return offsetsInOrder;
    }

    long maxTimestamp() {
        return maxTimestamp;
    }

    /** Decompressed size of the largest record. */
    int largest() {
        return largest;
    }

    /** Decompressed size of all records. */
    long bytes() {
        return bytes;
    }
}
