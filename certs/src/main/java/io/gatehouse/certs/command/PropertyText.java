package io.gatehouse.certs.command;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file of Java properties that every reader understands alike: plain ASCII, the rest escaped. */
final class PropertyText {
    private final StringBuilder text = new StringBuilder();

    PropertyText comment(String line) {
        text.append("# ").append(line).append('\n');
        return this;
    }

    PropertyText line(String key, CharSequence value) {
        text.append(key).append('=');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' || (c == ' ' && i == 0)) {
                text.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                text.append(String.format("\\u%04x", (int) c)); // Kafka's tools read Latin 1, others UTF-8.
            } else {
                text.append(c);
            }
        }
        text.append('\n');
        return this;
    }

    PropertyText line(String key, char[] value) {
        return line(key, CharBuffer.wrap(value));
    }

    /** Paths are absolute, so that the file works from every folder. */
    PropertyText line(String key, Path value) {
        return line(key, value.toAbsolutePath().normalize().toString());
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
