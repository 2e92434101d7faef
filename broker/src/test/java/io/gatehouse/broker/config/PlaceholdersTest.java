package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlaceholdersTest {
    @TempDir
    private Path folder;

    private final Findings findings = new Findings();

    @BeforeEach
    void write() throws IOException {
        secret("secrets.properties", "store=hunter2\nother = x\n");
        secret("one.password", "hunter3\n");
    }

    @Test
    void valuesComeFromALineAFileOrTheEnvironment() {
        Placeholders placeholders = new Placeholders(Map.of("HOME_OF", "/x"), findings, false);

        assertThat(placeholders.resolve("k", "${file:" + folder + "/secrets.properties:store}"))
                .isEqualTo("hunter2");
        assertThat(placeholders.resolve("k", "${directory:" + folder + ":one.password}"))
                .isEqualTo("hunter3");
        assertThat(placeholders.resolve("k", "a ${env:HOME_OF}/y ${env:HOME_OF}"))
                .isEqualTo("a /x/y /x");
        assertThat(placeholders.resolve("k", "$1 ${x} \\ plain")).isEqualTo("$1 ${x} \\ plain");
        assertThat(findings.any()).isFalse();
    }

    /** What a file says is not looked into again. */
    @Test
    void aResolvedValueIsTakenAsItIs() throws IOException {
        secret("one.password", "${env:SECRET}\n");

        assertThat(new Placeholders(Map.of("SECRET", "s"), findings, false)
                        .resolve("k", "${directory:" + folder + ":one.password}"))
                .isEqualTo("${env:SECRET}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${file:absent.properties:x}",
                "${file:x}",
                "${directory:absent:x}",
                "${env:ABSENT}",
                "${vault:a:b}",
                "${file:FOLDER/secrets.properties:absent}"
            })
    void whatIsNotThereIsAMistakeThatNamesThePlaceholder(String text) {
        String placeholder = text.replace("FOLDER", folder.toString());

        assertThat(new Placeholders(Map.of(), findings, false).resolve("k", placeholder))
                .isEmpty();
        assertThat(findings.report().mistakes())
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.found()).isEqualTo(placeholder));
    }

    @Test
    void aFileThatEverybodyMayReadIsAMistake() throws IOException {
        Files.setPosixFilePermissions(folder.resolve("one.password"), PosixFilePermissions.fromString("rw-r--r--"));
        String placeholder = "${directory:" + folder + ":one.password}";

        new Placeholders(Map.of(), findings, true).resolve("k", placeholder);
        assertThat(findings.any()).as("allowed by name").isFalse();
        new Placeholders(Map.of(), findings, false).resolve("k", placeholder);
        assertThat(findings.report().toString()).contains("chmod 600").doesNotContain("hunter3");
    }

    private void secret(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
