package io.gatehouse.certs;

import io.gatehouse.certs.command.CertsCommand;
import io.gatehouse.certs.command.Surroundings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;

/** {@code bin/certs.sh}: the certificate authority on the command line. */
public final class CertsMain {
    private CertsMain() {}

    public static void main(String[] args) {
        CommandLine line = commandLine(
                InstantSource.system(),
                new KeyEncryption(new SecureRandom(), KeyEncryption.ITERATIONS),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(line.execute(args));
    }

    static CommandLine commandLine(InstantSource clock, KeyEncryption encryption, PrintWriter out, PrintWriter err) {
        return CertsCommand.line(new Surroundings(clock, encryption, out), err);
    }
}
