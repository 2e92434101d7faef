package io.gatehouse.broker.tool.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiagnoseMainTest {
    private static final String ID = "7qk2m0x4ftbz";
    private static final String REFUSED = "2026-11-21T20:15:03.123Z INFO  audit - audit event=\"authentication\""
            + " outcome=\"refused\" listener=\"CLIENTS\" peer=\"10.0.0.7\" mechanism=\"SCRAM-SHA-512\" user=\"bob\""
            + " reason=\"unknown-user\" diagnostic_id=\"" + ID + "\"\n";
    private static final String OTHERS =
            "2026-11-21T20:15:02.000Z INFO  Broker - broker is ready\n" + REFUSED.replace(ID, "000000000000");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void whatTheBrokerWroteUnderTheIdIsToldInWords() throws IOException {
        Path log = write("kafka-server.out", OTHERS + REFUSED);

        assertThat(run(ID, "--log", log.toString())).isZero();
        assertThat(text(out))
                .contains("2026-11-21T20:15:03.123Z", "CLIENTS", "10.0.0.7", "SCRAM-SHA-512", "bob", "unknown-user")
                .contains(log + ", line 3", "What it means: No user of this name", "What to do:");
    }

    @Test
    void withoutFilesAllLogsOfTheFolderAreReadPackedOnesToo() throws IOException {
        write("kafka-server.out", OTHERS);
        Path packed = folder.resolve("kafka-server.out.1.gz");
        try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(packed))) {
            file.write(REFUSED.getBytes(StandardCharsets.UTF_8));
        }
        write("server.properties", REFUSED);
        Files.setLastModifiedTime(packed, FileTime.fromMillis(0));

        assertThat(run("--log-dir", folder.toString(), ID)).isZero();
        assertThat(text(out)).contains("found once", packed + ", line 1");
        assertThat(LogSource.ofFolder(folder).stream().map(LogSource::name))
                .containsExactly(
                        packed.toString(), folder.resolve("kafka-server.out").toString());
    }

    @Test
    void theStandardInputIsALogToo() {
        assertThat(piped(REFUSED, ID, "--log", "-")).isZero();
        assertThat(text(out)).contains("the standard input, line 1");
    }

    @Test
    void anIdReadOutInCapitalsIsTheSame() {
        assertThat(piped(REFUSED, "7QK2M0X4FTBZ", "--log", "-")).isZero();
    }

    @Test
    void programsGetJson() {
        assertThat(piped(REFUSED, ID, "--log", "-", "--json")).isZero();
        assertThat(text(out))
                .startsWith("[{\"time\":\"2026-11-21T20:15:03.123Z\",\"fields\":{\"event\":\"authentication\"")
                .contains("\"reason\":\"unknown-user\"", "\"what_to_do\":", "\"line\":1}]");

        assertThat(piped(OTHERS, ID, "--log", "-", "--json")).isEqualTo(1);
        assertThat(text(out)).endsWith("[]" + System.lineSeparator());
    }

    @Test
    void aReasonThatTheTableDoesNotKnowIsShownAsItIs() {
        assertThat(piped(REFUSED.replace("unknown-user", "bad-weather"), ID, "--log", "-"))
                .isZero();
        assertThat(text(out)).contains("bad-weather").doesNotContain("What it means");
    }

    @Test
    void anAlarmIsToldAsOneWhateverTheReasonIs() {
        assertThat(piped(REFUSED.replace("\"authentication\"", "\"honeytoken\""), ID, "--log", "-"))
                .isZero();
        assertThat(text(out)).contains("unknown-user", "What it means: Somebody tried a name of honeytoken.users");
    }

    @Test
    void whatCannotBeFoundIsSaidWithWhereItWasLookedFor() throws IOException {
        Path log = write("kafka-server.out", OTHERS);

        assertThat(run("--log-dir", folder.toString(), ID)).isEqualTo(1);
        assertThat(text(err)).contains("Looked at: " + log, "other brokers", "journalctl", "--log FILE");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        assertThat(run("--log-dir", folder.resolve("none").toString(), ID)).isEqualTo(1);
        assertThat(text(err)).contains("no log to look at in " + folder.resolve("none"));
    }

    /** attack 298: a peer chooses its user name, and may know an id. */
    @Test
    void anIdInAUserNameIsNoEvent() {
        String forged = REFUSED.replace(ID, "000000000000")
                .replace("bob", "x\\\" diagnostic_id=\\\"" + ID + "\\\" reason=\\\"none");

        assertThat(piped(forged, ID, "--log", "-")).isEqualTo(1);
        assertThat(text(err)).contains("the standard input, line 1, which is no event");
    }

    /** attack 298: whoever wrote the file. */
    @Test
    void whatATerminalWouldObeyIsNotPrinted() {
        assertThat(piped(REFUSED.replace("bob", "b\u001b[2Jb"), ID, "--log", "-"))
                .isZero();
        assertThat(text(out)).contains("b?[2Jb").doesNotContain("\u001b");

        assertThat(piped("\u001b]0;" + ID + "\n", ID, "--log", "-")).isEqualTo(1);
        assertThat(text(err)).contains("\\u001b]0;" + ID).doesNotContain("\u001b");
    }

    @Test
    void aLineOfAnyLengthIsReadAndOnlyItsBeginningKept() {
        assertThat(piped("x".repeat(200_000) + ID + "\n" + REFUSED, ID, "--log", "-"))
                .isZero();
        assertThat(text(out)).contains("line 2");
    }

    @Test
    void aPackedFileThatIsCutOffStillGivesWhatIsLongBeforeTheCut() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream file = new GZIPOutputStream(packed)) {
            file.write((REFUSED + OTHERS.repeat(1000)).getBytes(StandardCharsets.UTF_8));
        }
        Path log = Files.write(folder.resolve("cut.log.gz"), Arrays.copyOf(packed.toByteArray(), packed.size() - 12));

        assertThat(run(ID, "--log", log.toString())).isZero();
        assertThat(text(out)).contains("unknown-user");
        assertThat(text(err)).contains(log + " could not be read to its end");
    }

    @Test
    void wrongArgumentsAreToldWithWhatIsExpected() {
        assertThat(run()).isEqualTo(2);
        assertThat(run(ID, ID)).isEqualTo(2);
        assertThat(run("../../etc/passwd")).isEqualTo(2);
        assertThat(run("7qk2m0x4ftbi")).isEqualTo(2);
        assertThat(run(ID, "--log")).isEqualTo(2);
        assertThat(run(ID, "--lgo")).isEqualTo(2);
        assertThat(run(ID, "--log", folder.resolve("none.log").toString())).isEqualTo(2);
        assertThat(text(err))
                .contains("0 ids", "2 ids", "\"../../etc/passwd\" (expected: 12 of 0-9", "--lgo: no such option")
                .contains("none.log (expected: a file that can be read)", "--help shows");
    }

    @Test
    void helpHasExamples() {
        assertThat(run("--help")).isZero();
        assertThat(text(out)).contains("usage: gatehouse diagnose ID", "examples:", "exit codes:");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private int run(String... arguments) {
        return run(new ByteArrayInputStream(new byte[0]), List.of(arguments));
    }

    private int piped(String in, String... arguments) {
        return run(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), List.of(arguments));
    }

    private int run(ByteArrayInputStream in, List<String> arguments) {
        return DiagnoseMain.run(
                arguments,
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
