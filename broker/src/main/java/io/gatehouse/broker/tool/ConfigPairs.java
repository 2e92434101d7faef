package io.gatehouse.broker.tool;

import io.gatehouse.broker.tool.OptionReader.Options;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The configs on a command line: {@code k1=v1,k2=[v1,v2]}, or a file of properties. */
public final class ConfigPairs {
    private static final String FORM =
            "requirement failed: Invalid entity config: all configs to be added must be in the"
                    + " format \"key=val\" or  \"key=[val1,val2]\" to group values which contain commas.";

    private ConfigPairs() {}

    static Map<String, String> added(Options given) {
        Map<String, String> pairs = new LinkedHashMap<>();
        given.one("add-config-file").ifPresent(file -> pairs.putAll(new TreeMap<>(load(file))));
        given.one("add-config").ifPresent(text -> pairs.putAll(parse(text)));
        return Collections.unmodifiableMap(pairs);
    }

    static List<String> deleted(Options given) {
        return given.one("delete-config").stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    static Map<String, String> parse(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : split(text, ',')) {
            List<String> parts = split(pair, '=');
            if (parts.size() != 2) {
                throw new ToolRefusal(FORM);
            }
            pairs.put(parts.get(0).strip(), unwrapped(parts.get(1).strip()));
        }
        return pairs;
    }

    /**
     * A file of properties, as every client takes it.
     *
     * @throws ToolRefusal if it is not there or cannot be read
     */
    public static Map<String, String> load(String file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new ToolRefusal(file + ": no such file (expected: a file of properties)");
        } catch (IOException | IllegalArgumentException e) {
            throw new ToolRefusal(file + ": cannot be read as properties (" + e.getMessage() + ")");
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(name -> pairs.put(name, properties.getProperty(name)));
        return pairs;
    }

    /** Splits where the separator stands outside square brackets. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        boolean grouped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            grouped = c == '[' || (grouped && c != ']');
            if (c == separator && !grouped) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unwrapped(String value) {
        return value.startsWith("[") && value.endsWith("]") ? value.substring(1, value.length() - 1) : value;
    }
}
