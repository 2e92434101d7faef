package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person meets at the first command. */
final class QuickstartIT {
    @TempDir
    private Path temporary;

    @Test
    void aSecondStartGoesOnWithTheSameUsersAndDataAndSecretsAreTheOwnersAlone() throws Exception {
        Path folder = temporary.resolve("quickstart");
        Path demo = temporary.resolve("lines.txt");
        Files.writeString(demo, "one\ntwo\nthree\n");
        String passwordBefore;
        try (QuickstartProcess first = QuickstartProcess.start(folder)) {
            passwordBefore = first.application().getProperty("sasl.jaas.config");
            assertThat(first.stop()).isIn(0, 143); // 143: the JVM's own code after SIGTERM.
        }

        QuickstartProcess.Run second = QuickstartProcess.run("--dir", folder.toString(), "--demo", demo.toString());

        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(second.output()).contains("3 lines").contains("TopicAuthorizationException");
        assertThat(Files.readString(folder.resolve("client-app.properties")))
                .contains(passwordBefore.replaceAll(".*password=\"([^\"]*)\".*", "$1"));
        try (Stream<Path> secrets = Files.walk(folder.resolve("secrets"))) {
            assertThat(secrets.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aPortInUseIsSaidInOneSentence() {
        try (QuickstartProcess first = QuickstartProcess.start(temporary.resolve("first"))) {
            QuickstartProcess.Run second = QuickstartProcess.run(
                    "--dir", temporary.resolve("second").toString(), "--port", Integer.toString(first.port()));

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output()).contains(Integer.toString(first.port())).doesNotContain("\tat ");
        }
    }
}
