package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON rules of the codecs in this package: bounded, strict in types, lenient in unknown keys (COMPAT 0.6).
 *
 * <p>Kafka's ZooKeeper client bounds a znode at 4 MiB (COMPAT C1.2), so nothing legal is larger.
 */
final class ZnodeJson {
    private static final int BYTES_MAX = 4 << 20;
    private static final int DEPTH_MAX = 16;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(BYTES_MAX)
                            .maxNestingDepth(DEPTH_MAX)
                            .maxStringLength(BYTES_MAX)
                            .maxNumberLength(20)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ZnodeJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(ObjectNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    static ObjectNode parse(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            throw new CorruptZnode(bytes.length + " bytes (expected: at most " + BYTES_MAX + ")");
        }
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new CorruptZnode("no JSON (expected: an object)");
        }
        throw new CorruptZnode("JSON that is no object (expected: an object)");
    }

    /** What an entity has of settings of its own (COMPAT C6.1). */
    static byte[] config(Map<String, String> settings) {
        ObjectNode json = object().put("version", 1);
        ObjectNode config = json.putObject("config");
        new TreeMap<>(settings).forEach(config::put);
        return bytes(json);
    }

    /** @param entity for the message */
    static Map<String, String> config(byte[] bytes, String entity) {
        ObjectNode json = parse(bytes);
        int version = integer(json, "version");
        if (version != 1) {
            throw new CorruptZnode(entity + " config version " + version + " (expected: 1)");
        }
        return textMap(json, "config");
    }

    static ObjectNode child(ObjectNode json, String key) {
        if (json.get(key) instanceof ObjectNode object) {
            return object;
        }
        throw wrong(json, key, "an object");
    }

    static int integer(ObjectNode json, String key) {
        JsonNode value = json.get(key);
        if (value != null && value.isIntegralNumber() && value.canConvertToInt()) {
            return value.intValue();
        }
        throw wrong(json, key, "an integer");
    }

    static int integer(ObjectNode json, String key, int absent) {
        return json.hasNonNull(key) ? integer(json, key) : absent;
    }

    static String text(ObjectNode json, String key) {
        JsonNode value = json.get(key);
        if (value != null && value.isTextual()) {
            return value.textValue();
        }
        throw wrong(json, key, "a string");
    }

    /** A long that Kafka writes as a string; old writers wrote a number (COMPAT H3.6). */
    static long longText(ObjectNode json, String key) {
        JsonNode value = json.get(key);
        if (value != null && value.isIntegralNumber()) {
            return value.longValue();
        }
        try {
            return Long.parseLong(text(json, key));
        } catch (NumberFormatException e) {
            throw wrong(json, key, "a number in a string");
        }
    }

    static List<Integer> integers(JsonNode value, String what) {
        List<Integer> numbers = new ArrayList<>();
        if (!(value instanceof ArrayNode)) {
            throw new CorruptZnode(what + " (expected: an array of integers)");
        }
        for (JsonNode element : value) {
            if (!element.canConvertToInt() || !element.isIntegralNumber()) {
                throw new CorruptZnode(what + " (expected: an array of integers)");
            }
            numbers.add(element.intValue());
        }
        return numbers;
    }

    static List<Integer> integers(ObjectNode json, String key) {
        JsonNode value = json.get(key);
        if (value == null) {
            throw wrong(json, key, "an array of integers");
        }
        return integers(value, key);
    }

    static List<String> texts(ObjectNode json, String key) {
        List<String> texts = new ArrayList<>();
        if (!(json.get(key) instanceof ArrayNode array)) {
            throw wrong(json, key, "an array of strings");
        }
        for (JsonNode element : array) {
            texts.add(element.asText());
        }
        return texts;
    }

    static Map<String, String> textMap(ObjectNode json, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : child(json, key).properties()) {
            if (!entry.getValue().isValueNode()) {
                throw wrong(json, key, "an object of strings");
            }
            texts.put(entry.getKey(), entry.getValue().asText());
        }
        return texts;
    }

    static void put(ObjectNode json, String key, List<Integer> numbers) {
        ArrayNode array = json.putArray(key);
        numbers.forEach(array::add);
    }

    static CorruptZnode wrong(ObjectNode json, String key, String expected) {
        JsonNode found = json.get(key);
        return new CorruptZnode(
                key + " is " + (found == null ? "missing" : found.getNodeType()) + " (expected: " + expected + ")");
    }
}
