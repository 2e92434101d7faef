package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;

/** {@code <offset>.snapshot}: the producers as of an offset (COMPAT A6). */
final class ProducerSnapshot {
    private static final short VERSION = 1;
    private static final int HEADER = 10;
    private static final int COVERED_FROM = 6;
    private static final int CRC_AT = 2;
    private static final int ENTRY = 46;
    /** More than our own limit on producers, and a bound on what a file can make us read. */
    private static final long BYTES_MAX = HEADER + 1_000_000L * ENTRY;

    private ProducerSnapshot() {}

    static byte[] encode(ProducerStates states) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + states.count() * ENTRY);
        bytes.putShort(VERSION).putInt(0).putInt(states.count());
        for (Map.Entry<Long, ProducerEntry> producer : states.entries().entrySet()) {
            ProducerEntry entry = producer.getValue();
            bytes.putLong(producer.getKey())
                    .putShort(entry.epoch())
                    .putInt(entry.lastSequence())
                    .putLong(entry.lastOffset())
                    .putInt(entry.lastOffsetDelta())
                    .putLong(entry.lastTimestamp())
                    .putInt(entry.coordinatorEpoch())
                    .putLong(entry.transactionStart());
        }
        bytes.putInt(CRC_AT, crc(bytes.array()));
        return bytes.array();
    }

    /**
     * @throws IOException when version, checksum or size are wrong; the file is worthless then (COMPAT A6.5)
     */
    static void decode(byte[] content, ProducerStates into) throws IOException {
        if (content.length < HEADER) {
            throw new IOException(
                    "producer snapshot of " + content.length + " bytes (expected: " + HEADER + " or more)");
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        short version = bytes.getShort();
        if (version != VERSION) {
            throw new IOException("producer snapshot of version " + version + " (expected: " + VERSION + ")");
        }
        if (bytes.getInt() != crc(content)) {
            throw new IOException("producer snapshot with a wrong checksum");
        }
        int count = bytes.getInt();
        if (count < 0 || count > bytes.remaining() / ENTRY) {
            throw new IOException("producer snapshot claims " + count + " entries in " + bytes.remaining() + " bytes");
        }
        for (int i = 0; i < count; i++) {
            decodeEntry(bytes, into);
        }
    }

    private static void decodeEntry(ByteBuffer bytes, ProducerStates into) {
        long producerId = bytes.getLong();
        ProducerEntry entry = new ProducerEntry();
        entry.epoch(bytes.getShort());
        int lastSequence = bytes.getInt();
        long lastOffset = bytes.getLong();
        int delta = bytes.getInt();
        long timestamp = bytes.getLong();
        if (lastOffset != ProducerEntry.NO_OFFSET) { // A coordinator writes data without a sequence.
            entry.batch(lastSequence, lastOffset, delta, timestamp);
        }
        entry.restore(timestamp, bytes.getInt(), bytes.getLong());
        into.restore(producerId, entry);
    }

    static void write(Path directory, long offset, ProducerStates states) throws IOException {
        DurableFile.replace(SegmentName.of(directory, offset, SegmentName.SNAPSHOT), encode(states));
    }

    /** @throws IOException also when the file is worthless */
    static void read(Path file, ProducerStates into) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException(file + " has " + Files.size(file) + " bytes (expected: at most " + BYTES_MAX + ")");
        }
        decode(Files.readAllBytes(file), into);
    }

    private static int crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content, COVERED_FROM, content.length - COVERED_FROM);
        return (int) crc.getValue();
    }
}
