package io.gatehouse.broker.tool.diagnose;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** {@code bin/gatehouse diagnose}. */
public final class DiagnoseMain {
    private static final int FOUND = 0;
    private static final int NOT_FOUND = 1;
    private static final int WRONG_ARGUMENTS = 2;

    private static final String USAGE = """
            Says why a client was refused, by the diagnostic id that it was told, from the broker's log.

            usage: gatehouse diagnose ID [--log FILE ...] [--json]

              ID          what stands in "(diagnostic id ...)" in the client's error: 12 letters and digits
              --log FILE  a file with the broker's log, also one that gzip has packed; - is the standard input; may be given
                          again. Otherwise: the files *.out and *.log, and those that were rolled away, in LOG_DIR or, where
                          that is not set, in the folder logs
              --json      for programs: an array with an object for each event that was found

            exit codes: 0 found, 1 not found, 2 wrong arguments

            examples:
              gatehouse diagnose 7qk2m0x4ftbz
              gatehouse diagnose 7qk2m0x4ftbz --log data/quickstart/quickstart.log
              gatehouse diagnose 7qk2m0x4ftbz --log /var/log/gatehouse/broker.log --log /var/log/gatehouse/broker.log.1.gz
              journalctl -u gatehouse --since today -o cat | gatehouse diagnose 7qk2m0x4ftbz --log -
            """;

    private DiagnoseMain() {}

    public static void main(String[] arguments) {
        int code = run(Arrays.asList(arguments), System.in, System.out, System.err);
        if (code != FOUND) {
            System.exit(code);
        }
    }

    /** The exit code. */
    static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return FOUND;
        }
        try {
            DiagnoseOptions options = DiagnoseOptions.read(arguments);
            Search search = new Search(options.id());
            for (LogSource source : options.sources(in)) {
                read(source, search, err);
            }
            Report report = new Report(options.id(), search, Reasons.load());
            if (options.json()) {
                report.json(out);
            } else if (search.events().isEmpty()) {
                report.notFound(options.place(), err);
            } else {
                report.found(out);
            }
            return search.events().isEmpty() ? NOT_FOUND : FOUND;
        } catch (WrongArguments e) {
            err.println("gatehouse diagnose: " + e.getMessage());
            err.println("gatehouse diagnose --help shows how it is used.");
            return WRONG_ARGUMENTS;
        }
    }

    /** A file that cannot be read to its end may be one of several: the others are read. */
    private static void read(LogSource source, Search search, PrintStream err) {
        try {
            search.read(source);
        } catch (IOException e) {
            err.println("gatehouse diagnose: " + source.name() + " could not be read to its end: " + e);
        }
    }
}
