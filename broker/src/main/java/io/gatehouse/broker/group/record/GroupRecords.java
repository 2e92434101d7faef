package io.gatehouse.broker.group.record;

import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.wire.KeyValue;
import java.util.Optional;

/** Facts as records of {@code __consumer_offsets}, and back. */
public final class GroupRecords {
    private GroupRecords() {}

    /** @throws OversizedRecord if a text is longer than the format's 32,767 bytes */
    public static KeyValue encode(Fact fact) {
        return fact.fold(
                offset -> KeyValue.of(OffsetRecord.key(offset.key()), OffsetRecord.value(offset.value())),
                offset -> KeyValue.tombstone(OffsetRecord.key(offset.key())),
                group -> KeyValue.of(GroupRecord.key(group.group()), GroupRecord.value(group.value())),
                group -> KeyValue.tombstone(GroupRecord.key(group.group())));
    }

    /**
     * What a record says; empty for keys of the newer group protocols, which this coordinator skips (COMPAT E1.9).
     *
     * @param value empty for a tombstone
     * @throws CorruptRecord if key or value cannot be read
     */
    public static Optional<Fact> decode(byte[] key, Optional<byte[]> value) {
        FieldReader fields = new FieldReader(key);
        int version = fields.int16();
        if (version < 0) {
            throw new CorruptRecord("key version " + version + " (expected: 0 or more)");
        }
        if (version <= OffsetRecord.KEY_VERSION) {
            return Optional.of(offset(OffsetRecord.readKey(fields), value));
        }
        return version == GroupRecord.KEY_VERSION ? Optional.of(group(fields, value)) : Optional.empty();
    }

    private static Fact offset(OffsetKey key, Optional<byte[]> value) {
        return value.map(OffsetRecord::readValue)
                .<Fact>map(offset -> new Fact.OffsetCommitted(key, offset))
                .orElseGet(() -> new Fact.OffsetForgotten(key));
    }

    private static Fact group(FieldReader key, Optional<byte[]> value) {
        GroupId group = GroupRecord.readKey(key);
        return value.map(GroupRecord::readValue)
                .<Fact>map(written -> new Fact.GroupWritten(group, written))
                .orElseGet(() -> new Fact.GroupForgotten(group));
    }
}
