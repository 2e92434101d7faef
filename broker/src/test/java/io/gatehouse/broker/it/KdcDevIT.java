package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/kdc-dev.sh}: a broker and a client on the files that it writes, and what it refuses. */
final class KdcDevIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.gatehouse.broker.tool.kdc.KdcMain"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Process start(Path output, String... arguments) throws IOException {
        Process process = new ProcessBuilder(command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Instant end = Instant.now().plus(PATIENCE);
        while (!Files.readString(output).contains("Ctrl-C stops.")) {
            assertThat(process.isAlive() && Instant.now().isBefore(end))
                    .as(Files.readString(output))
                    .isTrue();
            Thread.onSpinWait();
        }
        return process;
    }

    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aBrokerAndAClientLiveOnItsFiles() throws Exception {
        Optional<String> settingsBefore = Optional.ofNullable(System.getProperty("java.security.krb5.conf"));
        Path folder = temporary.resolve("kdc");
        try (SeparateServers servers = SeparateServers.prepare(temporary.resolve("quickstart"))) {
            Process kdc = start(
                    temporary.resolve("kdc.out"),
                    "--dir",
                    folder.toString(),
                    "--port",
                    Integer.toString(QuickstartProcess.freePorts()),
                    "--bootstrap-server",
                    "localhost:" + servers.made().port(),
                    "--ca",
                    servers.made().authority().toString(),
                    "--client",
                    "admin");
            try {
                String option = "-Djava.security.krb5.conf=" + folder.resolve("krb5.conf");
                servers.startBroker(List.of(option), lines(folder.resolve("broker.properties")));
                System.setProperty(
                        "java.security.krb5.conf", folder.resolve("krb5.conf").toString());

                KerberosIT.ask(client(folder.resolve("client-admin.properties")));

                assertThat(servers.log()).contains("admin@DEV.LOCAL");
                assertThat(temporary.resolve("kdc.out")).content().contains("kafka/localhost@DEV.LOCAL");
            } finally {
                stop(kdc);
            }
        } finally {
            settingsBefore.ifPresentOrElse(
                    before -> System.setProperty("java.security.krb5.conf", before),
                    () -> System.clearProperty("java.security.krb5.conf"));
        }
    }

    private static List<String> lines(Path settings) throws IOException {
        return Files.readAllLines(settings).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static Properties client(Path settings) throws IOException {
        Properties client = new Properties();
        try (Reader reader = Files.newBufferedReader(settings)) {
            client.load(reader);
        }
        // This JVM may have known another KDC before.
        client.computeIfPresent(
                "sasl.jaas.config",
                (name, line) -> line.toString().replace(" required ", " required refreshKrb5Config=true "));
        return client;
    }

    @Test
    void filesAreReplacedOnlyByForceAndAreTheirOwnersOnly() throws Exception {
        Path folder = temporary.resolve("kdc");
        String port = Integer.toString(QuickstartProcess.freePorts());
        String[] arguments = {"--dir", folder.toString(), "--port", port};
        stop(start(temporary.resolve("first.out"), arguments));
        byte[] before = Files.readAllBytes(folder.resolve("alice.keytab"));

        Counterpart.Outcome refused = Counterpart.run("", command(arguments));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("is there already").contains("--force");
        assertThat(Files.readAllBytes(folder.resolve("alice.keytab"))).isEqualTo(before);

        stop(start(temporary.resolve("second.out"), "--dir", folder.toString(), "--port", port, "--force"));
        assertThat(Files.readAllBytes(folder.resolve("alice.keytab"))).isNotEqualTo(before);
        try (Stream<Path> files = Files.list(folder).filter(Files::isRegularFile)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void mistakesAndHelp() {
        assertThat(Counterpart.run("", command("--help")).output()).contains("usage: kdc-dev.sh", "examples:");
        Counterpart.Outcome wrong = Counterpart.run("", command("--port", "0"));
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.output()).contains("--port 0 (expected: 1..65535)");
        assertThat(Counterpart.run("", command("--no-such")).exitCode()).isEqualTo(2);
    }
}
