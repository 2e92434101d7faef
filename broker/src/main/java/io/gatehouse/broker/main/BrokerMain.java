package io.gatehouse.broker.main;

import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ConfigOutcome;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * {@code bin/kafka-server-start.sh}: starts a broker from a properties file and runs until SIGTERM or SIGINT.
 *
 * <p>Exit codes: 143 or 130 after an orderly stop by signal, as the JVM has it, 1 for a reason that the operator can mend (one report on standard error), 2 for
 * wrong arguments.
 */
public final class BrokerMain {
    private static final String USAGE = """
            Starts a Gatehouse broker.

            usage: kafka-server-start.sh [-daemon] server.properties [--override name=value]...

              --override name=value   wins over the file; may be given more than once
              --help                  this text

            example:
              bin/kafka-server-start.sh config/server.properties --override broker.id=2
            """;

    private BrokerMain() {}

    public static void main(String[] arguments) {
        int code = run(arguments, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(String[] arguments, PrintStream out) {
        Arguments read;
        try {
            read = Arguments.read(arguments);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.print(USAGE);
            return 2;
        }
        if (read.help()) {
            out.print(USAGE);
            return 0;
        }
        ConfigOutcome outcome = BrokerConfig.load(read.file(), read.overrides(), System.getenv());
        return outcome.<Integer>fold(legal -> serve(legal, out), refused -> {
            out.println(read.file() + " cannot start a broker:");
            out.println(refused.report());
            return 1;
        });
    }

    private static int serve(ConfigOutcome.Legal legal, PrintStream out) {
        try {
            Broker broker = Broker.start(legal.config(), legal.report().warnings());
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                broker.close();
                                stopped.countDown();
                            },
                            "stop"));
            stopped.await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (RuntimeException e) {
            out.println(StartFailures.explain(e));
            return 1;
        }
    }

    /** The command line, read. */
    private record Arguments(boolean help, Path file, Map<String, String> overrides) {
        static Arguments read(String[] arguments) {
            Map<String, String> overrides = new LinkedHashMap<>();
            String file = "";
            for (int i = 0; i < arguments.length; i++) {
                String argument = arguments[i];
                if (argument.equals("--help") || argument.equals("-h")) {
                    return new Arguments(true, Path.of(""), Map.of());
                }
                if (argument.equals("--override")) {
                    i++;
                    put(overrides, i < arguments.length ? arguments[i] : "");
                } else if (argument.startsWith("-") || !file.isEmpty()) {
                    throw new IllegalArgumentException("unexpected argument " + argument);
                } else {
                    file = argument;
                }
            }
            if (file.isEmpty()) {
                throw new IllegalArgumentException("no properties file (expected: its path)");
            }
            return new Arguments(false, Path.of(file), overrides);
        }

        private static void put(Map<String, String> overrides, String pair) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("--override '" + pair + "' (expected: name=value)");
            }
            overrides.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }
}
