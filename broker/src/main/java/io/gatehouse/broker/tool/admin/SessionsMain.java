package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.broker.tool.ToolRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code bin/gatehouse sessions}. */
public final class SessionsMain {
    private static final String NAME = "gatehouse sessions";
    private static final double KIBI = 1024;

    private static final String USAGE = """
            Shows who is connected to the brokers, and ends sessions.

            usage: gatehouse sessions list --admin HOST:PORT[,HOST:PORT ...] --config FILE
                                           [--principal NAME] [--address ADDRESS] [--limit N] [--json]
                   gatehouse sessions kill --admin HOST:PORT[,HOST:PORT ...] --config FILE
                                           (--id ID ... | [--principal NAME] [--address ADDRESS]) [--yes] [--json]

              --admin      admin.listener of each broker; sessions of brokers that are not named are not seen
              --config     a client's properties with ssl.keystore.* (the administrator's certificate) and ssl.truststore.*
              --principal  User:alice, or alice for short
              --address    an address, or a network such as 10.0.0.0/8
              --id         of a session in the list; may be given again
              --limit      how many of each broker are listed (without: 1000)
              --yes        does not ask before more than one session is ended
              --json       for programs: what each broker answered

            A client whose session is ended comes back, if it may: gatehouse block add keeps it out.

            exit codes: 0 done, 1 nothing was found or it is not allowed, 2 wrong arguments, 3 a broker did not answer

            examples:
              gatehouse sessions list --admin localhost:9443 --config admin.properties
              gatehouse sessions list --admin b1:9443,b2:9443 --config admin.properties --principal alice --json
              gatehouse sessions kill --admin b1:9443,b2:9443 --config admin.properties --principal alice --yes
              gatehouse sessions kill --admin localhost:9443 --config admin.properties --id 7qk2m0x4ftbz
            """;

    private final AdminCommand command;

    private SessionsMain(AdminCommand command) {
        this.command = command;
    }

    public static void main(String[] arguments) {
        tool().start(arguments);
    }

    static AdminTool tool() {
        return new AdminTool(
                NAME,
                USAGE,
                Set.of("admin", "config", "principal", "address", "id", "limit"),
                Set.of("json", "yes"),
                List.of(
                        Map.entry("list", command -> new SessionsMain(command).list()),
                        Map.entry("kill", command -> new SessionsMain(command).kill())));
    }

    private int list() {
        if (!command.all("id").isEmpty()) {
            throw ToolRefusal.withUsage("--id (expected: with kill only)");
        }
        List<Reply> replies = command.brokers().all("GET", command.target("/v1/sessions", "limit"), "");
        if (command.json()) {
            command.printJson(replies);
        } else {
            print(replies);
        }
        return command.report(replies);
    }

    private void print(List<Reply> replies) {
        Table table = new Table(
                "BROKER",
                "ID",
                "PRINCIPAL",
                "ADDRESS",
                "LISTENER",
                "MECHANISM",
                "SOFTWARE",
                "CLIENT-ID",
                "TLS",
                "SINCE",
                "REQ/S",
                "KIB/S-IN",
                "KIB/S-OUT");
        int total = 0;
        int shown = 0;
        for (Reply reply : replies.stream().filter(Reply::good).toList()) {
            total += reply.json().path("total").asInt();
            for (JsonNode session : reply.json().path("sessions")) {
                shown++;
                row(table, reply.json().path("broker").asText(), session);
            }
        }
        if (shown > 0) {
            table.print(command.out());
        }
        int answered = (int) replies.stream().filter(Reply::good).count();
        command.out()
                .println(AdminCommand.count(total, "session") + " at " + AdminCommand.count(answered, "broker")
                        + (shown < total ? ", " + shown + " shown" : ""));
    }

    private static void row(Table table, String broker, JsonNode session) {
        JsonNode software = session.path("software");
        table.add(
                broker,
                session.path("id").asText(),
                session.path("principal").asText(),
                session.path("address").asText(),
                session.path("listener").asText(),
                session.path("mechanism").asText() + (session.path("byToken").asBoolean() ? " (token)" : ""),
                (software.path("name").asText() + " " + software.path("version").asText()).trim(),
                session.path("clientId").asText(),
                session.path("tls").path("protocol").asText(),
                session.path("since").asText().replaceAll("\\.\\d+Z$", "Z"),
                number(session.path("requestsPerSecond").asDouble()),
                number(session.path("bytesInPerSecond").asDouble() / KIBI),
                number(session.path("bytesOutPerSecond").asDouble() / KIBI));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private int kill() {
        List<String> ids = command.all("id");
        boolean filter = command.principal().isPresent() || command.address().isPresent();
        if (ids.isEmpty() == !filter || command.one("limit").isPresent()) {
            throw ToolRefusal.withUsage("whom? (expected: --id, or --principal, --address or both, and no --limit)");
        }
        return filter ? killAll(command.brokers()) : killEach(command.brokers(), ids);
    }

    private int killEach(Brokers brokers, List<String> ids) {
        if (ids.size() > 1 && !command.confirmed("End " + AdminCommand.count(ids.size(), "session") + "?")) {
            return AdminCommand.NOT_DONE;
        }
        int code = AdminCommand.DONE;
        List<Reply> told = new ArrayList<>();
        for (String id : ids) {
            if (!id.matches("[A-Za-z0-9]{1,64}")) {
                throw ToolRefusal.withUsage("--id (expected: as gatehouse sessions list shows it)");
            }
            List<Reply> replies = brokers.all("DELETE", "/v1/sessions/" + id, "");
            told.addAll(replies);
            code = Math.max(
                    code,
                    command.report(
                            replies.stream().filter(reply -> !reply.notFound()).toList()));
            if (replies.stream().noneMatch(Reply::good)) {
                command.say("no broker that answered has a session " + id);
                code = Math.max(code, AdminCommand.NOT_DONE);
            }
        }
        return told(told, code);
    }

    private int killAll(Brokers brokers) {
        List<Reply> found = brokers.all("GET", command.target("/v1/sessions") + "&limit=1", "");
        int code = command.report(found);
        int total = found.stream()
                .mapToInt(reply -> reply.json().path("total").asInt())
                .sum();
        if (total == 0) {
            command.say("no broker that answered has such a session");
            return Math.max(code, AdminCommand.NOT_DONE);
        }
        if (total > 1 && !command.confirmed("End " + AdminCommand.count(total, "session") + "?")) {
            return AdminCommand.NOT_DONE;
        }
        List<Reply> replies =
                brokers.all("POST", "/v1/sessions/kill", command.whom().toString());
        // Who was silent before has been named.
        List<Reply> news = replies.stream()
                .filter(reply -> found.stream()
                        .noneMatch(before -> !before.good() && before.from().equals(reply.from())))
                .toList();
        return told(replies, Math.max(code, command.report(news)));
    }

    private int told(List<Reply> replies, int code) {
        if (command.json()) {
            command.printJson(replies);
            return code;
        }
        int ended = replies.stream()
                .mapToInt(reply -> reply.json().path("ended").asInt())
                .sum();
        int kept = replies.stream()
                .mapToInt(reply -> reply.json().path("betweenBrokers").asInt())
                .sum();
        command.out()
                .println(AdminCommand.count(ended, "session") + " ended"
                        + (kept == 0 ? "" : ", " + AdminCommand.count(kept, "session") + " between brokers kept"));
        return code;
    }
}
