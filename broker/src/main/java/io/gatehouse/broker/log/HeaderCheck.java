package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.nio.ByteBuffer;

/** What a leader checks of a batch before it looks at its records (COMPAT A5.4.7 to .15, .18). */
final class HeaderCheck {
    private static final int ZSTD_SINCE = 7;
    private static final int LENGTH_MIN = Batch.HEADER - Batch.PREFIX;

    private HeaderCheck() {}

    /** Finds the end of the batch that begins at {@code at}, believing nothing (attack 193). */
    static int end(ByteBuffer batches, int at) throws InvalidRecords {
        int left = batches.limit() - at;
        if (left < Batch.TO_MAGIC) {
            throw new InvalidRecords(ErrorCode.CORRUPT_MESSAGE, "batch of " + left + " bytes is cut off");
        }
        byte magic = Batch.magic(batches, at);
        if (magic == 0 || magic == 1) {
            throw new InvalidRecords("batch of format v" + magic + " (expected: v2)");
        }
        if (magic != Batch.MAGIC) {
            throw new InvalidRecords(ErrorCode.CORRUPT_MESSAGE, "batch of unknown format " + magic + " (expected: 2)");
        }
        int length = Batch.length(batches, at);
        if (length < LENGTH_MIN || length > left - Batch.PREFIX) {
            throw new InvalidRecords(
                    ErrorCode.CORRUPT_MESSAGE,
                    "batch length " + length + " (expected: " + LENGTH_MIN + ".." + (left - Batch.PREFIX) + ")");
        }
        return at + Batch.PREFIX + length;
    }

    /** Checks the header of the whole batch at {@code at}. */
    static void check(ByteBuffer batch, int at, int end, AppendOrigin origin, short produceVersion, LogConfig config)
            throws InvalidRecords {
        if (origin.client() && Batch.baseOffset(batch, at) != 0) {
            throw new InvalidRecords("base offset " + Batch.baseOffset(batch, at) + " (expected: 0)");
        }
        if (end - at > config.maxMessageBytes()) {
            throw new InvalidRecords(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "batch of " + (end - at) + " bytes (expected: at most " + config.maxMessageBytes() + ")");
        }
        if (Batch.crc(batch, at) != Batch.computedCrc(batch, at)) {
            throw new InvalidRecords(ErrorCode.CORRUPT_MESSAGE, "batch with a wrong checksum");
        }
        checkCodec(Batch.codec(batch, at), produceVersion);
        checkCount(batch, at, end);
        checkAttributes(batch, at, config);
        if (Batch.hasAttribute(batch, at, Batch.CONTROL)) {
            checkMarker(batch, at, end, origin);
        } else {
            checkProducer(batch, at, origin);
        }
    }

    private static void checkCodec(int codec, short produceVersion) throws InvalidRecords {
        if (!Codec.known(codec)) {
            throw new InvalidRecords(
                    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, "compression codec " + codec + " (expected: 0..4)");
        }
        if (codec == Codec.ZSTD && produceVersion < ZSTD_SINCE) {
            throw new InvalidRecords(
                    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, "zstd in a Produce request below version 7");
        }
    }

    private static void checkCount(ByteBuffer batch, int at, int end) throws InvalidRecords {
        int count = Batch.count(batch, at);
        int bytes = end - at - Batch.HEADER;
        if (count <= 0 || (Batch.codec(batch, at) == Codec.NONE && count > bytes / RecordCheck.RECORD_MIN)) {
            throw new InvalidRecords("batch claims " + count + " records in " + bytes + " bytes");
        }
        if (Batch.lastOffsetDelta(batch, at) != count - 1) {
            throw new InvalidRecords("last offset delta " + Batch.lastOffsetDelta(batch, at) + " (expected: "
                    + (count - 1) + ", one less than the records)");
        }
    }

    private static void checkAttributes(ByteBuffer batch, int at, LogConfig config) throws InvalidRecords {
        // Nothing that a producer may send has a delete horizon or the bits that mean nothing yet (attack 199).
        int unknown = Batch.attributes(batch, at) & ~Batch.KNOWN_ATTRIBUTES;
        if (unknown != 0 || Batch.hasAttribute(batch, at, Batch.DELETE_HORIZON)) {
            throw new InvalidRecords("batch attributes " + Batch.attributes(batch, at) + " (expected: 0..63)");
        }
        if (Batch.hasAttribute(batch, at, Batch.LOG_APPEND_TIME)
                && (config.logAppendTime() || Batch.maxTimestamp(batch, at) < 0)) {
            throw new InvalidRecords(
                    ErrorCode.INVALID_TIMESTAMP, "only the broker says that timestamps are its append time");
        }
    }

    /** COMPAT A5.3.1. */
    private static void checkMarker(ByteBuffer batch, int at, int end, AppendOrigin origin) throws InvalidRecords {
        if (origin != AppendOrigin.COORDINATOR) {
            throw new InvalidRecords("only the broker writes control records");
        }
        if (!Batch.hasAttribute(batch, at, Batch.TRANSACTIONAL)
                || Batch.codec(batch, at) != Codec.NONE
                || Batch.count(batch, at) != 1
                || Batch.producerId(batch, at) < 0
                || Batch.baseSequence(batch, at) >= 0) {
            throw new InvalidRecords("a control batch that is not one plain record of a transaction");
        }
        if (!ControlRecord.parse(batch, at, end).endsTransaction()) {
            throw new InvalidRecords("a control record that ends no transaction");
        }
    }

    private static void checkProducer(ByteBuffer batch, int at, AppendOrigin origin) throws InvalidRecords {
        boolean idempotent = Batch.producerId(batch, at) >= 0;
        if (origin.client() && idempotent && Batch.baseSequence(batch, at) < 0) {
            throw new InvalidRecords("a batch with a producer id and without a sequence");
        }
        if (!Batch.hasAttribute(batch, at, Batch.TRANSACTIONAL)) {
            return;
        }
        if (!idempotent) {
            throw new InvalidRecords("a transactional batch without a producer id");
        }
        if (origin == AppendOrigin.CLIENT) {
            throw new InvalidRecords(ErrorCode.INVALID_TXN_STATE, "no coordinator has confirmed this transaction");
        }
    }
}
