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
import java.util.Optional;
import java.util.Set;

/** JSON of administrators' requests: one object, each name once, mostly of texts; and of the answers. */
final class AdminJson {
    /** What {@link JsonMembers} calls the whole of it. */
    static final String BODY = "the body";

    private static final JsonMapper TEXTS = mapper(1 << 16, 4);

    /** Deep enough for a limit of a quota in a plan; how long it is, is bounded where it comes in. */
    private static final JsonMapper TREES = mapper(1 << 20, 6);

    private AdminJson() {}

    private static JsonMapper mapper(long charsMax, int depthMax) {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxDocumentLength(charsMax)
                .maxStringLength(1 << 12)
                .maxNestingDepth(depthMax)
                .maxNumberLength(32)
                .maxNameLength(64)
                .build();
        JsonFactory factory = new JsonFactoryBuilder()
                .streamReadConstraints(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    static ObjectNode object() {
        return TEXTS.createObjectNode();
    }

    static String text(ObjectNode object) {
        try {
            return TEXTS.writeValueAsString(object);
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
        ObjectNode read = read(body, TEXTS).orElseThrow(() -> wrong(known));
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : read.properties()) {
            if (!known.contains(member.getKey()) || !member.getValue().isTextual()) {
                throw wrong(known);
            }
            texts.put(member.getKey(), member.getValue().textValue());
        }
        return texts;
    }

    /** @throws AdminRefusal unless the body is one object */
    static JsonMembers members(byte[] body) {
        return new JsonMembers(
                BODY,
                read(body, TREES)
                        .orElseThrow(() -> AdminRefusal.bad(BODY + " (expected: one JSON object, each name once)")));
    }

    private static Optional<ObjectNode> read(byte[] body, JsonMapper mapper) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return mapper.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException e) { // Its message may show what stood there.
            return Optional.empty();
        }
    }

    private static AdminRefusal wrong(Set<String> known) {
        return AdminRefusal.bad("the body (expected: one JSON object with texts only, each name once, of "
                + known.stream().sorted().toList() + ")");
    }
}
