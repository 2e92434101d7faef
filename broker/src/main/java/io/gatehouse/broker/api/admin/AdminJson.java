package io.gatehouse.broker.api.admin;

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
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** JSON of administrators' requests: one object of texts, by known names, each once; and of the answers. */
final class AdminJson {
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxDocumentLength(1 << 16)
            .maxStringLength(1 << 12)
            .maxNestingDepth(4)
            .maxNumberLength(20)
            .maxNameLength(64)
            .build();

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(LIMITS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AdminJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static String text(ObjectNode object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // It writes to memory.
        }
    }

    /**
     * The members of a body, all of them texts.
     *
     * @throws AdminRefusal for whatever else it is, and for members that are not among {@code known}
     */
    static Map<String, String> texts(byte[] body, Set<String> known) {
        JsonNode read = read(body, known);
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : read.properties()) {
            if (!known.contains(member.getKey()) || !member.getValue().isTextual()) {
                throw wrong(known);
            }
            texts.put(member.getKey(), member.getValue().textValue());
        }
        return texts;
    }

    private static JsonNode read(byte[] body, Set<String> known) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) { // Its message may show what stood there.
            throw wrong(known);
        }
        throw wrong(known);
    }

    private static AdminRefusal wrong(Set<String> known) {
        return AdminRefusal.bad("the body (expected: one JSON object with texts only, each name once, of "
                + known.stream().sorted().toList() + ")");
    }
}
