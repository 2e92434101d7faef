package io.gatehouse.broker.log;

import java.nio.ByteBuffer;

/** The one record of a control batch: how a transaction ended (COMPAT A5.3). */
record ControlRecord(int type, int coordinatorEpoch) {
    static final int ABORT = 0;
    static final int COMMIT = 1;
    /** A real one has about eighty bytes; a control batch that claims more is not read as one. */
    static final int BATCH_BYTES_MAX = 1_024;

    private static final int KEY_BYTES = 4;
    private static final int VALUE_BYTES = 6;

    boolean endsTransaction() {
        return type == ABORT || type == COMMIT;
    }

    /** Reads the record of the control batch between {@code at} and {@code end}. */
    static ControlRecord parse(ByteBuffer batch, int at, int end) throws InvalidRecords {
        RecordWindow record = RecordWindow.plain(batch.slice(at + Batch.HEADER, end - at - Batch.HEADER));
        record.varint(); // Length.
        record.read(); // Attributes.
        record.varlong();
        record.varint();
        int keyBytes = record.varint();
        if (keyBytes < KEY_BYTES) {
            throw new InvalidRecords("control record with a key of " + keyBytes + " bytes (expected: 4)");
        }
        record.skip(Short.BYTES);
        int type = (int) record.number(Short.BYTES);
        record.skip(keyBytes - KEY_BYTES);
        int valueBytes = record.varint();
        if (valueBytes < VALUE_BYTES) {
            return new ControlRecord(type, ProducerEntry.NO_COORDINATOR);
        }
        record.skip(Short.BYTES);
        return new ControlRecord(type, (int) record.number(Integer.BYTES));
    }
}
