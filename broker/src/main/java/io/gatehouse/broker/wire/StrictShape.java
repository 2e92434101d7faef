package io.gatehouse.broker.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.types.ArrayOf;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.NullableSchema;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

/**
 * The shape that one version of one message must have, walked before anything is decoded or allocated.
 *
 * <p>The generated readers are lenient where two parsers could disagree: they take any negative length for null, a known
 * tag twice or with a wrong size, tags out of order, bytes after the end. And they build an object per array element, so
 * that a frame of one-byte elements would become a hundred times as much heap. This walk refuses all of that (attacks 11,
 * 12, 13, 15, 21) and sums up what decoding will cost. Immutable. Thread: any.
 */
final class StrictShape {
    /** KIP-482 fields are few; no message has more than ten. */
    private static final int TAGGED_FIELDS_MAX = 64;

    /** Reading costs no more than this many bytes of heap for each byte on the wire (attack 13)... */
    private static final int HEAP_PER_BYTE = 8;

    /** ...but a small frame may be dense: a list of thousands of partition numbers is ordinary. */
    private static final int HEAP_FREE = 1 << 20;

    /** A list's slot, an object's header, and what a boxed number or an empty string costs on top: rounded up. */
    private static final int ELEMENT_HEAP = 24;

    private static final int FIELD_HEAP = 8;

    private final Step root;

    private StrictShape(Step root) {
        this.root = root;
    }

    static StrictShape of(Schema schema) {
        return new StrictShape(struct(schema));
    }

    /**
     * Borrows {@code body}, whose indexes stay where they are.
     *
     * @throws MalformedFrame if the bytes are anything but one message of this shape
     */
    void check(ByteBuf body) {
        Walk walk = new Walk(body.duplicate());
        root.pass(walk);
        if (walk.left() != 0) {
            throw new MalformedFrame(walk.left() + " bytes after the message (expected: none)");
        }
    }

    private interface Step {
        void pass(Walk walk);

        /** The fewest bytes that this takes on the wire. */
        default int bytesMin() {
            return 1;
        }

        /** What one of these costs on the heap beside its parts. */
        default int heap() {
            return ELEMENT_HEAP;
        }
    }

    private record Fixed(int bytes) implements Step {
        @Override
        public void pass(Walk walk) {
            walk.reader.skip(bytes);
        }

        @Override
        public int bytesMin() {
            return bytes;
        }
    }

    private record Struct(List<Step> fields, int bytesMin, int heap) implements Step {
        @Override
        public void pass(Walk walk) {
            for (Step field : fields) {
                field.pass(walk);
            }
        }
    }

    private record NullableStruct(Step struct) implements Step {
        @Override
        public void pass(Walk walk) {
            byte presence = walk.reader.readByte();
            if (presence == 1) {
                walk.charge(struct.heap());
                struct.pass(walk);
            } else if (presence != -1) {
                throw new MalformedFrame("presence byte " + presence + " (expected: -1 or 1)");
            }
        }
    }

    private record Array(boolean compact, boolean nullable, Step element) implements Step {
        @Override
        public void pass(Walk walk) {
            int count = compact ? walk.reader.readUnsignedVarint() - 1 : walk.reader.readInt();
            int possible = walk.left() / element.bytesMin();
            if (count < (nullable ? -1 : 0) || count > possible) {
                throw new MalformedFrame("array length " + count + " (expected: " + range(nullable) + possible + ")");
            }
            walk.charge((long) Math.max(count, 0) * element.heap());
            for (int i = 0; i < count; i++) {
                element.pass(walk);
            }
        }

        @Override
        public int bytesMin() {
            return compact ? 1 : Integer.BYTES;
        }
    }

    /** @param prefix bytes of the length, 0 for an unsigned varint of the length plus one */
    private record Blob(int prefix, boolean nullable, boolean copied) implements Step {
        @Override
        public void pass(Walk walk) {
            int length = switch (prefix) {
                case 0 -> walk.reader.readUnsignedVarint() - 1;
                case Short.BYTES -> walk.reader.readShort();
                default -> walk.reader.readInt();
            };
            if (length < (nullable ? -1 : 0) || length > walk.left()) {
                throw new MalformedFrame("length " + length + " (expected: " + range(nullable) + walk.left() + ")");
            }
            walk.charge(copied ? Math.max(length, 0) + ELEMENT_HEAP : ELEMENT_HEAP);
            walk.reader.skip(Math.max(length, 0));
        }

        @Override
        public int bytesMin() {
            return Math.max(prefix, 1);
        }
    }

    private record Tagged(Map<Integer, Step> known) implements Step {
        @Override
        public void pass(Walk walk) {
            int count = walk.reader.readUnsignedVarint();
            if (count > TAGGED_FIELDS_MAX) {
                throw new MalformedFrame(count + " tagged fields (expected: at most " + TAGGED_FIELDS_MAX + ")");
            }
            int before = -1;
            for (int i = 0; i < count; i++) {
                before = one(walk, before);
            }
        }

        private int one(Walk walk, int before) {
            int tag = walk.reader.readUnsignedVarint();
            int size = walk.reader.readUnsignedVarint();
            if (tag <= before) {
                throw new MalformedFrame("tag " + tag + " after tag " + before + " (expected: rising tags)");
            }
            if (size > walk.left()) {
                throw new MalformedFrame("tag of " + size + " bytes (expected: 0.." + walk.left() + ")");
            }
            Step step = known.get(tag);
            if (step == null) {
                walk.reader.skip(size);
            } else {
                int end = walk.left() - size;
                step.pass(walk);
                if (walk.left() != end) {
                    throw new MalformedFrame("tag " + tag + " is not of the " + size + " bytes that it declares");
                }
            }
            return tag;
        }
    }

    private static String range(boolean nullable) {
        return nullable ? "-1.." : "0..";
    }

    private static Struct struct(Schema schema) {
        List<Step> fields = new ArrayList<>();
        for (BoundField field : schema.fields()) {
            fields.add(step(field.def.type));
        }
        int bytesMin = fields.stream().mapToInt(Step::bytesMin).sum();
        return new Struct(
                List.copyOf(fields), Math.max(bytesMin, 1), ELEMENT_HEAP + FIELD_HEAP * Math.max(fields.size(), 1));
    }

    private static Step step(Type type) {
        if (type instanceof NullableSchema nullable) {
            return new NullableStruct(struct(nullable));
        }
        if (type instanceof Schema schema) {
            return struct(schema);
        }
        if (type instanceof TaggedFields tagged) {
            return new Tagged(tagged.fields().entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, field -> step(field.getValue().type))));
        }
        if (type.isArray()) {
            return array(type);
        }
        return scalar(type);
    }

    private static Step array(Type type) {
        if (!(type instanceof ArrayOf) && !(type instanceof CompactArrayOf)) {
            throw new IllegalStateException("unknown array type " + type);
        }
        return new Array(
                type instanceof CompactArrayOf,
                type.isNullable(),
                step(type.arrayElementType().orElseThrow()));
    }

    private static Step scalar(Type type) {
        return switch (type.toString()) {
            case "BOOLEAN", "INT8" -> new Fixed(1);
            case "INT16", "UINT16" -> new Fixed(Short.BYTES);
            case "INT32", "UINT32" -> new Fixed(Integer.BYTES);
            case "INT64", "FLOAT64" -> new Fixed(Long.BYTES);
            case "UUID" -> new Fixed(2 * Long.BYTES);
            case "STRING" -> new Blob(Short.BYTES, false, true);
            case "NULLABLE_STRING" -> new Blob(Short.BYTES, true, true);
            case "COMPACT_STRING" -> new Blob(0, false, true);
            case "COMPACT_NULLABLE_STRING" -> new Blob(0, true, true);
            case "BYTES" -> new Blob(Integer.BYTES, false, true);
            case "NULLABLE_BYTES" -> new Blob(Integer.BYTES, true, true);
            case "COMPACT_BYTES" -> new Blob(0, false, true);
            case "COMPACT_NULLABLE_BYTES" -> new Blob(0, true, true);
            case "RECORDS" -> new Blob(Integer.BYTES, false, false);
            case "NULLABLE_RECORDS" -> new Blob(Integer.BYTES, true, false);
            case "COMPACT_RECORDS" -> new Blob(0, false, false);
            case "COMPACT_NULLABLE_RECORDS" -> new Blob(0, true, false);
            default -> throw new IllegalStateException("unknown wire type " + type);
        };
    }

    /** One walk over one frame. Thread: one at a time. */
    private static final class Walk {
        private final BoundedReader reader;
        private final long heapMax;
        private long heap;

        Walk(ByteBuf body) {
            this.reader = new BoundedReader(body);
            this.heapMax = Math.max(HEAP_FREE, (long) body.readableBytes() * HEAP_PER_BYTE);
        }

        int left() {
            return reader.remaining();
        }

        void charge(long bytes) {
            heap += bytes;
            if (heap > heapMax) {
                throw new MalformedFrame("the message would take " + heap
                        + " bytes or more of memory (expected: at most " + heapMax + ")");
            }
        }
    }
}
