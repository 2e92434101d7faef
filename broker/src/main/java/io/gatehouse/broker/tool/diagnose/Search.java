package io.gatehouse.broker.tool.diagnose;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What was found so far. A log is read line by line, however long it and its lines are. */
final class Search {
    /** No line of ours comes near it: what peers send is cut before it is written. */
    private static final int LINE_CHARS_MAX = 1 << 16;

    /** An id belongs to one or two events; a log that was copied together several times must not fill the memory. */
    private static final int EVENTS_MAX = 100;

    private static final int OTHERS_MAX = 3;

    private final String id;
    private final List<String> read = new ArrayList<>();
    private final List<Found> events = new ArrayList<>();
    private final List<Other> others = new ArrayList<>();

    Search(String id) {
        this.id = id;
    }

    /** An event with the id, and where it stands. */
    record Found(String source, long line, AuditLine event) {}

    /** A line that has the id in it and is no event of the audit. */
    record Other(String source, long line, String text) {}

    void read(LogSource source) throws IOException {
        read.add(source.name());
        try (BufferedReader lines = source.open()) {
            StringBuilder line = new StringBuilder();
            long number = 0;
            while (next(lines, line)) {
                number++;
                if (line.indexOf(id) >= 0) {
                    keep(source.name(), number, line.toString());
                }
            }
        }
    }

    private void keep(String source, long number, String line) {
        AuditLine event = AuditLine.parse(line);
        if (event.speaksOf(id)) {
            if (events.size() < EVENTS_MAX) {
                events.add(new Found(source, number, event));
            }
        } else if (others.size() < OTHERS_MAX) {
            others.add(new Other(source, number, line));
        }
    }

    /** Reads a line, of which only the beginning is kept where it is too long; false at the end. */
    private static boolean next(BufferedReader from, StringBuilder line) throws IOException {
        line.setLength(0);
        int c = from.read();
        if (c < 0) {
            return false;
        }
        while (c >= 0 && c != '\n') {
            if (line.length() < LINE_CHARS_MAX) {
                line.append((char) c);
            }
            c = from.read();
        }
        return true;
    }

    /** The names of what was read. */
    List<String> read() {
        return Collections.unmodifiableList(read);
    }

    List<Found> events() {
        return Collections.unmodifiableList(events);
    }

    List<Other> others() {
        return Collections.unmodifiableList(others);
    }
}
