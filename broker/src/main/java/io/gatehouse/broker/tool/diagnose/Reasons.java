package io.gatehouse.broker.tool.diagnose;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the audit's words for a refused log-in mean: {@code reasons.txt}. */
record Reasons(Map<String, Meaning> byWord) {
    private static final String TABLE = "reasons.txt";
    private static final int COLUMNS = 3;

    Reasons {
        byWord = Map.copyOf(byWord);
    }

    /** A word in sentences. */
    record Meaning(String meaning, String whatToDo) {}

    static Reasons load() {
        try (InputStream bytes = Reasons.class.getResourceAsStream(TABLE)) {
            if (bytes == null) {
                throw new IllegalStateException(TABLE + " is not beside its class");
            }
            return parse(new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Reasons parse(List<String> lines) {
        Map<String, Meaning> byWord = new HashMap<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.split(" \\| ", -1);
            if (columns.length != COLUMNS) {
                throw new IllegalStateException("line \"" + line + "\" (expected: WORDS | meaning | what to do)");
            }
            for (String word : columns[0].split(", ", -1)) {
                if (byWord.put(word, new Meaning(columns[1], columns[2])) != null) {
                    throw new IllegalStateException("the word " + word + " is there twice");
                }
            }
        }
        return new Reasons(byWord);
    }

    /** @param reason as the audit wrote it: a word, or a word, a colon and more */
    Optional<Meaning> find(String reason) {
        int colon = reason.indexOf(": ");
        return Optional.ofNullable(byWord.get(colon < 0 ? reason : reason.substring(0, colon)));
    }
}
