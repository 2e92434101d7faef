package io.gatehouse.broker.group.record;

import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.time.Instant;
import java.util.Optional;

/** The record of a committed offset (COMPAT E1.5). Keys of version 0 and 1 are alike. */
final class OffsetRecord {
    static final int KEY_VERSION = 1;

    private static final int VERSION_WITH_EXPIRY = 1;
    private static final int VERSION = 3;
    private static final int VERSION_FLEXIBLE = 4;
    private static final long NO_TIMESTAMP = -1;

    private OffsetRecord() {}

    static byte[] key(OffsetKey key) {
        return new FieldWriter()
                .int16(KEY_VERSION)
                .string(key.group().value())
                .string(key.partition().topic().value())
                .int32(key.partition().partition())
                .toBytes();
    }

    /** Version 3, or version 1, which has no leader epoch, where an expiry is set. */
    static byte[] value(OffsetValue value) {
        return value.expiresAt()
                .map(expiry -> new FieldWriter()
                        .int16(VERSION_WITH_EXPIRY)
                        .int64(value.offset())
                        .string(value.metadata())
                        .instant(value.committedAt())
                        .instant(expiry)
                        .toBytes())
                .orElseGet(() -> new FieldWriter()
                        .int16(VERSION)
                        .int64(value.offset())
                        .int32(value.leaderEpoch())
                        .string(value.metadata())
                        .instant(value.committedAt())
                        .toBytes());
    }

    /** The key's fields after its version. */
    static OffsetKey readKey(FieldReader fields) {
        GroupId group = new GroupId(fields.string());
        TopicName topic =
                TopicName.parse(fields.string()).orElseThrow(() -> new CorruptRecord("an illegal topic name"));
        int partition = fields.int32();
        fields.end();
        if (partition < 0) {
            throw new CorruptRecord("partition " + partition + " (expected: 0 or more)");
        }
        return new OffsetKey(group, new TopicPartition(topic, partition));
    }

    static OffsetValue readValue(byte[] bytes) {
        FieldReader fields = new FieldReader(bytes);
        int version = fields.int16();
        if (version < 0 || version > VERSION_FLEXIBLE) {
            throw new CorruptRecord("offset value version " + version + " (expected: 0.." + VERSION_FLEXIBLE + ")");
        }
        if (version >= VERSION_FLEXIBLE) {
            fields.flexible();
        }
        long offset = fields.int64();
        int leaderEpoch = version >= VERSION ? fields.int32() : -1;
        String metadata = fields.string();
        Instant committedAt = fields.instant();
        Optional<Instant> expiresAt = version == VERSION_WITH_EXPIRY
                ? Optional.of(fields.instant()).filter(instant -> instant.toEpochMilli() != NO_TIMESTAMP)
                : Optional.empty();
        fields.endOfStructure();
        fields.end();
        return new OffsetValue(offset, leaderEpoch, metadata, committedAt, expiresAt);
    }
}
