package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.GroupMembers;
import io.gatehouse.acl.ShadowScope;
import io.gatehouse.acl.traffic.Effect;
import io.gatehouse.acl.traffic.LeastPrivilege;
import io.gatehouse.acl.traffic.Observation;
import io.gatehouse.acl.traffic.RuleUse;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.admin.ObservationJson;
import io.gatehouse.broker.api.admin.RuleJson;
import io.gatehouse.broker.tool.ToolRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What follows from the questions that brokers were asked lately: worked out here, by the code that decides there. */
final class LatelyAsked {
    private static final long FILE_BYTES_MAX = 64 << 20;
    private static final int PREFIX_FROM = 10;

    private final AdminCommand command;
    private final List<Observation> observations = new ArrayList<>();

    /** They end by themselves, and a file with rules does not have them. */
    private final Set<AccessRule> forATime = new HashSet<>();

    private Instant watchedSince = Instant.MIN;
    private int code = AdminCommand.DONE;

    LatelyAsked(AdminCommand command) {
        this.command = command;
    }

    int unused() {
        Brokers brokers = command.brokers();
        Instant since = command.one("for")
                .map(text -> Instant.now().minus(TimeSpan.of("for", text)))
                .orElse(Instant.MIN);
        AclPolicy policy = policy(brokers);
        watch(brokers);
        if (policy == null || code != AdminCommand.DONE) {
            return code; // A rule may be in use at a broker that said nothing.
        }
        if (since.isBefore(watchedSince) && !since.equals(Instant.MIN)) {
            command.say("watched since " + watchedSince + " only");
        }
        RuleUse use = RuleUse.of(policy, observations);
        List<AccessRule> unused = use.unused(policy, since.isBefore(watchedSince) ? watchedSince : since).stream()
                .filter(rule -> !forATime.contains(rule))
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
                            + policy.everyRule()
                                    .filter(rule -> !forATime.contains(rule))
                                    .count()
                            + " decided nothing since "
                            + (since.isBefore(watchedSince) ? watchedSince : since)
                            + "; jobs that run seldom may need them");
        }
        return code;
    }

    int suggest() {
        String name = command.principal().orElseThrow(() -> ToolRefusal.withUsage("no --principal (expected: one)"));
        int prefixFrom = command.one("prefix-from").map(LatelyAsked::number).orElse(PREFIX_FROM);
        VerifiedPrincipal principal = VerifiedPrincipal.parse(name)
                .orElseThrow(() -> ToolRefusal.withUsage("--principal " + name + " (expected: User:alice, or alice)"));
        watch(command.brokers());
        List<AccessRule> rules = new LeastPrivilege(principal, prefixFrom).rules(observations);
        if (command.json()) {
            ObjectNode answer = Brokers.object().put("watchedSince", watchedSince.toString());
            RuleJson.write(answer.putArray("rules"), rules);
            command.out().println(answer.toPrettyString());
        } else {
            rules.forEach(rule -> command.out().println(RuleText.command("--add", rule)));
            command.say(AdminCommand.count(rules.size(), "rule") + " for what " + PeerText.escaped(name) + " did since "
                    + watchedSince + "; jobs that run seldom may need more");
        }
        return code;
    }

    int test() {
        List<AccessRule> candidate =
                file(command.one("rules").orElseThrow(() -> ToolRefusal.withUsage("no --rules (expected: a file)")));
        Brokers brokers = command.brokers();
        AclPolicy policy = policy(brokers);
        watch(brokers);
        if (policy == null) {
            return code;
        }
        candidate.addAll(forATime);
        List<Effect> effects = Effect.of(policy, policy.with(new AclSnapshot(candidate)), observations);
        print(effects);
        boolean refused = effects.stream().anyMatch(effect -> !effect.then().allowed());
        return code == AdminCommand.DONE && refused ? AdminCommand.NOT_DONE : code;
    }

    private void print(List<Effect> effects) {
        if (command.json()) {
            ObjectNode answer = Brokers.object().put("watchedSince", watchedSince.toString());
            ArrayNode list = answer.putArray("effects");
            effects.forEach(effect -> {
                ObjectNode each = list.addObject();
                ObservationJson.write(each, effect.observation());
                each.put("allowed", effect.now().allowed());
                each.put("wouldBeAllowed", effect.then().allowed());
                each.remove(List.of("reason", "shadowed"));
            });
            command.out().println(answer.toPrettyString());
            return;
        }
        Table table = new Table("WOULD BE", "PRINCIPAL", "ADDRESS", "OPERATION", "RESOURCE", "NAME", "TIMES", "LAST");
        effects.forEach(effect -> {
            Observation seen = effect.observation();
            table.add(
                    effect.then().allowed() ? "allowed" : "refused",
                    seen.question().subject().principal().toString(),
                    seen.question().subject().host(),
                    seen.question().operation().text(),
                    seen.question().type().text(),
                    seen.question().name(),
                    Long.toString(seen.count()),
                    seen.last().toString());
        });
        if (!effects.isEmpty()) {
            table.print(command.out());
        }
        command.out()
                .println(AdminCommand.count(effects.size(), "difference") + " in "
                        + AdminCommand.count(observations.size(), "question") + " since " + watchedSince);
    }

    /** What all brokers were asked; the time from which all of them have watched. */
    private void watch(Brokers brokers) {
        List<Reply> replies = brokers.all("GET", "/v1/acls/traffic", "");
        code = Math.max(code, command.report(replies));
        for (Reply reply : replies.stream().filter(Reply::good).toList()) {
            Instant since = Instant.parse(reply.json().path("since").asText());
            watchedSince = since.isAfter(watchedSince) ? since : watchedSince;
            if (reply.json().path("missed").asLong() > 0) {
                command.say(reply.from() + " was asked more than it remembers (authorizer.observed.max): what follows"
                        + " is not the whole");
            }
            for (JsonNode each : reply.json().path("observations")) {
                ObservationJson.read(each).ifPresent(observations::add);
            }
        }
    }

    /** Null if no broker told it, which has been said. */
    private @Nullable AclPolicy policy(Brokers brokers) {
        Reply reply = brokers.any("GET", "/v1/acls/rules", "");
        code = Math.max(code, command.report(List.of(reply)));
        if (!reply.good()) {
            return null;
        }
        JsonNode answer = reply.json();
        Set<VerifiedPrincipal> superUsers = new HashSet<>();
        answer.path("superUsers")
                .forEach(each ->
                        superUsers.add(VerifiedPrincipal.parse(each.asText()).orElseThrow()));
        for (JsonNode rule : answer.path("rules")) {
            if (RuleText.forATime(rule)) {
                forATime.add(RuleText.read(rule));
            }
        }
        return new AclPolicy(
                answer.path("enforcing").asBoolean(),
                superUsers,
                answer.path("allowIfNoRule").asBoolean(),
                ShadowScope.NOBODY,
                groups(answer.path("groups")),
                new AclSnapshot(RuleText.readAll(answer.path("rules"))));
    }

    private static GroupMembers groups(JsonNode from) {
        Map<String, Set<String>> members = new HashMap<>();
        from.properties().forEach(group -> {
            Set<String> names = new HashSet<>();
            group.getValue().forEach(name -> names.add(name.asText()));
            members.put(group.getKey(), names);
        });
        return new GroupMembers(members);
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
