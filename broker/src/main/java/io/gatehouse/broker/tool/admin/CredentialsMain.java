package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.tool.ToolRefusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code bin/gatehouse credentials}. */
public final class CredentialsMain {
    private static final String NAME = "gatehouse credentials";
    private static final String DEFAULT_MECHANISM = "SCRAM-SHA-512";
    private static final String ASK = "New password: ";
    private static final Instant NEVER = Instant.MIN;

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

    private CredentialsMain(AdminCommand command) {
        this.command = command;
    }

    public static void main(String[] arguments) {
        tool().start(arguments);
    }

    static AdminTool tool() {
        return new AdminTool(
                NAME,
                USAGE,
                Set.of("admin", "config", "user", "mechanism", "password-file"),
                Set.of("json"),
                List.of(
                        Map.entry("list", command -> new CredentialsMain(command).list()),
                        Map.entry("rotate", command -> new CredentialsMain(command).rotate()),
                        Map.entry("finish", command -> new CredentialsMain(command).finish())));
    }

    private int list() {
        List<Reply> replies = command.brokers().all("GET", command.target("/v1/credentials", "user"), "");
        if (command.json()) {
            command.printJson(replies);
        } else {
            print(replies.stream().filter(Reply::good).toList());
        }
        return command.report(replies);
    }

    /** What brokers have seen, put together: a password was used when one of them saw it. */
    private void print(List<Reply> replies) {
        Map<Row, Instant> lastUses = new TreeMap<>(Row.ORDER);
        Instant watched = NEVER;
        for (Reply reply : replies) {
            watched = later(watched, instant(reply.json().path("watchingSince")));
            for (JsonNode one : reply.json().path("credentials")) {
                lastUses.merge(Row.of(one), instant(one.path("lastUse")), CredentialsMain::later);
            }
        }
        Table table = new Table("USER", "MECHANISM", "PASSWORD", "ITERATIONS", "LAST USE");
        String never = "not since " + watched;
        lastUses.forEach((row, last) -> table.add(
                row.user(),
                row.mechanism(),
                row.password(),
                row.iterations(),
                last.equals(NEVER) ? never : last.toString()));
        if (!lastUses.isEmpty()) {
            table.print(command.out());
        }
        command.out()
                .println(AdminCommand.count(lastUses.size(), "password") + ", as "
                        + AdminCommand.count(replies.size(), "broker") + " saw them");
    }

    private static Instant instant(JsonNode text) {
        return text.isMissingNode() ? NEVER : Instant.parse(text.asText());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private int rotate() {
        ObjectNode body = whose();
        body.put(
                "password",
                command.one("password-file").map(CredentialsMain::inFile).orElseGet(this::asked));
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

    /** What tells one password of the list from others; the current comes before the previous one. */
    private record Row(String user, String mechanism, String password, String iterations) {
        static final Comparator<Row> ORDER =
                Comparator.comparing(Row::user).thenComparing(Row::mechanism).thenComparing(Row::password);

        static Row of(JsonNode one) {
            return new Row(
                    one.path("user").asText(),
                    one.path("mechanism").asText(),
                    one.path("password").asText(),
                    one.path("iterations").asText());
        }
    }

    private static String inFile(String path) {
        try (BufferedReader reader = Files.newBufferedReader(Path.of(path), StandardCharsets.UTF_8)) {
            return Optional.ofNullable(reader.readLine()).orElse("");
        } catch (IOException e) {
            throw new ToolRefusal("--password-file " + path + " cannot be read: " + e);
        }
    }

    /** Unseen where somebody sits at a terminal; never from the command line, which others on this machine can read. */
    private String asked() {
        return Optional.ofNullable(System.console())
                .map(console -> Optional.ofNullable(console.readPassword(ASK))
                        .map(String::new)
                        .orElse(""))
                .orElseGet(() -> command.asked(ASK));
    }
}
