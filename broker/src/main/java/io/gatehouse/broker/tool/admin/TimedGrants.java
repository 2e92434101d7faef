package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.broker.tool.ToolRefusal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Access rules for a time: added, listed, and taken back before they end. */
final class TimedGrants {
    private static final String TARGET = "/v1/acls/timed";

    /** Those that have no meaning where something is asked. */
    static final Set<String> OPTIONS = Set.of("host", "prefixed", "deny", "from", "until", "reason", "id");

    private static final Set<String> OF_GRANT = Set.of(
            "principal",
            "host",
            "operation",
            "topic",
            "group",
            "cluster",
            "transactional-id",
            "delegation-token",
            "user-principal",
            "prefixed",
            "deny",
            "for",
            "from",
            "until",
            "reason");

    private final AdminCommand command;

    TimedGrants(AdminCommand command) {
        this.command = command;
    }

    int grant() {
        expect(OF_GRANT);
        ObjectNode body = Brokers.object();
        body.put("permission", command.has("deny") ? "Deny" : "Allow");
        body.put(
                "principal",
                command.principal()
                        .orElseThrow(
                                () -> ToolRefusal.withUsage(
                                        "no --principal (expected: one, such as alice or Group:ops, or User:* for everybody)")));
        Deed.of(command).forEach(body::put);
        body.put("pattern", command.has("prefixed") ? "Prefixed" : "Literal");
        if (command.one("for").isPresent() == command.one("until").isPresent()) {
            throw ToolRefusal.withUsage("no end, or two (expected: --for or --until)");
        }
        command.one("for").ifPresent(text -> TimeSpan.of("for", text));
        if (command.one("reason").isEmpty()) {
            throw ToolRefusal.withUsage("no --reason (expected: why, for those who see the rule later)");
        }
        Stream.of("host", "for", "from", "until", "reason")
                .forEach(option -> command.one(option).ifPresent(text -> body.put(option, text)));
        Reply reply = command.brokers().any("POST", TARGET, body.toString());
        if (command.json()) {
            command.printJson(List.of(reply));
        } else if (reply.good()) {
            command.out().println(PeerText.escaped(RuleText.sentence(reply.json())));
        }
        return command.report(List.of(reply));
    }

    int grants() {
        expect(Set.of());
        Reply reply = command.brokers().any("GET", TARGET, "");
        if (command.json()) {
            command.printJson(List.of(reply));
        } else if (reply.good()) {
            print(reply.json());
        }
        return command.report(List.of(reply));
    }

    private void print(JsonNode answer) {
        JsonNode rules = answer.path("rules");
        Table table = new Table("ID", "RULE", "FROM", "UNTIL", "BY", "REASON");
        rules.forEach(rule -> table.add(
                rule.path("id").asText(),
                RuleText.read(rule).text(),
                rule.path(rule.has("from") ? "from" : "since").asText(),
                rule.path("until").asText(),
                rule.path("by").asText(),
                rule.path("reason").asText()));
        if (!rules.isEmpty()) {
            table.print(command.out());
        }
        command.out().println(AdminCommand.count(rules.size(), "rule") + " for a time");
        for (JsonNode id : answer.path("unreadable")) {
            command.say(PeerText.escaped(id.asText())
                    + " cannot be read, and nobody but super users may do anything until" + " it is revoked");
        }
    }

    int revoke() {
        expect(Set.of("id"));
        String id = command.one("id").orElseThrow(() -> ToolRefusal.withUsage("no --id (expected: one)"));
        if (!id.matches("[A-Za-z0-9]{1,64}")) {
            throw ToolRefusal.withUsage("--id (expected: as gatehouse acls grants shows it)");
        }
        Reply reply = command.brokers().any("DELETE", TARGET + "/" + id, "");
        if (command.json()) {
            command.printJson(List.of(reply));
        } else if (reply.good()) {
            command.out().println("revoked");
        }
        return command.report(List.of(reply));
    }

    private void expect(Set<String> known) {
        command.refuse(AclsMain.OPTIONS.stream()
                .filter(option -> !known.contains(option))
                .collect(Collectors.toSet()));
    }
}
