package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.acl.Decision;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.broker.tool.ToolRefusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code bin/gatehouse acls}. */
public final class AclsMain {
    private static final String NAME = "gatehouse acls";

    private static final String USAGE = """
            Says what access rules mean, and adds rules for a time. To add and remove others: kafka-acls.sh.

            usage: gatehouse acls explain  BROKERS WHO --operation NAME RESOURCE [--json]
                   gatehouse acls who-can  BROKERS --operation NAME RESOURCE [--json]
                   gatehouse acls what-can BROKERS WHO [--json]
                   gatehouse acls unused   BROKERS [--for TIME] [--json]
                   gatehouse acls suggest  BROKERS --principal NAME [--prefix-from N] [--json]
                   gatehouse acls test     BROKERS --rules FILE [--json]
                   gatehouse acls grant    BROKERS --principal NAME --operation NAME RESOURCE [--prefixed] [--host HOST]
                                           [--deny] (--for TIME | --until TIME) [--from TIME] --reason TEXT [--json]
                   gatehouse acls grants   BROKERS [--json]
                   gatehouse acls revoke   BROKERS --id ID [--json]

              explain      whether somebody may do something, which rule decides, which rules lost, which rule was nearly
                           one for it, and what would allow it
              who-can      who may do something, and except when
              what-can     all that somebody may do
              unused       rules that decided nothing, as far as the brokers have watched
              suggest      the rules that would just do for what somebody did
              test         what other rules would have changed of what was asked lately
              grant        adds a rule that ends by itself; kafka-acls.sh and other tools do not see it
              grants       the rules for a time that hold or will
              revoke       takes one back before it ends

            BROKERS
              --admin      admin.listener of each broker, HOST:PORT[,HOST:PORT ...]; unused, suggest and test need them all
              --config     a client's properties with ssl.keystore.* (the administrator's certificate) and ssl.truststore.*
            WHO            without: yourself, for which no right is needed
              --principal  User:alice, or alice for short
              --member-of  a group that the principal is in; may be given again
              --address    where the principal is (without: at no address that rules name)
            RESOURCE       one of
              --topic NAME, --group NAME, --cluster, --transactional-id NAME, --delegation-token ID, --user-principal NAME
              --operation  Read, Write, Create, Delete, Alter, Describe, ClusterAction, DescribeConfigs, AlterConfigs,
                           IdempotentWrite, CreateTokens or DescribeTokens

              --for        unused: for how long a rule decided nothing, 30m, 12h or 7d (without: since the brokers started)
              --prefix-from  so many names that begin alike are suggested as a prefix (without: 10; 0 for never)
              --rules      a file as suggest --json writes it: all rules that there would be
              --prefixed   the name is the begin of names
              --host       an address or a network such as 10.0.0.0/8 (without: everywhere)
              --deny       denies instead of allowing
              --for        grant: how long the rule holds, 30m, 12h or 7d
              --until, --from  when the rule ends and begins, as 2030-01-31T12:00:00Z (without --from: at once)
              --reason     what others should know
              --id         as grants shows it
              --json       for programs

            exit codes: 0 done; 1 not allowed, or test: something would be refused; 2 wrong arguments; 3 a broker did not
            answer

            examples:
              gatehouse acls explain --admin localhost:9443 --config admin.properties \\
                --principal alice --operation Write --topic orders
              gatehouse acls who-can --admin localhost:9443 --config admin.properties --operation Read --topic orders
              gatehouse acls unused --admin b1:9443,b2:9443 --config admin.properties --for 30d
              gatehouse acls suggest --admin b1:9443,b2:9443 --config admin.properties --principal alice
              gatehouse acls test --admin b1:9443,b2:9443 --config admin.properties --rules rules.json
              gatehouse acls grant --admin localhost:9443 --config admin.properties \\
                --principal alice --operation Read --topic orders --for 2h --reason "incident 7"
              gatehouse acls revoke --admin localhost:9443 --config admin.properties --id 7qk2m0x4ftbz
            """;

    private static final Set<String> WITH_VALUE = Set.of(
            "principal",
            "member-of",
            "address",
            "operation",
            "topic",
            "group",
            "transactional-id",
            "delegation-token",
            "user-principal",
            "for",
            "prefix-from",
            "rules",
            "host",
            "from",
            "until",
            "reason",
            "id");

    private static final Set<String> FLAGS = Set.of("cluster", "prefixed", "deny");

    /** Those that have a meaning for some words only. */
    static final Set<String> OPTIONS = union(WITH_VALUE, FLAGS);

    private static final String GROUP = "Group:";

    private final AdminCommand command;

    private AclsMain(AdminCommand command) {
        this.command = command;
    }

    public static void main(String[] arguments) {
        tool().start(arguments);
    }

    static AdminTool tool() {
        return new AdminTool(
                NAME,
                USAGE,
                union(WITH_VALUE, Set.of("admin", "config")),
                union(FLAGS, Set.of("json")),
                List.of(
                        Map.entry("explain", command -> new AclsMain(asking(command)).explain()),
                        Map.entry("who-can", command -> new AclsMain(asking(command)).whoCan()),
                        Map.entry("what-can", command -> new AclsMain(asking(command)).whatCan()),
                        Map.entry("unused", command -> new LatelyAsked(asking(command)).unused()),
                        Map.entry("suggest", command -> new LatelyAsked(asking(command)).suggest()),
                        Map.entry("test", command -> new LatelyAsked(asking(command)).test()),
                        Map.entry("grant", command -> new TimedGrants(command).grant()),
                        Map.entry("grants", command -> new TimedGrants(command).grants()),
                        Map.entry("revoke", command -> new TimedGrants(command).revoke())));
    }

    private static AdminCommand asking(AdminCommand command) {
        command.refuse(TimedGrants.OPTIONS);
        return command;
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
    }

    private int explain() {
        Map<String, String> query = new LinkedHashMap<>(Deed.of(command));
        query.putAll(doer());
        return ask(
                AdminCommand.target(doer().isEmpty() ? "/v1/own/explain" : "/v1/acls/explain", query), this::explain);
    }

    private int whoCan() {
        if (!doer().isEmpty()) {
            throw ToolRefusal.withUsage("--principal, --member-of and --address (expected: without who-can)");
        }
        return ask(AdminCommand.target("/v1/acls/who", Deed.of(command)), answer -> {
            for (JsonNode user : answer.path("superUsers")) {
                command.out().println(shown(user) + " may, as a super user");
            }
            if (answer.path("everybody").asBoolean()) {
                command.out().println("Everybody may: no rule speaks of it.");
            }
            grants(answer);
        });
    }

    private int whatCan() {
        if (command.one("operation").isPresent()) {
            throw ToolRefusal.withUsage("--operation (expected: without what-can)");
        }
        return ask(AdminCommand.target(doer().isEmpty() ? "/v1/own/rights" : "/v1/acls/what", doer()), answer -> {
            if (answer.path("superUser").asBoolean()) {
                command.out().println("Everything: a super user.");
            }
            grants(answer);
        });
    }

    /** Who is asked about; empty for whoever asks. */
    private Map<String, String> doer() {
        Map<String, String> doer = new LinkedHashMap<>();
        command.principal().ifPresent(text -> doer.put("principal", text));
        command.address().ifPresent(text -> doer.put("address", text));
        if (!command.all("member-of").isEmpty()) {
            doer.put("groups", String.join(",", command.all("member-of")));
        }
        if (!doer.isEmpty() && command.principal().isEmpty()) {
            throw ToolRefusal.withUsage("--address and --member-of (expected: with --principal)");
        }
        return doer;
    }

    private int ask(String target, Consumer<JsonNode> print) {
        Reply reply = command.brokers().any("GET", target, "");
        if (reply.good()) {
            if (command.json()) {
                command.out().println(reply.json().toPrettyString());
            } else {
                print.accept(reply.json());
            }
        }
        return command.report(List.of(reply));
    }

    private void explain(JsonNode answer) {
        boolean allowed = answer.path("allowed").asBoolean();
        boolean shadowed = answer.path("shadowed").asBoolean();
        command.out()
                .println(shown(answer.path("principal")) + (allowed && !shadowed ? " may " : " may not ")
                        + answer.path("operation").asText() + " "
                        + answer.path("resource").asText() + " " + shown(answer.path("name")) + ": "
                        + reason(answer.path("reason").asText(), allowed && !shadowed)
                        + (shadowed ? " (does not bind yet: authorizer.mode=shadow)" : ""));
        if (answer.has("rule")) {
            line("decided by", RuleText.sentence(answer.path("rule")));
        }
        for (JsonNode rule : answer.path("losers")) {
            line("lost", RuleText.sentence(rule));
        }
        for (JsonNode miss : answer.path("nearMisses")) {
            line(
                    "nearly",
                    RuleText.sentence(miss.path("rule")) + "; but "
                            + miss.path("because").asText());
        }
        for (JsonNode rule : answer.path("change").path("remove")) {
            line("to allow it", RuleText.removal(rule));
        }
        if (answer.path("change").has("add")) {
            line(
                    "to allow it",
                    RuleText.command(
                            "--add", RuleText.read(answer.path("change").path("add"))));
        }
    }

    private void line(String title, String text) {
        command.out().println(String.format("  %-12s %s", title, PeerText.escaped(text)));
    }

    private static String reason(String reason, boolean allowed) {
        return switch (Decision.Reason.valueOf(reason)) {
            case NO_AUTHORIZER -> "there is no authorizer";
            case NOT_LOADED -> "the broker has not read its rules";
            case SUPER_USER -> "a super user";
            case NO_RULE_FOR_RESOURCE ->
                "no rule speaks of this resource" + (allowed ? ", and then everybody may" : "");
            case DENY_RULE -> "a rule denies it";
            case ALLOW_RULE -> "a rule allows it";
            case NO_MATCHING_RULE -> "no rule allows it";
            case OTHER_AUTHORIZER -> "another authorizer decided";
        };
    }

    private void grants(JsonNode answer) {
        int grants = 0;
        for (JsonNode grant : answer.path("grants")) {
            grants++;
            String allowed = RuleText.read(grant.path("rule")).principal();
            command.out().println(PeerText.escaped(RuleText.sentence(grant.path("rule"))));
            if (allowed.startsWith(GROUP)) {
                members(answer.path("groups").path(allowed.substring(GROUP.length())));
            }
            for (JsonNode rule : grant.path("except")) {
                line("except", RuleText.sentence(rule));
            }
        }
        command.out().println(AdminCommand.count(grants, "rule"));
    }

    /** Those that a broker's file names; tokens may name more. */
    private void members(JsonNode names) {
        List<String> members = new ArrayList<>();
        names.forEach(name -> members.add(name.asText()));
        if (!members.isEmpty()) {
            line("members", String.join(", ", members));
        }
    }

    private static String shown(JsonNode text) {
        return PeerText.escaped(text.asText());
    }
}
