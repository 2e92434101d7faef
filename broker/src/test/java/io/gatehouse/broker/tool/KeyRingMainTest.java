package io.gatehouse.broker.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void aNewRingIsItsOwnersAloneAndShowsItsKeyAsActive() throws IOException {
        Path file = folder.resolve("secrets/ring");

        assertThat(run("create", file.toString())).isZero();
        assertThat(run("show", file.toString())).isZero();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(lines(out)).hasSize(2).last().asString().endsWith("  seals and opens");
    }

    @Test
    void anAddedKeySealsAndTheOldOneStillOpens() {
        Path file = folder.resolve("ring");
        run("create", file.toString());
        run("add", file.toString());
        out.reset();

        assertThat(run("show", file.toString())).isZero();

        assertThat(lines(out)).hasSize(2);
        assertThat(out.toString(UTF_8)).containsOnlyOnce("seals");
    }

    @Test
    void aRingThatIsThereIsNotReplaced() throws IOException {
        Path file = folder.resolve("ring");
        run("create", file.toString());
        byte[] before = Files.readAllBytes(file);

        assertThat(run("create", file.toString())).isEqualTo(1);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(lines(err)).singleElement().asString().contains("exists (expected: no file");
    }

    @Test
    void keysAreNeverPrinted() throws IOException {
        Path file = folder.resolve("ring");
        run("create", file.toString());
        run("show", file.toString());

        List<String> keys = Pattern.compile("[A-Za-z0-9+/_-]{40,}")
                .matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(keys).isNotEmpty();
        assertThat(out.toString(UTF_8)).doesNotContain(keys);
    }

    @Test
    void aWrongCommandNamesTheRightOnes() {
        assertThat(run("make", "x")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("expected: create, add or show");
        assertThat(run()).isEqualTo(2);
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("example:");
    }

    private int run(String... arguments) {
        return KeyRingMain.run(
                arguments, new SecureRandom(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private static List<String> lines(ByteArrayOutputStream stream) {
        return stream.toString(UTF_8).lines().toList();
    }
}
