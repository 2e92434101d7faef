package io.gatehouse.broker.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigsMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return new ConfigsMain(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }

    @Test
    void withoutArgumentsItExplainsItselfAndFails() { // CONFORMANCE CLR-04
        assertThat(run()).isEqualTo(1);
        assertThat(run("--help")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--entity-type", "SCRAM-SHA-512");
        assertThat(out.size()).isZero();
    }

    @Test
    void itSaysItsVersion() { // CONFORMANCE CLR-04
        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).matches("\\d+\\.\\d+\\.\\d+\\s+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--user u --add-config SCRAM-SHA-256=[password=x],producer_byte_rate=5|Cannot alter both quota and SCRAM",
                "--user u --add-config producer_byte_rate=5 --delete-config SCRAM-SHA-256|Cannot alter both quota and",
                "--user-defaults --add-config SCRAM-SHA-256=[password=x]|The use of --entity-default or --user-defaults",
                "--client c --add-config SCRAM-SHA-256=[password=x]|Only quota configs can be added for 'clients'",
                "--user u --client c --add-config SCRAM-SHA-256=[password=x]|Only quota configs can be added for 'clients'",
                "--user u --add-config nothing=5|'users' using --bootstrap-server. Unexpected config names: Set(nothing)",
                "--ip 127.0.0.1 --add-config producer_byte_rate=5|Only connection quota configs can be added for 'ips'",
                "--user u --add-config SCRAM-SHA-256=[password=short]|the password has 5 characters (expected: at least 8)",
                "--user u --add-config SCRAM-SHA-256=[password=password]|the password is one that is tried first",
                "--user u --add-config SCRAM-SHA-256=[iterations=100,password=alice-secret]|Iterations 100 is less than the minimum",
                "--user u --add-config SCRAM-SHA-256=[iterations=20000,password=alice-secret]|Iterations 20000 is greater than",
                "--user u --add-config SCRAM-SHA-256=[pasword=sesame]|Invalid credential property SCRAM_SHA_256"
            })
    void whatNoBrokerWouldTakeIsRefusedBeforeItIsSent(String words, String message) { // CONFORMANCE SCR-23
        List<String> arguments = new ArrayList<>(List.of("--bootstrap-server", "127.0.0.1:1", "--alter"));
        arguments.addAll(List.of(words.split(" ")));

        int exit = run(arguments.toArray(String[]::new));

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(message).doesNotContain("sesame", "\tat ");
    }

    @Test
    void aFailureNamesTheArgumentsWithoutThePassword() { // CONFORMANCE CLR-07; unlike Kafka's tool
        int exit = run(
                "--bootstrap-server",
                "no-port",
                "--alter",
                "--user",
                "u",
                "--add-config",
                "SCRAM-SHA-256=[iterations=4096,password=sesame]");

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("Error while executing config command with args '--bootstrap-server no-port --alter")
                .contains("password=[hidden]")
                .doesNotContain("sesame");
    }
}
