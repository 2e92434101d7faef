package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.traffic.Effect;
import io.gatehouse.acl.traffic.LeastPrivilege;
import io.gatehouse.acl.traffic.RuleUse;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.admin.RuleJson;
import io.gatehouse.broker.tool.ToolRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What follows from the questions that brokers were asked lately: worked out here, by the code that decides there. */
final class LatelyAsked {
    private static final long FILE_BYTES_MAX = 64 << 20;
    private static final int PREFIX_FROM = 10;

    private final AdminCommand command;
    private final Watched watched;

    LatelyAsked(AdminCommand command) {
        this.command = command;
        this.watched = new Watched(command);
    }

    int unused() {
        Brokers brokers = command.brokers();
        Instant since = command.one("for")
                .map(text -> Instant.now().minus(TimeSpan.of("for", text)))
                .orElse(Instant.MIN);
        AclPolicy policy = watched.rules(brokers).orElse(null);
        watched.watch(brokers);
        if (policy == null || watched.code() != AdminCommand.DONE) {
            return watched.code(); // A rule may be in use at a broker that said nothing.
        }
        Instant watchedSince = watched.since();
        if (since.isBefore(watchedSince) && !since.equals(Instant.MIN)) {
            command.say("watched since " + watchedSince + " only");
        }
        RuleUse use = RuleUse.of(policy, watched.observations());
        List<AccessRule> unused = use.unused(policy, since.isBefore(watchedSince) ? watchedSince : since).stream()
                .filter(watched::lasts)
                .toList();
        if (command.json()) {
            ObjectNode answer = Brokers.object().put("watchedSince", watchedSince.toString());
            ArrayNode list = answer.putArray("rules");
            unused.forEach(rule -> {
                ObjectNode each = RuleJson.write(list.addObject(), rule);
                Instant last = use.lastUsed().get(rule);
                if (last != null) {
                    each.put("lastUsed", last.toString());
                }
            });
            command.out().println(answer.toPrettyString());
        } else {
            unused.forEach(rule -> command.out().println(PeerText.escaped(rule.text())));
            command.out()
                    .println(AdminCommand.count(unused.size(), "rule") + " of "
                            + policy.everyRule().filter(watched::lasts).count()
                            + " decided nothing since "
                            + (since.isBefore(watchedSince) ? watchedSince : since)
                            + "; jobs that run seldom may need them");
        }
        return watched.code();
    }

    int suggest() {
        String name = command.principal().orElseThrow(() -> ToolRefusal.withUsage("no --principal (expected: one)"));
        int prefixFrom = command.one("prefix-from").map(LatelyAsked::number).orElse(PREFIX_FROM);
        VerifiedPrincipal principal = VerifiedPrincipal.parse(name)
                .orElseThrow(() -> ToolRefusal.withUsage("--principal " + name + " (expected: User:alice, or alice)"));
        watched.watch(command.brokers());
        Instant watchedSince = watched.since();
        List<AccessRule> rules = new LeastPrivilege(principal, prefixFrom).rules(watched.observations());
        if (command.json()) {
            ObjectNode answer = Brokers.object().put("watchedSince", watchedSince.toString());
            RuleJson.write(answer.putArray("rules"), rules);
            command.out().println(answer.toPrettyString());
        } else {
            rules.forEach(rule -> command.out().println(RuleText.command("--add", rule)));
            command.say(AdminCommand.count(rules.size(), "rule") + " for what " + PeerText.escaped(name) + " did since "
                    + watchedSince + "; jobs that run seldom may need more");
        }
        return watched.code();
    }

    int test() {
        List<AccessRule> candidate =
                file(command.one("rules").orElseThrow(() -> ToolRefusal.withUsage("no --rules (expected: a file)")));
        Brokers brokers = command.brokers();
        AclPolicy policy = watched.rules(brokers).orElse(null);
        watched.watch(brokers);
        if (policy == null) {
            return watched.code();
        }
        List<Effect> effects = watched.effects(policy, candidate);
        if (command.json()) {
            ObjectNode answer =
                    Brokers.object().put("watchedSince", watched.since().toString());
            Watched.write(answer.putArray("effects"), effects);
            command.out().println(answer.toPrettyString());
        } else {
            watched.print(effects);
        }
        return watched.code() == AdminCommand.DONE && Watched.refusesSomething(effects)
                ? AdminCommand.NOT_DONE
                : watched.code();
    }

    private static List<AccessRule> file(String name) {
        Path file = Path.of(name);
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ToolRefusal(name + " has more than " + FILE_BYTES_MAX + " bytes");
            }
            JsonNode rules =
                    new ObjectMapper().readTree(Files.readAllBytes(file)).path("rules");
            if (rules.isArray()) {
                return RuleText.readAll(rules);
            }
        } catch (IOException e) {
            throw new ToolRefusal(name + " cannot be read: " + e.getMessage());
        }
        throw new ToolRefusal(name + " (expected: a JSON object with an array \"rules\")");
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw ToolRefusal.withUsage("--prefix-from " + text + " (expected: a number)");
        }
        return Integer.parseInt(text);
    }
}
