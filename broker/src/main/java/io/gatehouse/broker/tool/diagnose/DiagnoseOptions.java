package io.gatehouse.broker.tool.diagnose;

import io.gatehouse.auth.audit.DiagnosticIds;
import io.gatehouse.auth.audit.PeerText;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The command line.
 *
 * @param logs the files that were named, {@code -} for the standard input; empty: those of {@code folder}
 * @param folder where the script says that logs are
 */
record DiagnoseOptions(String id, List<String> logs, Optional<Path> folder, boolean json) {
    private static final String STANDARD_INPUT = "-";

    static DiagnoseOptions read(List<String> arguments) {
        List<String> ids = new ArrayList<>();
        List<String> logs = new ArrayList<>();
        Optional<Path> folder = Optional.empty();
        boolean json = false;
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            switch (argument) {
                case "--json" -> json = true;
                case "--log" -> logs.add(value(argument, rest));
                case "--log-dir" -> folder = Optional.of(Path.of(value(argument, rest)));
                default -> ids.add(argument);
            }
        }
        return new DiagnoseOptions(id(ids), List.copyOf(logs), folder, json);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new WrongArguments(option + " (expected: a file after it)");
        }
        return rest.next();
    }

    private static String id(List<String> given) {
        for (String text : given) {
            if (text.startsWith("-")) {
                throw new WrongArguments(
                        PeerText.escaped(text) + ": no such option (expected: --log, --json or --help)");
            }
        }
        if (given.size() != 1) {
            throw new WrongArguments(given.size() + " ids (expected: one)");
        }
        String id = given.get(0).toLowerCase(Locale.ROOT);
        if (!DiagnosticIds.legal(id)) {
            throw new WrongArguments("the id \"" + PeerText.escaped(given.get(0))
                    + "\" (expected: 12 of 0-9 and a-z without i, l, o and u, as in \"(diagnostic id 7qk2m0x4ftbz)\")");
        }
        return id;
    }

    /** Where logs are looked for if none was named. */
    String place() {
        return folder.map(Path::toString).orElse("any folder");
    }

    /** What is to be read, in this order. */
    List<LogSource> sources(InputStream in) {
        if (logs.isEmpty()) {
            return folder.map(LogSource::ofFolder).orElse(List.of());
        }
        return logs.stream().map(name -> source(name, in)).toList();
    }

    private static LogSource source(String name, InputStream in) {
        if (name.equals(STANDARD_INPUT)) {
            return LogSource.of("the standard input", () -> in);
        }
        Path file = Path.of(name);
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new WrongArguments("--log " + PeerText.escaped(name) + " (expected: a file that can be read)");
        }
        return LogSource.of(file);
    }
}
