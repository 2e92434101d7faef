package io.gatehouse.broker.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** A request body of every API and version with every field filled, written by kafka-clients' own schema. */
public final class GoldenRequests {
    /** Fields for which only some values make sense: with these each request is one that a client might send. */
    private static final Map<String, Object> SENSIBLE =
            Map.of("acks", (short) 1, "session_id", 0, "session_epoch", -1, "resource_type", (byte) 2);

    private GoldenRequests() {}

    public static final class Golden {
        private final ApiKey key;
        private final short version;
        private final byte[] body;

        private Golden(ApiKey key, short version, byte[] body) {
            this.key = key;
            this.version = version;
            this.body = body;
        }

        public ApiKey key() {
            return key;
        }

        public short version() {
            return version;
        }

        public byte[] body() {
            return body.clone();
        }

        @Override
        public String toString() {
            return key + " v" + version;
        }
    }

    public static Stream<Golden> all() {
        return Arrays.stream(ApiKey.values())
                .filter(key -> key.id() < 4 || key.id() > 7) // Ours, with tests of their own.
                .flatMap(GoldenRequests::versions);
    }

    public static Golden of(ApiKey key, int version) {
        Schema schema = ApiMessageType.fromApiKey(key.id()).requestSchemas()[version];
        Struct struct = struct(schema);
        ByteBuffer bytes = ByteBuffer.allocate(schema.sizeOf(struct));
        schema.write(bytes, struct);
        return new Golden(key, (short) version, bytes.array());
    }

    private static Stream<Golden> versions(ApiKey key) {
        ApiMessageType type = ApiMessageType.fromApiKey(key.id());
        return IntStream.rangeClosed(type.lowestSupportedVersion(), type.highestSupportedVersion(false))
                .mapToObj(version -> of(key, version));
    }

    private static Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, SENSIBLE.getOrDefault(field.def.name, sample(field.def.type)));
        }
        return struct;
    }

    private static Object sample(Type type) {
        if (type instanceof Schema schema) {
            return struct(schema);
        }
        if (type instanceof TaggedFields tagged) {
            NavigableMap<Integer, Object> fields = new TreeMap<>();
            for (var entry : tagged.fields().entrySet()) {
                Field field = entry.getValue();
                fields.put(entry.getKey(), sample(field.type));
            }
            return fields;
        }
        if (type.isArray()) {
            return array(sample(type.arrayElementType().orElseThrow()));
        }
        return scalar(type);
    }

    private static Object[] array(Object element) {
        List<Object> elements = new ArrayList<>();
        elements.add(element);
        return elements.toArray();
    }

    private static Object scalar(Type type) {
        String name = type.toString();
        if (name.endsWith("STRING")) {
            return "text";
        }
        if (name.endsWith("BYTES")) {
            return ByteBuffer.wrap(new byte[] {1, 2, 3});
        }
        if (name.endsWith("RECORDS")) {
            return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1L, new byte[] {4, 5}));
        }
        return switch (name) {
            case "BOOLEAN" -> true;
            case "INT8" -> (byte) 1;
            case "INT16" -> (short) 258;
            case "UINT16" -> 513;
            case "INT32" -> 66_051;
            case "UINT32" -> 66_052L;
            case "INT64" -> 4_328_719_365L;
            case "FLOAT64" -> 1.5;
            case "UUID" -> new Uuid(1, 2);
            default -> throw new IllegalStateException(name);
        };
    }
}
