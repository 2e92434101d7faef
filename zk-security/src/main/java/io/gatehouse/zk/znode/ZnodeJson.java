package io.gatehouse.zk.znode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** JSON with the limits of a znode (attack 278). */
final class ZnodeJson {
    /** A znode holds at most 1 MiB; our deepest format has three levels. */
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxDocumentLength(1 << 20)
            .maxStringLength(1 << 20)
            .maxNestingDepth(8)
            .maxNumberLength(20)
            .maxNameLength(1_000)
            .build();

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(LIMITS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ZnodeJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(ObjectNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // It writes to memory.
        }
    }

    /** Reads an object of version {@code version} with exactly the given fields besides {@code version}. */
    static JsonNode parse(byte[] data, int version, Set<String> fields, String expected) {
        JsonNode node;
        try {
            node = MAPPER.readTree(data);
        } catch (IOException e) { // Its message may show the value.
            throw new MalformedZnode(expected);
        }
        if (node == null
                || !node.path("version").isInt()
                || node.path("version").intValue() != version) {
            throw new MalformedZnode(expected);
        }
        Set<String> all = new HashSet<>(fields);
        all.add("version");
        exactly(node, all, expected);
        return node;
    }

    /** Fails unless {@code node} is an object with exactly these fields. */
    static void exactly(JsonNode node, Set<String> fields, String expected) {
        if (!node.isObject()) {
            throw new MalformedZnode(expected);
        }
        Set<String> found = new HashSet<>();
        node.fieldNames().forEachRemaining(found::add);
        if (!found.equals(fields)) {
            throw new MalformedZnode(expected);
        }
    }

    static String text(JsonNode node, String field, String expected) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new MalformedZnode(expected);
        }
        return value.textValue();
    }
}
