package io.gatehouse.broker.group.record;

import io.gatehouse.broker.model.GroupId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The record of a group (COMPAT E1.6). */
final class GroupRecord {
    static final int KEY_VERSION = 2;

    private static final int VERSION_WITH_REBALANCE_TIMEOUT = 1;
    private static final int VERSION_WITH_TIMESTAMP = 2;
    private static final int VERSION = 3;
    private static final int VERSION_FLEXIBLE = 4;
    private static final long NO_TIMESTAMP = -1;

    /** Four texts, two timeouts, two blobs and tags of the flexible version, all empty; the older ones take more. */
    private static final int SMALLEST_MEMBER = 15;

    private GroupRecord() {}

    static byte[] key(GroupId group) {
        return new FieldWriter().int16(KEY_VERSION).string(group.value()).toBytes();
    }

    static byte[] value(GroupValue value) {
        FieldWriter fields = new FieldWriter()
                .int16(VERSION)
                .string(value.protocolType())
                .int32(value.generation())
                .string(value.protocol())
                .string(value.leader())
                .int64(value.since().map(Instant::toEpochMilli).orElse(NO_TIMESTAMP))
                .int32(value.members().size());
        value.members().forEach(member -> write(fields, member));
        return fields.toBytes();
    }

    private static void write(FieldWriter fields, MemberValue member) {
        fields.string(member.memberId())
                .string(member.instanceId())
                .string(member.clientId())
                .string(member.clientHost())
                .duration(member.rebalanceTimeout())
                .duration(member.sessionTimeout())
                .blob(member.subscription())
                .blob(member.assignment());
    }

    /** The key's fields after its version. */
    static GroupId readKey(FieldReader fields) {
        GroupId group = new GroupId(fields.string());
        fields.end();
        return group;
    }

    static GroupValue readValue(byte[] bytes) {
        FieldReader fields = new FieldReader(bytes);
        int version = fields.int16();
        if (version < 0 || version > VERSION_FLEXIBLE) {
            throw new CorruptRecord("group value version " + version + " (expected: 0.." + VERSION_FLEXIBLE + ")");
        }
        if (version >= VERSION_FLEXIBLE) {
            fields.flexible();
        }
        String protocolType = fields.string();
        int generation = fields.int32();
        Optional<String> protocol = fields.nullableString();
        Optional<String> leader = fields.nullableString();
        Optional<Instant> since = version >= VERSION_WITH_TIMESTAMP
                ? Optional.of(fields.instant()).filter(instant -> instant.toEpochMilli() != NO_TIMESTAMP)
                : Optional.empty();
        int count = fields.count(SMALLEST_MEMBER);
        List<MemberValue> members = new ArrayList<>(count);
        for (int member = 0; member < count; member++) {
            members.add(readMember(fields, version));
        }
        fields.endOfStructure();
        fields.end();
        return new GroupValue(protocolType, generation, protocol, leader, since, members);
    }

    private static MemberValue readMember(FieldReader fields, int version) {
        String memberId = fields.string();
        Optional<String> instanceId = version >= VERSION ? fields.nullableString() : Optional.empty();
        String clientId = fields.string();
        String clientHost = fields.string();
        Optional<Duration> rebalanceTimeout =
                version >= VERSION_WITH_REBALANCE_TIMEOUT ? Optional.of(fields.duration()) : Optional.empty();
        Duration sessionTimeout = fields.duration();
        Blob subscription = fields.blob();
        Blob assignment = fields.blob();
        fields.endOfStructure();
        return new MemberValue(
                memberId,
                instanceId,
                clientId,
                clientHost,
                rebalanceTimeout.orElse(sessionTimeout),
                sessionTimeout,
                subscription,
                assignment);
    }
}
