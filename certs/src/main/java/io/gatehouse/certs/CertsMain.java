package io.gatehouse.certs;

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
                new SecureRandom(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(line.execute(args));
    }

    static CommandLine commandLine(InstantSource clock, SecureRandom random, PrintWriter out, PrintWriter err) {
        return new CommandLine(new CertsCommand(clock, random, out))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof CertsException) {
                        err.println("certs: " + failure.getMessage());
                        return line.getCommandSpec().exitCodeOnExecutionException();
                    }
                    throw failure;
                });
    }
}
