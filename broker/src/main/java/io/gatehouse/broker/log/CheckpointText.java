package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The common form of checkpoints: version 0, number of entries, one line per entry (COMPAT A7.1). */
final class CheckpointText {
    private static final String VERSION = "0";

    private CheckpointText() {}

    static byte[] write(List<String> lines) {
        StringBuilder text =
                new StringBuilder(VERSION).append('\n').append(lines.size()).append('\n');
        for (String line : lines) {
            text.append(line).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The entries as words. A missing or empty file has none.
     *
     * @throws IOException naming file and line when it is malformed (COMPAT A7.4)
     */
    static List<String[]> read(Path file, int wordsPerLine) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) == 0) {
            return List.of();
        }
        // Bytes that are no text become a sign that no entry holds, so that the complaint names file and line.
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (!lines.get(0).equals(VERSION)) {
            throw new IOException(file + ": version is not known (expected: " + VERSION + ")");
        }
        int count = lines.size() < 2 ? -1 : integer(file, lines.get(1));
        if (count < 0 || count != lines.size() - 2) {
            throw new IOException(file + ": has " + (lines.size() - 2) + " entries (expected: as many as line 2 says)");
        }
        List<String[]> entries = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] words = line.split(" ", -1);
            if (words.length != wordsPerLine) {
                throw new IOException(
                        file + ": an entry has " + words.length + " words (expected: " + wordsPerLine + ")");
            }
            entries.add(words);
        }
        return entries;
    }

    static long number(Path file, String word) throws IOException {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException notANumber) {
            throw new IOException(file + ": an entry has no number where one is expected", notANumber);
        }
    }

    static int integer(Path file, String word) throws IOException {
        long number = number(file, word);
        if (number != (int) number) {
            throw new IOException(file + ": " + number + " is too large (expected: 32 bits)");
        }
        return (int) number;
    }
}
