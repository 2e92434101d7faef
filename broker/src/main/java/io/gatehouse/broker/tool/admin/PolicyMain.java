package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.broker.tool.ToolRefusal;
import io.gatehouse.broker.tool.policy.Policy;
import io.gatehouse.broker.tool.policy.PolicyJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code bin/gatehouse policy}. */
public final class PolicyMain {
    private static final String NAME = "gatehouse policy";
    private static final String TARGET = "/v1/policy";
    private static final String EXPECT = "expect";
    private static final String OVERWRITE = "overwrite";
    private static final String YES = "yes";
    private static final String STANDARD_OUTPUT = "-";

    private static final String USAGE = """
            Users, access rules and limits as one file: written, compared with what there is, and put in force.

            usage: gatehouse policy export FILE BROKERS [--overwrite]
                   gatehouse policy plan   FILE BROKERS [--json]
                   gatehouse policy apply  FILE BROKERS [--expect PLAN] [--yes] [--json]

              export       writes what there is to FILE, or to standard output for -; no password and no key is in it
              plan         says what would change, and whom among those who were active lately it would concern
              apply        plans, asks, and changes all of it or nothing

            BROKERS
              --admin      admin.listener of each broker, HOST:PORT[,HOST:PORT ...]; plan and apply need them all, since
                           each knows its own clients
              --config     a client's properties with ssl.keystore.* (the administrator's certificate) and ssl.truststore.*

              --expect     the plan that was looked at: apply does nothing if another one has become of it
              --yes        does not ask
              --overwrite  replaces FILE if it is there
              --json       for programs

            FILE is JSON with "version": 1 and any of users, rules, roles and quotas. What is left out stays as it is; of what
            is there the file is the whole: what it does not name is taken away. Rules for a time are not touched.

              {
                "version": 1,
                "users": [{"name": "shop", "mechanisms": ["SCRAM-SHA-512"], "password": "file:/run/secrets/shop"}],
                "roles": {"orders-writer": {"members": ["User:shop"],
                                            "rules": [{"operation": "Write", "resource": "Topic", "name": "orders"}]}},
                "rules": [{"principal": "User:bi", "operation": "Read", "resource": "Topic", "name": "bi-",
                           "pattern": "Prefixed", "host": "10.0.0.0/8"}],
                "quotas": [{"user": "shop", "limits": {"producer_byte_rate": 1048576}},
                           {"user": null, "limits": {"request_percentage": 50}}]
              }

            exit codes: 0 done; 1 not done, or plan found something that was done lately and would be refused; 2 wrong
            arguments, or FILE is wrong; 3 a broker did not answer

            examples:
              gatehouse policy export policy.json --admin b1:9443 --config admin.properties
              gatehouse policy plan   policy.json --admin b1:9443,b2:9443 --config admin.properties
              gatehouse policy apply  policy.json --admin b1:9443,b2:9443 --config admin.properties --expect 4d1f0a52c09be733
            """;

    private final AdminCommand command;

    private PolicyMain(AdminCommand command) {
        this.command = command;
    }

    public static void main(String[] arguments) {
        tool().start(arguments);
    }

    static AdminTool tool() {
        return new AdminTool(
                NAME,
                USAGE,
                "FILE",
                Set.of("admin", "config", EXPECT),
                Set.of("json", YES, OVERWRITE),
                List.of(
                        Map.entry("export", command -> new PolicyMain(command).export()),
                        Map.entry("plan", command -> new PolicyMain(command).plan()),
                        Map.entry("apply", command -> new PolicyMain(command).apply())));
    }

    private int export() {
        command.refuse(Set.of(EXPECT, YES, "json"));
        Reply reply = command.brokers().any("GET", TARGET, "");
        if (reply.good()) {
            write(PolicyJson.file(reply.json()));
            command.say(written(reply.json()));
        }
        return command.report(List.of(reply));
    }

    private static String written(ObjectNode answer) {
        int timed = answer.path("timed").asInt();
        return AdminCommand.count(answer.path("users").size(), "user") + ", "
                + AdminCommand.count(answer.path("rules").size(), "rule")
                + (answer.has("rules") ? "" : " (they do not decide on this broker)") + ", "
                + AdminCommand.count(answer.path("quotas").size(), "quota")
                + (timed == 0 ? "" : "; without " + AdminCommand.count(timed, "rule") + " for a time");
    }

    private void write(String text) {
        if (command.operand().equals(STANDARD_OUTPUT)) {
            command.out().print(text);
            return;
        }
        OpenOption[] how = command.has(OVERWRITE)
                ? new OpenOption[] {
                    StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
                }
                : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
        try {
            Files.writeString(file(), text, how);
        } catch (IOException e) {
            throw new ToolRefusal(command.operand() + " cannot be written: " + e
                    + (Files.exists(file()) ? " (expected: no such file, or --overwrite)" : ""));
        }
    }

    private int plan() {
        command.refuse(Set.of(EXPECT, YES, OVERWRITE));
        Policy wanted = PolicyJson.readFile(file());
        PolicyPlan plan = new PolicyPlan(command);
        if (!plan.make(command.brokers(), wanted)) {
            return plan.code();
        }
        if (command.json()) {
            command.out().println(plan.json().toPrettyString());
        } else {
            plan.print();
        }
        return plan.code() == AdminCommand.DONE && plan.refusesSomething() ? AdminCommand.NOT_DONE : plan.code();
    }

    private int apply() {
        command.refuse(Set.of(OVERWRITE));
        Policy wanted = PolicyJson.readFile(file());
        Brokers brokers = command.brokers();
        PolicyPlan plan = new PolicyPlan(command);
        if (!plan.make(brokers, wanted)) {
            return plan.code();
        }
        if (!command.json()) {
            plan.print();
        } else if (plan.none()) {
            command.out().println(plan.json().toPrettyString());
        }
        if (plan.none()) {
            return plan.code();
        }
        String expected = command.one(EXPECT).orElse(plan.id());
        if (!expected.equals(plan.id())) {
            command.say("the plan is " + plan.id() + " now (expected: " + PeerText.escaped(expected)
                    + "); the file or what there is has changed since: look at the plan again");
            return AdminCommand.NOT_DONE;
        }
        ObjectNode body = plan.body(System::getenv);
        if (plan.code() != AdminCommand.DONE && command.has(YES)) {
            command.say(
                    "nothing done: whom it would concern is not known (expected: every broker answers, or no --yes)");
            return plan.code();
        }
        if (!command.confirmed("Apply plan " + plan.id() + "?")) {
            return AdminCommand.NOT_DONE;
        }
        Reply reply = brokers.only(plan.from()).any("POST", TARGET, body.toString());
        if (command.json()) {
            command.out().println(reply.json().put("plan", plan.id()).toPrettyString());
        } else if (reply.good()) {
            command.out().println("applied");
        }
        if (reply.status() == 0) {
            command.say("it may have been done or not: plan shows which");
        }
        return command.report(List.of(reply));
    }

    private Path file() {
        return Path.of(command.operand());
    }
}
