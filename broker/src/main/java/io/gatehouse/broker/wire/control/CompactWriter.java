package io.gatehouse.broker.wire.control;

import io.gatehouse.broker.model.TopicId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.protocol.Writable;

/** Writes what {@link CompactReader} reads. */
final class CompactWriter {
    private final Writable out;

    CompactWriter(Writable out) {
        this.out = out;
    }

    void int8(int value) {
        out.writeByte((byte) value);
    }

    void bool(boolean value) {
        int8(value ? 1 : 0);
    }

    void int16(short value) {
        out.writeShort(value);
    }

    void int32(int value) {
        out.writeInt(value);
    }

    void int64(long value) {
        out.writeLong(value);
    }

    void topicId(TopicId id) {
        int64(id.value().getMostSignificantBits());
        int64(id.value().getLeastSignificantBits());
    }

    void string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeUnsignedVarint(bytes.length + 1);
        out.writeByteArray(bytes);
    }

    void nullableString(Optional<String> text) {
        text.ifPresentOrElse(this::string, () -> out.writeUnsignedVarint(0));
    }

    <T> void list(List<T> elements, BiConsumer<T, CompactWriter> element) {
        out.writeUnsignedVarint(elements.size() + 1);
        elements.forEach(each -> element.accept(each, this));
    }

    void int32s(List<Integer> numbers) {
        list(numbers, (number, self) -> self.int32(number));
    }

    void noTags() {
        out.writeUnsignedVarint(0);
    }

    /** The head of the only tagged field of a structure. */
    void oneTag(int tag, int bytes) {
        out.writeUnsignedVarint(1);
        out.writeUnsignedVarint(tag);
        out.writeUnsignedVarint(bytes);
    }
}
