package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The two programs by which other people make and judge certificates. */
final class Counterpart {
    private static final int PATIENCE_SECONDS = 60;
    private static final String OPENSSL = "/usr/bin/openssl";

    private Counterpart() {}

    record Outcome(int exitCode, String output) {}

    /** Skips the test where there is no openssl; {@code -Dgatehouse.counterparts=required} makes that a failure. */
    static void requireOpenssl() {
        boolean there = Files.exists(Path.of(OPENSSL));
        if (!there && "required".equals(System.getProperty("gatehouse.counterparts"))) {
            throw new AssertionError(OPENSSL + " is missing (expected: apt-get install openssl)");
        }
        assumeTrue(there, OPENSSL + " is not installed; apt-get install openssl to run this test");
    }

    static Outcome openssl(Path folder, String... arguments) {
        return run(folder, OPENSSL, arguments);
    }

    static Outcome keytool(Path folder, String... arguments) {
        List<String> quick = new ArrayList<>(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        quick.addAll(List.of(arguments));
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        return run(folder, keytool.toString(), quick.toArray(String[]::new));
    }

    /** As {@link #openssl} with everything in one text, for procedures that are documented so. */
    static String mustOpenssl(Path folder, String arguments) {
        Outcome outcome = openssl(folder, arguments.split(" "));
        assertThat(outcome.exitCode()).as(arguments + "\n" + outcome.output()).isZero();
        return outcome.output();
    }

    static String mustKeytool(Path folder, String arguments) {
        Outcome outcome = keytool(folder, arguments.split(" "));
        assertThat(outcome.exitCode()).as(arguments + "\n" + outcome.output()).isZero();
        return outcome.output();
    }

    private static Outcome run(Path folder, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(program + " did not end:\n" + output);
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
