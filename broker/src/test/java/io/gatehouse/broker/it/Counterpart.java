package io.gatehouse.broker.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of somebody else that a test needs: absent, the test is skipped with a word, or fails where it may not be. */
final class Counterpart {
    private static final int PATIENCE_SECONDS = 60;

    private Counterpart() {}

    /** Skips the test unless the file is there; {@code -Dgatehouse.counterparts=required} makes that a failure. */
    static void require(String program, String debianPackage) {
        requireFile(program, debianPackage);
    }

    /** As {@link #require} for a file that need not be a program. */
    static void requireFile(String file, String debianPackage) {
        boolean there = Files.exists(Path.of(file));
        if (!there && "required".equals(System.getProperty("gatehouse.counterparts"))) {
            throw new AssertionError(file + " is missing (expected: apt-get install " + debianPackage + ")");
        }
        assumeTrue(there, file + " is not installed; apt-get install " + debianPackage + " to run this test");
    }

    record Outcome(int exitCode, String output) {}

    /** What it says up to {@code end}, or all, while its input stays open; at most for as long as our patience lasts. */
    static String converse(String input, List<String> command, String end) {
        List<String> limited = new ArrayList<>(List.of("/usr/bin/timeout", Integer.toString(PATIENCE_SECONDS)));
        limited.addAll(command);
        try {
            Process process =
                    new ProcessBuilder(limited).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream();
                    InputStream out = process.getInputStream()) {
                in.write(input.getBytes(StandardCharsets.ISO_8859_1));
                in.flush();
                StringBuilder said = new StringBuilder();
                for (int next = out.read(); next >= 0 && said.indexOf(end) < 0; next = out.read()) {
                    said.append((char) next);
                }
                return said.toString();
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Outcome run(String input, List<String> command) {
        return run(Path.of("."), input, command);
    }

    static Outcome run(Path folder, String input, List<String> command) {
        return run(folder, Map.of(), input, command);
    }

    static Outcome run(Path folder, Map<String, String> environment, String input, List<String> command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command.get(0) + " did not end:\n" + output);
            }
            return new Outcome(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
