package io.gatehouse.broker.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One login module with its options, as {@code sasl.jaas.config} and the sections of a login file have them (CONFORMANCE
 * JAA-01, JAA-04). It is read and nothing more: no class is ever loaded from it. It is secret, so no message repeats any of
 * it but what stands before the options.
 */
record JaasText(String module, Map<String, String> options) {
    private static final Set<String> FLAGS = Set.of("required", "requisite", "sufficient", "optional");

    private static final String AFTER_MODULE = "the word required after the login module's name";

    JaasText {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** @throws IllegalArgumentException saying what was expected */
    static JaasText parse(String text) {
        JaasTokens tokens = new JaasTokens(text);
        JaasText first = entry(tokens);
        int modules = 1;
        while (!tokens.atEnd()) {
            var unused = entry(tokens);
            modules++;
        }
        if (modules != 1) {
            throw new IllegalArgumentException("one login module; there are " + modules);
        }
        return first;
    }

    /**
     * The sections of a login file by their names, in its order.
     *
     * @throws IllegalArgumentException saying in which line what was expected
     */
    static Map<String, List<JaasText>> sections(String text) {
        JaasTokens tokens = new JaasTokens(text);
        try {
            Map<String, List<JaasText>> sections = new LinkedHashMap<>();
            while (!tokens.atEnd()) {
                String name = tokens.value("the name of a section");
                if (sections.put(name, section(tokens)) != null) {
                    throw new IllegalArgumentException("each section once, and " + name + " is there twice");
                }
            }
            return Collections.unmodifiableMap(sections);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; near line " + tokens.line(), e);
        }
    }

    private static List<JaasText> section(JaasTokens tokens) {
        require(tokens, '{', "an opening brace after a section's name");
        List<JaasText> modules = new ArrayList<>();
        do {
            modules.add(entry(tokens));
        } while (!tokens.takes('}'));
        require(tokens, ';', "a semicolon after a section's closing brace");
        return List.copyOf(modules);
    }

    private static void require(JaasTokens tokens, char sign, String expected) {
        if (!tokens.takes(sign)) {
            throw new IllegalArgumentException(expected);
        }
    }

    private static JaasText entry(JaasTokens tokens) {
        String module = tokens.word("the class name of a login module");
        if (!FLAGS.contains(tokens.word(AFTER_MODULE).toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(AFTER_MODULE);
        }
        Map<String, String> options = new LinkedHashMap<>();
        while (!tokens.takes(';')) {
            String name = tokens.word("NAME=\"VALUE\" or a semicolon at the end");
            require(tokens, '=', "an equals sign after each option's name, and a semicolon at the end");
            if (options.put(name, tokens.value("a value, in quotes, after each equals sign")) != null) {
                throw new IllegalArgumentException("each option once");
            }
        }
        return new JaasText(module, options);
    }

    @Override
    public String toString() {
        return module + " with " + options.size() + " options";
    }
}
