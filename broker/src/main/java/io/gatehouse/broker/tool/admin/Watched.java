package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.GroupMembers;
import io.gatehouse.acl.ShadowScope;
import io.gatehouse.acl.traffic.Effect;
import io.gatehouse.acl.traffic.Observation;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.admin.ObservationJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that brokers decide by and the questions that they were asked lately, so that what follows from both can be
 * worked out here, by the code that decides there. What a broker does not tell is said, and is in {@link #code}.
 */
final class Watched {
    private final AdminCommand command;
    private final List<Observation> observations = new ArrayList<>();

    /** They end by themselves, and no file with rules has them. */
    private final Set<AccessRule> forATime = new HashSet<>();

    private Instant since = Instant.MIN;
    private int code = AdminCommand.DONE;

    Watched(AdminCommand command) {
        this.command = command;
    }

    List<Observation> observations() {
        return observations;
    }

    /** The time from which all brokers have watched. */
    Instant since() {
        return since;
    }

    /** The exit code that what brokers did not tell alone would have. */
    int code() {
        return code;
    }

    boolean lasts(AccessRule rule) {
        return !forATime.contains(rule);
    }

    /** Asks all of them what they were asked. */
    void watch(Brokers brokers) {
        List<Reply> replies = brokers.all("GET", "/v1/acls/traffic", "");
        code = Math.max(code, command.report(replies));
        for (Reply reply : replies.stream().filter(Reply::good).toList()) {
            Instant from = Instant.parse(reply.json().path("since").asText());
            since = from.isAfter(since) ? from : since;
            if (reply.json().path("missed").asLong() > 0) {
                command.say(reply.from() + " was asked more than it remembers (authorizer.observed.max): what follows"
                        + " is not the whole");
            }
            for (JsonNode each : reply.json().path("observations")) {
                ObservationJson.read(each).ifPresent(observations::add);
            }
        }
    }

    /** What decides there; empty if no broker told it. */
    Optional<AclPolicy> rules(Brokers brokers) {
        Reply reply = brokers.any("GET", "/v1/acls/rules", "");
        code = Math.max(code, command.report(List.of(reply)));
        if (!reply.good()) {
            return Optional.empty();
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
        return Optional.of(new AclPolicy(
                answer.path("enforcing").asBoolean(),
                superUsers,
                answer.path("allowIfNoRule").asBoolean(),
                ShadowScope.NOBODY,
                groups(answer.path("groups")),
                new AclSnapshot(RuleText.readAll(answer.path("rules")))));
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

    /** What would be answered otherwise if these were all the rules that last. */
    List<Effect> effects(AclPolicy policy, Collection<AccessRule> candidate) {
        List<AccessRule> rules = new ArrayList<>(candidate);
        rules.addAll(forATime);
        return Effect.of(policy, policy.with(new AclSnapshot(rules)), observations);
    }

    static boolean refusesSomething(List<Effect> effects) {
        return effects.stream().anyMatch(effect -> !effect.then().allowed());
    }

    static void write(ArrayNode list, List<Effect> effects) {
        effects.forEach(effect -> {
            ObjectNode each = list.addObject();
            ObservationJson.write(each, effect.observation());
            each.put("allowed", effect.now().allowed());
            each.put("wouldBeAllowed", effect.then().allowed());
            each.remove(List.of("reason", "shadowed"));
        });
    }

    void print(List<Effect> effects) {
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
                        + AdminCommand.count(observations.size(), "question") + " since " + since);
    }
}
