package io.gatehouse.broker.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Fields of a format v2 batch, read and written at a position of a big-endian buffer without objects in between
 * (COMPAT A5.1).
 */
final class Batch {
    /** Bytes before the records. */
    static final int HEADER = 61;
    /** Bytes of base offset and length, which the length does not count. */
    static final int PREFIX = 12;
    /** Bytes from the start up to and with the magic, the least that tells one format from another. */
    static final int TO_MAGIC = 17;

    /** The least size of a message in the formats before v2, its prefix included. */
    static final int OLD_MIN = PREFIX + 14;

    static final byte MAGIC = 2;
    static final int CODEC_MASK = 0x07;
    static final int LOG_APPEND_TIME = 0x08;
    static final int TRANSACTIONAL = 0x10;
    static final int CONTROL = 0x20;
    static final int DELETE_HORIZON = 0x40;
    static final int KNOWN_ATTRIBUTES = 0x7f;

    private static final int LENGTH = 8;
    private static final int EPOCH = 12;
    private static final int MAGIC_AT = 16;
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final int LAST_DELTA = 23;
    private static final int BASE_TIMESTAMP = 27;
    private static final int MAX_TIMESTAMP = 35;
    private static final int PRODUCER_ID = 43;
    private static final int PRODUCER_EPOCH = 51;
    private static final int BASE_SEQUENCE = 53;
    private static final int COUNT = 57;

    private Batch() {}

    static long baseOffset(ByteBuffer buffer, int at) {
        return buffer.getLong(at);
    }

    static int length(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LENGTH);
    }

    /** Header and records; larger than any int when the length field lies. */
    static long size(ByteBuffer buffer, int at) {
        return (long) length(buffer, at) + PREFIX;
    }

    static int leaderEpoch(ByteBuffer buffer, int at) {
        return buffer.getInt(at + EPOCH);
    }

    static byte magic(ByteBuffer buffer, int at) {
        return buffer.get(at + MAGIC_AT);
    }

    static int crc(ByteBuffer buffer, int at) {
        return buffer.getInt(at + CRC);
    }

    static int attributes(ByteBuffer buffer, int at) {
        return buffer.getShort(at + ATTRIBUTES) & 0xffff;
    }

    static int codec(ByteBuffer buffer, int at) {
        return attributes(buffer, at) & CODEC_MASK;
    }

    static boolean hasAttribute(ByteBuffer buffer, int at, int bit) {
        return (attributes(buffer, at) & bit) != 0;
    }

    static int lastOffsetDelta(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LAST_DELTA);
    }

    static long lastOffset(ByteBuffer buffer, int at) {
        return baseOffset(buffer, at) + lastOffsetDelta(buffer, at);
    }

    static long baseTimestamp(ByteBuffer buffer, int at) {
        return buffer.getLong(at + BASE_TIMESTAMP);
    }

    static long maxTimestamp(ByteBuffer buffer, int at) {
        return buffer.getLong(at + MAX_TIMESTAMP);
    }

    /** The largest timestamp of its records; -1 when compaction left none. */
    static long recordsTimestamp(ByteBuffer buffer, int at) {
        return count(buffer, at) == 0 ? -1 : maxTimestamp(buffer, at);
    }

    static long producerId(ByteBuffer buffer, int at) {
        return buffer.getLong(at + PRODUCER_ID);
    }

    static short producerEpoch(ByteBuffer buffer, int at) {
        return buffer.getShort(at + PRODUCER_EPOCH);
    }

    static int baseSequence(ByteBuffer buffer, int at) {
        return buffer.getInt(at + BASE_SEQUENCE);
    }

    static int count(ByteBuffer buffer, int at) {
        return buffer.getInt(at + COUNT);
    }

    /** CRC-32C of what the batch's own checksum covers; restores the buffer's position and limit. */
    static int computedCrc(ByteBuffer buffer, int at) {
        int position = buffer.position();
        int limit = buffer.limit();
        CRC32C crc = new CRC32C();
        buffer.limit(at + (int) size(buffer, at)).position(at + ATTRIBUTES);
        crc.update(buffer);
        buffer.limit(limit).position(position);
        return (int) crc.getValue();
    }

    /** Sets what the leader decides and no checksum covers. */
    static void place(ByteBuffer buffer, int at, long baseOffset, int leaderEpoch) {
        buffer.putLong(at, baseOffset).putInt(at + EPOCH, leaderEpoch);
    }

    /** Sets the timestamp type and the largest timestamp, and the checksum if that changed anything. */
    static void stamp(ByteBuffer buffer, int at, boolean logAppendTime, long maxTimestamp) {
        int before = attributes(buffer, at);
        int after = logAppendTime ? before | LOG_APPEND_TIME : before & ~LOG_APPEND_TIME;
        if (before == after && maxTimestamp == maxTimestamp(buffer, at)) {
            return;
        }
        buffer.putShort(at + ATTRIBUTES, (short) after).putLong(at + MAX_TIMESTAMP, maxTimestamp);
        seal(buffer, at);
    }

    /** Describes other records than before; the checksum is set by {@link #seal}. */
    static void describe(
            ByteBuffer buffer, int at, int size, int attributes, long baseTimestamp, long maxTimestamp, int count) {
        buffer.putInt(at + LENGTH, size - PREFIX)
                .putShort(at + ATTRIBUTES, (short) attributes)
                .putLong(at + BASE_TIMESTAMP, baseTimestamp)
                .putLong(at + MAX_TIMESTAMP, maxTimestamp)
                .putInt(at + COUNT, count);
    }

    /** Sets the checksum of what the batch holds now. */
    static void seal(ByteBuffer buffer, int at) {
        buffer.putInt(at + CRC, computedCrc(buffer, at));
    }

    /** Where the checksum begins to count; for readers that have the batch only piece by piece. */
    static int checksummedFrom() {
        return ATTRIBUTES;
    }
}
