package io.gatehouse.broker.main.quickstart;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;

/** {@code bin/gatehouse quickstart [--dir DIR] [--port P] [--demo FILE]}. */
public final class QuickstartMain {
    private QuickstartMain() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        QuickstartCommand command = new QuickstartCommand(out, new SecureRandom(), InstantSource.system());
        int code = new CommandLine(command)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (!command.stopping()) {
                        err.println("gatehouse quickstart: " + Explanation.of(failure));
                    }
                    return 1;
                })
                .execute(args);
        System.exit(code);
    }
}
