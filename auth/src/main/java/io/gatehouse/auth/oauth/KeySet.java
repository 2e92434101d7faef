package io.gatehouse.auth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The keys that a provider signs with, by their ids (RFC 7517). A key that we would not believe is left out and the others
 * stay (attack 105); an id that two keys have is nobody's (attack 103). Immutable.
 */
final class KeySet {
    private static final int KEYS_MAX = 100;

    private final Map<String, SigningKey> byId;
    private final Set<String> ambiguous;
    private final List<String> leftOut;
    private final List<ObjectNode> texts;
    private final Optional<SigningKey> single;

    private KeySet(Map<String, SigningKey> byId, Set<String> ambiguous, List<String> leftOut, List<Entry> entries) {
        this.byId = Collections.unmodifiableMap(byId);
        this.ambiguous = Set.copyOf(ambiguous);
        this.leftOut = List.copyOf(leftOut);
        this.texts = entries.stream().map(Entry::text).toList();
        this.single = entries.size() == 1 ? Optional.of(entries.get(0).key()) : Optional.empty();
    }

    private record Entry(SigningKey key, ObjectNode text) {}

    /** @throws UnusableKeySet when there is no key in it that could be used */
    static KeySet parse(byte[] bytes) throws UnusableKeySet {
        if (bytes.length > KeySetSource.BYTES_MAX) {
            throw new UnusableKeySet(
                    "it has " + bytes.length + " bytes (expected: at most " + KeySetSource.BYTES_MAX + ")");
        }
        ObjectNode set = StrictJson.object(bytes)
                .orElseThrow(() -> new UnusableKeySet("it is no JSON object (expected: a JSON Web Key Set)"));
        return of(set.path("keys"));
    }

    static KeySet of(JsonNode keys) throws UnusableKeySet {
        if (!keys.isArray() || keys.size() > KEYS_MAX) {
            throw new UnusableKeySet("it has no array named keys with at most " + KEYS_MAX + " keys");
        }
        List<Entry> entries = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (JsonNode key : keys) {
            try {
                SigningKey read = KeyReader.read(key);
                entries.add(new Entry(read, KeyReader.publicPart(key)));
            } catch (KeyReader.LeftOut e) {
                leftOut.add(e.reason());
            }
        }
        if (entries.isEmpty()) {
            throw new UnusableKeySet("none of its " + keys.size() + " keys can be used"
                    + (leftOut.isEmpty() ? "" : ": " + String.join("; ", leftOut)));
        }
        return indexed(entries, leftOut);
    }

    private static KeySet indexed(List<Entry> entries, List<String> leftOut) {
        Map<String, SigningKey> byId = new HashMap<>();
        Set<String> ambiguous = new TreeSet<>();
        for (Entry entry : entries) {
            String id = entry.key().id();
            if (!id.isEmpty() && byId.put(id, entry.key()) != null) {
                ambiguous.add(id);
            }
        }
        byId.keySet().removeAll(ambiguous);
        List<String> notes = new ArrayList<>(leftOut);
        ambiguous.forEach(id -> notes.add("two keys have the id " + Shown.text(id)));
        return new KeySet(new TreeMap<>(byId), ambiguous, notes, entries);
    }

    /** Whether a text can be a key's id. */
    static boolean legalId(String id) {
        return !id.isEmpty() && id.length() <= CompactToken.KEY_ID_CHARS_MAX;
    }

    Optional<SigningKey> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean ambiguous(String id) {
        return ambiguous.contains(id);
    }

    /** For tokens that name no key: the only one, where there is only one. */
    Optional<SigningKey> single() {
        return single;
    }

    /** The ids, sorted. */
    Set<String> ids() {
        return byId.keySet();
    }

    /** What is in the set and is not used, a sentence each. */
    List<String> leftOut() {
        return leftOut;
    }

    /** The same set with nothing in it but what is public and of use. */
    ArrayNode publicTexts() {
        ArrayNode keys = StrictJson.object().arrayNode();
        texts.forEach(keys::add);
        return keys;
    }
}
