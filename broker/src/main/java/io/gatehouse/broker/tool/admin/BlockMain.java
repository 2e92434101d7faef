package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.tool.ToolRefusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** {@code bin/gatehouse block}. */
public final class BlockMain {
    private static final String NAME = "gatehouse block";

    private static final String USAGE = """
            Keeps principals and addresses out of the cluster, at once and on every broker; ends their sessions.

            usage: gatehouse block list   --admin HOST:PORT[,HOST:PORT ...] --config FILE [--json]
                   gatehouse block add    --admin HOST:PORT[,HOST:PORT ...] --config FILE
                                          [--principal NAME] [--address ADDRESS] [--reason TEXT] [--for TIME] [--json]
                   gatehouse block remove --admin HOST:PORT[,HOST:PORT ...] --config FILE
                                          (--id ID ... | [--principal NAME] [--address ADDRESS]) [--yes] [--json]

              --admin      admin.listener of a broker; of several the first that answers is asked
              --config     a client's properties with ssl.keystore.* (the administrator's certificate) and ssl.truststore.*
              --principal  User:alice, or alice for short
              --address    an address, or a network such as 10.0.0.0/8; with --principal: that principal from there only
              --reason     what others should know
              --for        how long: 30m, 12h, 7d (without: until it is removed)
              --id         of an entry in the list; may be given again
              --yes        does not ask before more than one entry is removed
              --json       for programs: what the broker answered

            Super users and brokers always get in, and addresses that brokers have cannot be blocked.

            exit codes: 0 done, 1 nothing was found or it is not allowed, 2 wrong arguments, 3 no broker answered

            examples:
              gatehouse block add --admin localhost:9443 --config admin.properties --principal alice --reason "left us"
              gatehouse block add --admin localhost:9443 --config admin.properties --address 203.0.113.0/24 --for 12h
              gatehouse block list --admin localhost:9443 --config admin.properties
              gatehouse block remove --admin localhost:9443 --config admin.properties --principal alice
            """;

    private final AdminCommand command;

    private BlockMain(AdminCommand command) {
        this.command = command;
    }

    public static void main(String[] arguments) {
        tool().start(arguments);
    }

    static AdminTool tool() {
        return new AdminTool(
                NAME,
                USAGE,
                Set.of("admin", "config", "principal", "address", "reason", "for", "id"),
                Set.of("json", "yes"),
                List.of(
                        Map.entry("list", command -> new BlockMain(command).list()),
                        Map.entry("add", command -> new BlockMain(command).add()),
                        Map.entry("remove", command -> new BlockMain(command).remove())));
    }

    private int list() {
        refuse("principal", "address", "reason", "for", "id");
        Reply reply = command.brokers().any("GET", "/v1/blocks", "");
        if (command.json()) {
            command.printJson(List.of(reply));
        } else if (reply.good()) {
            print(reply.json().path("blocks"));
        }
        return command.report(List.of(reply));
    }

    private void print(JsonNode blocks) {
        Table table = new Table("ID", "PRINCIPAL", "ADDRESS", "UNTIL", "SINCE", "BY", "REASON");
        blocks.forEach(block -> table.add(
                block.path("id").asText(),
                block.path("principal").asText(),
                block.path("address").asText(),
                block.path("until").asText(),
                block.path("since").asText(),
                block.path("by").asText(),
                block.path("reason").asText()));
        if (!blocks.isEmpty()) {
            table.print(command.out());
        }
        command.out().println(AdminCommand.count(blocks.size(), "block"));
    }

    private int add() {
        refuse("id");
        ObjectNode body = command.whom();
        if (body.isEmpty()) {
            throw ToolRefusal.withUsage("whom? (expected: --principal, --address or both)");
        }
        command.one("reason").ifPresent(reason -> body.put("reason", reason));
        command.one("for").ifPresent(time -> body.put("until", until(time).toString()));
        Reply reply = command.brokers().any("POST", "/v1/blocks", body.toString());
        if (command.json()) {
            command.printJson(List.of(reply));
        } else if (reply.good()) {
            command.out().println("blocked (entry " + reply.json().path("id").asText() + ")");
        }
        return command.report(List.of(reply));
    }

    private Instant until(String time) {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(TimeSpan.of("for", time));
    }

    private int remove() {
        refuse("reason", "for");
        boolean named = command.principal().isPresent() || command.address().isPresent();
        List<String> ids = new ArrayList<>(command.all("id"));
        if (ids.isEmpty() == !named) {
            throw ToolRefusal.withUsage("which? (expected: --id, or --principal, --address or both)");
        }
        Brokers brokers = command.brokers();
        if (named) {
            Reply reply = brokers.any("GET", "/v1/blocks", "");
            if (!reply.good()) {
                return command.report(List.of(reply));
            }
            ids.addAll(entries(reply.json().path("blocks")));
        }
        if (ids.isEmpty()) {
            command.say("there is no such block");
            return AdminCommand.NOT_DONE;
        }
        if (ids.size() > 1 && !command.confirmed("Remove " + AdminCommand.count(ids.size(), "block") + "?")) {
            return AdminCommand.NOT_DONE;
        }
        List<Reply> replies = ids.stream().map(id -> removed(brokers, id)).toList();
        if (command.json()) {
            command.printJson(replies);
        } else {
            int removed = (int) replies.stream().filter(Reply::good).count();
            command.out().println(AdminCommand.count(removed, "block") + " removed");
        }
        return command.report(replies);
    }

    private static Reply removed(Brokers brokers, String id) {
        if (!id.matches("[A-Za-z0-9]{1,64}")) {
            throw ToolRefusal.withUsage("--id (expected: as gatehouse block list shows it)");
        }
        return brokers.any("DELETE", "/v1/blocks/" + id, "");
    }

    /** Entries that are about exactly whom was named. */
    private List<String> entries(JsonNode blocks) {
        return StreamSupport.stream(blocks.spliterator(), false)
                .filter(block -> Optional.ofNullable(block.get("principal"))
                                .map(JsonNode::asText)
                                .equals(command.principal())
                        && Optional.ofNullable(block.get("address"))
                                .map(JsonNode::asText)
                                .equals(command.address()))
                .map(block -> block.path("id").asText())
                .toList();
    }

    private void refuse(String... options) {
        for (String option : options) {
            if (command.one(option).isPresent()) {
                throw ToolRefusal.withUsage("--" + option + " has no meaning here");
            }
        }
    }
}
