package io.gatehouse.broker.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules that are about the text of the sources: length, and words that have a better replacement. */
final class TidyTest {
    private static final int LINES_MAX = 600;

    private static final Map<Pattern, String> BANNED = new TreeMap<>(java.util.Comparator.comparing(Pattern::pattern));

    static {
        BANNED.put(Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"), "finish it, or say it in the docs");
        BANNED.put(
                Pattern.compile("System\\.(out|err)\\.print"), "a logger, or the stream that a command line was given");
        BANNED.put(Pattern.compile("printStackTrace\\("), "a logger");
        BANNED.put(Pattern.compile("@Disabled"), "an assumption that says what is missing");
        BANNED.put(Pattern.compile("catch \\(Throwable"), "the two places that own a connection and a lane");
    }

    @Test
    void filesAreShort() {
        assertThat(sources().filter(file -> lines(file).size() > LINES_MAX))
                .as("files over " + LINES_MAX + " lines")
                .isEmpty();
    }

    @Test
    void mainCodeUsesNoBannedWord() {
        List<String> found = new ArrayList<>();
        sources().filter(file -> !file.toString().contains("/src/test/")).forEach(file -> {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                for (Map.Entry<Pattern, String> rule : BANNED.entrySet()) {
                    if (rule.getKey().matcher(lines.get(i)).find() && !owns(file, rule.getKey())) {
                        found.add(file.getFileName() + ":" + (i + 1) + " (instead: " + rule.getValue() + ")");
                    }
                }
            }
        });
        assertThat(found).isEmpty();
    }

    /** The owner of a lane may catch everything: its other tasks must not suffer for one. */
    private static boolean owns(Path file, Pattern banned) {
        return banned.pattern().startsWith("catch") && file.endsWith("LogLane.java");
    }

    @Test
    void randomnessComesFromTheEntryPoints() {
        assertThat(sources()
                        .filter(file -> file.toString().contains("/src/main/"))
                        .filter(file -> !file.toString().matches(".*/(main|certs|tool|bench)/.*"))
                        .filter(file -> lines(file).stream().anyMatch(line -> line.contains("new SecureRandom("))))
                .isEmpty();
    }

    @Test
    void everyPackageHasItsLegend() {
        assertThat(sources()
                        .filter(file -> file.toString().contains("/src/main/"))
                        .map(Path::getParent)
                        .distinct()
                        .filter(folder -> !Files.exists(folder.resolve("package-info.java"))))
                .isEmpty();
    }

    private static Stream<Path> sources() {
        Path root = Path.of("").toAbsolutePath().getParent();
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
