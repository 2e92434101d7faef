package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.wire.MalformedFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Readable;

/**
 * Reads the flexible encoding (KIP-482): lengths are varints of the length plus one, zero is null. Every claimed length is
 * compared with what is left before anything is allocated (attack 13).
 */
final class CompactReader {
    private final Readable in;

    CompactReader(Readable in) {
        this.in = in;
    }

    byte int8() {
        need(Byte.BYTES);
        return in.readByte();
    }

    boolean bool() {
        return int8() != 0;
    }

    short int16() {
        need(Short.BYTES);
        return in.readShort();
    }

    int int32() {
        need(Integer.BYTES);
        return in.readInt();
    }

    long int64() {
        need(Long.BYTES);
        return in.readLong();
    }

    TopicId topicId() {
        return new TopicId(new UUID(int64(), int64()));
    }

    String string() {
        return nullableString().orElseThrow(() -> new MalformedFrame("null string (expected: a string)"));
    }

    Optional<String> nullableString() {
        int length = length(1);
        return length < 0 ? Optional.empty() : Optional.of(in.readString(length));
    }

    /** @param smallest the fewest bytes that one element takes */
    <T> List<T> list(int smallest, Function<CompactReader, T> element) {
        int count = length(smallest);
        if (count < 0) {
            throw new MalformedFrame("null array (expected: an array)");
        }
        List<T> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            elements.add(element.apply(this));
        }
        return elements;
    }

    List<Integer> int32s() {
        return list(Integer.BYTES, CompactReader::int32);
    }

    /** Skips the tagged fields: what they may say is optional by the rules of the encoding. */
    void skipTags() {
        for (int left = tagCount(); left > 0; left--) {
            in.readUnsignedVarint();
            skipTag();
        }
    }

    /** The number of tagged fields that follow. */
    int tagCount() {
        return bounded(in.readUnsignedVarint(), 2);
    }

    int tag() {
        return in.readUnsignedVarint();
    }

    /** Skips one tagged field whose number was read. */
    void skipTag() {
        in.readArray(bounded(in.readUnsignedVarint(), 1));
    }

    /** The size of one tagged field whose number was read. */
    int tagSize() {
        return bounded(in.readUnsignedVarint(), 1);
    }

    private int length(int smallest) {
        int claimed = in.readUnsignedVarint() - 1;
        return claimed == -1 ? -1 : bounded(claimed, smallest);
    }

    private int bounded(int claimed, int smallest) {
        int possible = in.remaining() / smallest;
        if (claimed < 0 || claimed > possible) {
            throw new MalformedFrame("length " + claimed + " (expected: 0.." + possible + ")");
        }
        return claimed;
    }

    private void need(int bytes) {
        if (in.remaining() < bytes) {
            throw new MalformedFrame(in.remaining() + " bytes left (expected: " + bytes + ")");
        }
    }
}
