package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.tool.OptionReader;
import io.gatehouse.broker.tool.ToolRefusal;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code bin/gatehouse credentials}. */
public final class CredentialsMain {
    private static final String NAME = "gatehouse credentials";
    private static final String DEFAULT_MECHANISM = "SCRAM-SHA-512";

    private static final String USAGE = """
            Changes a user's password while the old one is still good, and shows which passwords are used.

            usage: gatehouse credentials list   --admin HOST:PORT[,HOST:PORT ...] --config FILE [--user NAME] [--json]
                   gatehouse credentials rotate --admin HOST:PORT[,HOST:PORT ...] --config FILE --user NAME
                                                [--mechanism NAME] [--password-file FILE] [--json]
                   gatehouse credentials finish --admin HOST:PORT[,HOST:PORT ...] --config FILE --user NAME
                                                [--mechanism NAME] [--json]

              --admin          admin.listener of brokers: list asks all that are named, since each knows its own log-ins;
                               rotate and finish ask the first that answers
              --config         a client's properties with ssl.keystore.* (the administrator's certificate) and
                               ssl.truststore.*
              --user           whose
              --mechanism      SCRAM-SHA-512 (default) or SCRAM-SHA-256: of the password that is changed
              --password-file  a file whose first line is the new password; without it, it is asked for
              --json           for programs: what the brokers answered

            rotate: both passwords are good from then on. Give the new one to every client, look at list until the
            previous one is used no more, then finish: whoever is still logged in with the old one is hung up on.

            exit codes: 0 done, 1 it could not be done or is not allowed, 2 wrong arguments, 3 a broker did not answer

            examples:
              gatehouse credentials rotate --admin b1:9443 --config admin.properties --user alice
              gatehouse credentials list --admin b1:9443,b2:9443 --config admin.properties --user alice
              gatehouse credentials finish --admin b1:9443 --config admin.properties --user alice
            """;

    private final AdminCommand command;
    private final Passwords passwords;

    private CredentialsMain(AdminCommand command, Passwords passwords) {
        this.command = command;
        this.passwords = passwords;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.in, out, err));
    }

    /** The exit code. */
    static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return AdminCommand.DONE;
        }
        try {
            if (arguments.isEmpty()) {
                throw ToolRefusal.withUsage("nothing to do (expected: list, rotate or finish)");
            }
            OptionReader.Options options = new OptionReader(
                            Set.of("admin", "config", "user", "mechanism", "password-file"), Set.of("json"))
                    .read(arguments.subList(1, arguments.size()));
            CredentialsMain main = new CredentialsMain(
                    new AdminCommand(NAME, options, in, out, err), new Passwords(in, err, System.console()));
            return switch (arguments.get(0)) {
                case "list" -> main.list();
                case "rotate" -> main.rotate();
                case "finish" -> main.finish();
                default ->
                    throw ToolRefusal.withUsage(
                            arguments.get(0) + ": no such thing (expected: list, rotate or finish)");
            };
        } catch (ToolRefusal e) {
            err.println(NAME + ": " + e.getMessage());
            err.println(NAME + " --help shows how it is used.");
            return AdminCommand.WRONG_ARGUMENTS;
        }
    }

    private int list() {
        String query = command.one("user")
                .map(user -> "?user="
                        + URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20"))
                .orElse("");
        List<Reply> replies = command.brokers().all("GET", "/v1/credentials" + query, "");
        if (command.json()) {
            command.printJson(replies);
        } else {
            print(replies.stream().filter(Reply::good).toList());
        }
        return command.report(replies);
    }

    /** What brokers have seen, put together: a password was used when one of them saw it. */
    private void print(List<Reply> replies) {
        Map<List<String>, String> lastUses = new TreeMap<>(Row.ORDER);
        String watched = "";
        for (Reply reply : replies) {
            String since = reply.json().path("watchingSince").asText();
            watched = since.compareTo(watched) > 0 ? since : watched;
            for (JsonNode one : reply.json().path("credentials")) {
                lastUses.merge(Row.of(one), one.path("lastUse").asText(), (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
        }
        Table table = new Table("USER", "MECHANISM", "PASSWORD", "ITERATIONS", "LAST USE");
        String never = "not since " + watched;
        lastUses.forEach((row, last) ->
                table.add(row.get(0), row.get(1), row.get(2), row.get(3), last.isEmpty() ? never : last));
        if (!lastUses.isEmpty()) {
            table.print(command.out());
        }
        command.out()
                .println(AdminCommand.count(lastUses.size(), "password") + ", as "
                        + AdminCommand.count(replies.size(), "broker") + " saw them");
    }

    private int rotate() {
        ObjectNode body = whose();
        body.put("password", command.one("password-file").map(Passwords::inFile).orElseGet(passwords::asked));
        return change("rotate", body, "both passwords are good now; finish makes an end to the old one");
    }

    private int finish() {
        if (command.one("password-file").isPresent()) {
            throw ToolRefusal.withUsage("--password-file (expected: with rotate only)");
        }
        return change("finish", whose(), "only the new password is good now");
    }

    private ObjectNode whose() {
        String user = command.one("user").orElseThrow(() -> ToolRefusal.withUsage("no --user (expected: a name)"));
        return Brokers.object()
                .put("user", user)
                .put("mechanism", command.one("mechanism").orElse(DEFAULT_MECHANISM));
    }

    private int change(String what, ObjectNode body, String done) {
        Reply reply = command.brokers().any("POST", "/v1/credentials/" + what, body.toString());
        if (command.json()) {
            command.printJson(List.of(reply));
        } else if (reply.good()) {
            command.out().println(done);
        }
        return command.report(List.of(reply));
    }

    /** What tells one password of the list from others; the current before the previous one. */
    private static final class Row {
        static final Comparator<List<String>> ORDER = Comparator.comparing((List<String> row) -> row.get(0))
                .thenComparing(row -> row.get(1))
                .thenComparing(row -> row.get(2));

        static List<String> of(JsonNode one) {
            return List.of(
                    one.path("user").asText(),
                    one.path("mechanism").asText(),
                    one.path("password").asText(),
                    one.path("iterations").asText());
        }

        private Row() {}
    }

    /** Where new passwords come from: never from the command line, which others on this machine can read. */
    private record Passwords(
            InputStream in, PrintStream err, @Nullable Console console) {
        static String inFile(String path) {
            try (BufferedReader reader = Files.newBufferedReader(Path.of(path), StandardCharsets.UTF_8)) {
                return Optional.ofNullable(reader.readLine()).orElse("");
            } catch (IOException e) {
                throw new ToolRefusal("--password-file " + path + " cannot be read: " + e);
            }
        }

        /** Unseen where somebody sits at a terminal. */
        String asked() {
            if (console != null) {
                char[] typed = console.readPassword("New password: ");
                return typed == null ? "" : new String(typed);
            }
            err.print("New password: ");
            err.flush();
            try {
                return Optional.ofNullable(
                                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine())
                        .orElse("");
            } catch (IOException e) {
                throw new ToolRefusal("the new password cannot be read: " + e);
            }
        }
    }
}
