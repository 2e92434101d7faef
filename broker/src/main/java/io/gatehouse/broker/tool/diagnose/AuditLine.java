package io.gatehouse.broker.tool.diagnose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the log as {@code config/logback.xml} writes the audit's events: a time, a sentence, {@code key="value"} pairs.
 * Values stay as they were escaped there (quote, backslash, everything that is not printable ASCII).
 *
 * @param time as it was written; empty if the line does not begin with one
 */
record AuditLine(String time, Map<String, String> fields) {
    private static final Pattern TIME =
            Pattern.compile("\\[?(\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}[0-9.,:+Z-]*).*", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("(?:^|\\s)([a-z_]+)=\"");
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");

    AuditLine {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    static AuditLine parse(String line) {
        Matcher time = TIME.matcher(line);
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher key = KEY.matcher(line);
        int at = 0;
        while (key.find(at)) {
            int end = end(line, key.end());
            if (end < 0) {
                break;
            }
            fields.putIfAbsent(key.group(1), printable(line.substring(key.end(), end)));
            at = end + 1;
        }
        return new AuditLine(time.matches() ? time.group(1) : "", fields);
    }

    /** Nothing else comes from the audit; but nobody knows who wrote the file, and a terminal obeys what it is shown. */
    private static String printable(String value) {
        return NOT_PRINTABLE.matcher(value).replaceAll("?");
    }

    /** Where the quote is that ends a value; a quote of the value itself has a backslash before it. */
    private static int end(String line, int from) {
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i;
            }
        }
        return -1;
    }

    /** Only what the audit wrote as an id counts; a peer may write one into its user name. */
    boolean speaksOf(String id) {
        return fields.containsKey("event")
                && (id.equals(fields.get("diagnostic_id")) || id.equals(fields.get("session")));
    }

    String field(String key) {
        return fields.getOrDefault(key, "");
    }
}
