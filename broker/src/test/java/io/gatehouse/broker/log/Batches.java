package io.gatehouse.broker.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Batches as kafka-clients makes them, and as a peer with bad intentions would. */
final class Batches {
    static final long NOW = 1_700_000_000_000L;

    private Batches() {}

    static ByteBuffer of(String... values) {
        return of(CompressionType.NONE, values);
    }

    static ByteBuffer of(CompressionType codec, String... values) {
        return copy(MemoryRecords.withRecords(Compression.of(codec).build(), records(values)));
    }

    static ByteBuffer at(long timestamp, String... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = new SimpleRecord(timestamp, bytes("k"), bytes(values[i]));
        }
        return copy(MemoryRecords.withRecords(Compression.NONE, records));
    }

    static ByteBuffer of(CompressionType codec, SimpleRecord... records) {
        return copy(MemoryRecords.withRecords(Compression.of(codec).build(), records));
    }

    static ByteBuffer idempotent(long producerId, int epoch, int sequence, String... values) {
        return copy(MemoryRecords.withIdempotentRecords(
                Compression.NONE, producerId, (short) epoch, sequence, records(values)));
    }

    static ByteBuffer transactional(long producerId, int epoch, int sequence, String... values) {
        return copy(MemoryRecords.withTransactionalRecords(
                Compression.NONE, producerId, (short) epoch, sequence, records(values)));
    }

    static ByteBuffer marker(long producerId, int epoch, ControlRecordType how, int coordinatorEpoch) {
        return copy(MemoryRecords.withEndTransactionMarker(
                0, NOW, 0, producerId, (short) epoch, new EndTransactionMarker(how, coordinatorEpoch)));
    }

    static SimpleRecord[] records(String... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = new SimpleRecord(NOW + i, bytes("key-" + i), bytes(values[i]), headers(i));
        }
        return records;
    }

    private static Header[] headers(int count) {
        Header[] headers = new Header[count % 3];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = new RecordHeader("h" + i, i == 0 ? null : bytes("v"));
        }
        return headers;
    }

    /** A batch of random size, codec and content. */
    static ByteBuffer random(RandomGenerator random, long timestamp) {
        SimpleRecord[] records = new SimpleRecord[1 + random.nextInt(4)];
        for (int i = 0; i < records.length; i++) {
            byte[] value = new byte[random.nextInt(120)];
            random.nextBytes(value);
            records[i] = new SimpleRecord(timestamp + random.nextInt(50), random.nextBoolean() ? value : null, value);
        }
        return of(CompressionType.forId(random.nextInt(5)), records);
    }

    /** The batch with a change that its checksum covers. */
    static ByteBuffer forged(ByteBuffer batch, Consumer<ByteBuffer> change) {
        change.accept(batch);
        batch.putInt(17, Batch.computedCrc(batch, 0));
        return batch;
    }

    /** A batch of format v2 with this header and exactly these bytes as records. */
    static ByteBuffer raw(int attributes, int count, byte[] records) {
        ByteBuffer batch = ByteBuffer.allocate(Batch.HEADER + records.length);
        batch.putLong(0)
                .putInt(records.length + Batch.HEADER - Batch.PREFIX)
                .putInt(-1)
                .put((byte) 2)
                .putInt(0);
        batch.putShort((short) attributes).putInt(count - 1).putLong(NOW).putLong(NOW);
        batch.putLong(-1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(count)
                .put(records)
                .flip();
        batch.putInt(17, Batch.computedCrc(batch, 0));
        return batch;
    }

    static ByteBuffer copy(MemoryRecords records) {
        ByteBuffer source = records.buffer().duplicate();
        return ByteBuffer.allocate(source.remaining()).put(source).flip();
    }

    static ByteBuffer joined(ByteBuffer... batches) {
        int bytes = 0;
        for (ByteBuffer batch : batches) {
            bytes += batch.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        for (ByteBuffer batch : batches) {
            all.put(batch.duplicate());
        }
        return all.flip();
    }

    /** "offset:value" of every record, checked as a consumer would. */
    static List<String> texts(ByteBuffer batches) {
        List<String> texts = new ArrayList<>();
        MemoryRecords records = MemoryRecords.readableRecords(batches.duplicate());
        records.batches().forEach(batch -> {
            batch.ensureValid();
            for (Record each : batch) {
                ByteBuffer value = each.value();
                texts.add(each.offset() + ":"
                        + (value == null
                                ? "null"
                                : StandardCharsets.UTF_8.decode(value).toString()));
            }
        });
        return texts;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
