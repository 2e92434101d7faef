package io.gatehouse.broker.config;

import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The text of {@code sasl.jaas.config}: one login module with its options (CONFORMANCE JAA-04). It is read and nothing more:
 * no class is ever loaded from it. It is secret, so no message repeats any of it but what stands before the options.
 */
record JaasText(String module, Map<String, String> options) {
    private static final Set<String> FLAGS = Set.of("required", "requisite", "sufficient", "optional");

    private static final String AFTER_MODULE = "the word required after the login module's name";

    JaasText {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** @throws IllegalArgumentException saying what was expected */
    static JaasText parse(String text) {
        try {
            StreamTokenizer tokens = tokens(text);
            JaasText first = entry(tokens);
            int modules = 1;
            while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
                tokens.pushBack();
                var unused = entry(tokens);
                modules++;
            }
            if (modules != 1) {
                throw new IllegalArgumentException("one login module; there are " + modules);
            }
            return first;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // A text in memory has no such errors.
        }
    }

    private static StreamTokenizer tokens(String text) {
        StreamTokenizer tokens = new StreamTokenizer(new StringReader(text));
        tokens.resetSyntax();
        tokens.wordChars('!', '~');
        tokens.whitespaceChars(0, ' ');
        tokens.ordinaryChar('=');
        tokens.ordinaryChar(';');
        tokens.quoteChar('"');
        tokens.quoteChar('\'');
        return tokens;
    }

    private static JaasText entry(StreamTokenizer tokens) throws IOException {
        String module = word(tokens, "the class name of a login module");
        if (!FLAGS.contains(word(tokens, AFTER_MODULE))) {
            throw new IllegalArgumentException(AFTER_MODULE);
        }
        Map<String, String> options = new LinkedHashMap<>();
        while (tokens.nextToken() != ';') {
            tokens.pushBack();
            String name = word(tokens, "NAME=\"VALUE\" or a semicolon at the end");
            if (tokens.nextToken() != '=') {
                throw new IllegalArgumentException(
                        "an equals sign after each option's name, and a semicolon at the end");
            }
            if (options.put(name, value(tokens)) != null) {
                throw new IllegalArgumentException("each option once");
            }
        }
        return new JaasText(module, options);
    }

    private static String word(StreamTokenizer tokens, String expected) throws IOException {
        if (tokens.nextToken() != StreamTokenizer.TT_WORD) {
            throw new IllegalArgumentException(expected);
        }
        return tokens.sval;
    }

    private static String value(StreamTokenizer tokens) throws IOException {
        int kind = tokens.nextToken();
        if (kind != StreamTokenizer.TT_WORD && kind != '"' && kind != '\'') {
            throw new IllegalArgumentException("a value, in quotes, after each equals sign");
        }
        return tokens.sval;
    }

    @Override
    public String toString() {
        return module + " with " + options.size() + " options";
    }
}
