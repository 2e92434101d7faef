package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.jspecify.annotations.Nullable;

/**
 * What the control messages share: exactly one version, a body that is a value, tagged fields that are skipped.
 *
 * @param <B> the body; absent until {@link #read}
 */
abstract class ControlMessage<B extends Record> implements ApiMessage {
    private final ApiKey key;
    private final short version;
    private final List<RawTaggedField> unknownTaggedFields = new ArrayList<>();
    private @Nullable B body;

    ControlMessage(ApiKey key, int version, @Nullable B body) {
        this.key = key;
        this.version = (short) version;
        this.body = body;
    }

    abstract B readBody(CompactReader in);

    abstract void writeBody(B body, CompactWriter out);

    /** What the message says. */
    public final B body() {
        B present = body;
        if (present == null) {
            throw new IllegalStateException(key + " has no body (expected: read first)");
        }
        return present;
    }

    @Override
    public final void read(Readable readable, short asked) {
        check(asked);
        body = readBody(new CompactReader(readable));
    }

    @Override
    public final void write(Writable writable, ObjectSerializationCache cache, short asked) {
        check(asked);
        writeBody(body(), new CompactWriter(writable));
    }

    @Override
    public final void addSize(MessageSizeAccumulator size, ObjectSerializationCache cache, short asked) {
        CountingWritable count = new CountingWritable();
        write(count, cache, asked);
        size.addBytes(count.bytes());
    }

    private void check(short asked) {
        if (asked != version) {
            throw new UnsupportedVersionException(key + " version " + asked + " (expected: " + version + ")");
        }
    }

    @Override
    public final short apiKey() {
        return key.id();
    }

    @Override
    public final short lowestSupportedVersion() {
        return version;
    }

    @Override
    public final short highestSupportedVersion() {
        return version;
    }

    @Override
    public final List<RawTaggedField> unknownTaggedFields() {
        return unknownTaggedFields;
    }

    /** The body is immutable, so a second message may share it. */
    @Override
    public final Message duplicate() {
        return withBody(body());
    }

    abstract ControlMessage<B> withBody(B same);

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof ControlMessage<?> that
                && getClass() == that.getClass()
                && Objects.equals(body, that.body);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(key, body);
    }

    @Override
    public final String toString() {
        return key + " v" + version + " " + body;
    }
}
