package io.gatehouse.auth.oauth;

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
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * JSON objects from strangers. Two readers must never see two different things in the same bytes: members that are there
 * twice, comments, data behind the end, bytes that are no UTF-8 and halves of characters are refused (attack 99); so is what
 * would cost more than it is worth: depth, long numbers (attack 100). Nobody is told what stood there.
 */
final class StrictJson {
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxDocumentLength(KeySetSource.BYTES_MAX)
            .maxStringLength(CompactToken.CHARS_MAX)
            .maxNestingDepth(16)
            .maxNumberLength(32)
            .maxNameLength(256)
            .build();

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(LIMITS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StrictJson() {}

    /** Empty for whatever is not one object. */
    static Optional<ObjectNode> object(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return MAPPER.readTree(text) instanceof ObjectNode object && whole(object)
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        } catch (IOException e) { // Its message may show what stood there.
            return Optional.empty();
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(ObjectNode object) {
        try {
            return MAPPER.writeValueAsBytes(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // It writes to memory.
        }
    }

    /** Whether no name and no text in it has half a character, which an escape can write. */
    private static boolean whole(JsonNode node) {
        if (node.isTextual()) {
            return whole(node.textValue());
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!whole(member.getKey()) || !whole(member.getValue())) {
                return false;
            }
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                if (!whole(element)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
