package io.gatehouse.broker.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Reads a properties file more strictly than Java does: a key that stands there twice is a mistake (attack 291). */
final class PropertiesFile {
    private PropertiesFile() {}

    static Map<String, String> read(Path file, Findings findings) {
        String text = text(file, findings);
        if (text.startsWith("\uFEFF")) {
            findings.mistake(file.toString(), "a file with a byte order mark", "UTF-8 without one; save it again");
            text = text.substring(1);
        }
        Lines lines = new Lines(file, findings);
        try {
            lines.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            findings.mistake(file.toString(), "a \\u escape that is none", "\\u and four hexadecimal digits");
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory cannot fail to be read", e);
        }
        return lines.inOrder;
    }

    private static String text(Path file, Findings findings) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            findings.mistake(file.toString(), "a file that is not UTF-8", "UTF-8 text");
        } catch (IOException e) {
            findings.mistake(file.toString(), "a file that cannot be read", "a readable properties file");
        }
        return "";
    }

    private static final class Lines extends Properties {
        private static final long serialVersionUID = 1L;

        private final transient Path file;
        private final transient Findings findings;
        private final transient Map<String, String> inOrder = new LinkedHashMap<>();

        Lines(Path file, Findings findings) {
            this.file = file;
            this.findings = findings;
        }

        @Override
        public synchronized Object put(Object key, Object value) {
            String name = key.toString();
            if (inOrder.put(name, value.toString()) != null) {
                findings.mistake(name, "more than one line in " + file, "one line");
            }
            return value;
        }
    }
}
