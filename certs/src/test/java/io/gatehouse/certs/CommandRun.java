package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command line in this process: its output, its clock, and a check that no password ever comes out. */
final class CommandRun {
    static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private StringWriter output = new StringWriter();
    private StringWriter errors = new StringWriter();
    private Instant now = Instant.now();

    CommandRun(Path folder) {
        this.folder = folder;
    }

    /** An authority with a key that is not encrypted, which saves each command half a second. */
    Path quickCa(String name) {
        Path ca = folder.resolve(name);
        CertificateAuthority authority =
                CertificateAuthority.create("Test " + name, KeyType.EC, Duration.ofDays(3650), now, RANDOM);
        new NewFiles()
                .open(ca.resolve("ca.crt"), Pem.certificates(List.of(authority.certificate())))
                .secret(ca.resolve("ca.key"), Pem.key(authority.key()))
                .write();
        return ca;
    }

    /** Paths that start with {@code @} are below the folder. */
    int run(String... arguments) {
        output = new StringWriter();
        errors = new StringWriter();
        InstantSource clock = () -> now;
        String[] args = Stream.of(arguments)
                .map(one ->
                        one.startsWith("@") ? folder.resolve(one.substring(1)).toString() : one)
                .toArray(String[]::new);
        int code = CertsMain.commandLine(
                        clock,
                        new KeyEncryption(RANDOM, 1000),
                        new PrintWriter(output, true),
                        new PrintWriter(errors, true))
                .execute(args);
        requireNoSecret();
        return code;
    }

    void succeed(String... arguments) {
        assertThat(run(arguments)).as(errors + "\n" + output).isZero();
    }

    String refusal(String... arguments) {
        assertThat(run(arguments)).as(errors + "\n" + output).isEqualTo(1);
        assertThat(errors.toString()).hasLineCount(1);
        return errors.toString();
    }

    String output() {
        return output.toString();
    }

    String errors() {
        return errors.toString();
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    List<java.security.cert.X509Certificate> certificates(String name) throws Exception {
        return Pem.readCertificates(Files.readAllBytes(file(name)), name);
    }

    java.security.cert.X509Certificate certificate(String name) throws Exception {
        return certificates(name).get(0);
    }

    Issued issued(String name) throws Exception {
        return new Issued(
                Pem.readKey(Files.readAllBytes(file(name + ".key")), java.util.Optional.empty(), name),
                certificates(name + ".crt"));
    }

    /** Every password file below the folder, and every line of a private key, against everything that was printed. */
    private void requireNoSecret() {
        String printed = output.toString() + errors;
        for (String secret : secrets()) {
            assertThat(printed).doesNotContain(secret);
        }
    }

    private List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith("password")) {
                    secrets.add(Files.readString(file).strip());
                } else if (file.toString().endsWith(".key")) {
                    Files.readAllLines(file).stream()
                            .filter(line -> !line.startsWith("-"))
                            .forEach(secrets::add);
                }
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return secrets;
    }
}
