package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.traffic.Effect;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.broker.tool.ToolRefusal;
import io.gatehouse.broker.tool.policy.Entities;
import io.gatehouse.broker.tool.policy.Policy;
import io.gatehouse.broker.tool.policy.PolicyChanges;
import io.gatehouse.broker.tool.policy.PolicyJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What would change if a policy were put in force, and whom among those who were active lately it would concern. */
final class PolicyPlan {
    private final AdminCommand command;
    private final Watched watched;
    private final Connected connected;

    private String revision = "";

    /** The broker that said what there is. */
    private String from = "";

    private PolicyChanges changes = new PolicyChanges(List.of(), List.of(), List.of(), List.of());
    private List<Effect> effects = List.of();
    private List<Connected.Ended> ended = List.of();
    private List<Connected.Bound> bound = List.of();
    private int code = AdminCommand.DONE;

    PolicyPlan(AdminCommand command) {
        this.command = command;
        this.watched = new Watched(command);
        this.connected = new Connected(command);
    }

    /** Returns false if no broker says what there is, which has been told. */
    boolean make(Brokers brokers, Policy wanted) {
        Reply reply = brokers.any("GET", "/v1/policy", "");
        code = command.report(List.of(reply));
        if (!reply.good()) {
            return false;
        }
        Policy now = PolicyJson.read(reply.json());
        if (wanted.rules().isPresent() && now.rules().isEmpty()) {
            throw new ToolRefusal("these brokers do not decide by rules of ours: there is no authorizer, or another one"
                    + " (expected: a policy without rules and roles)");
        }
        revision = reply.json().path("revision").asText();
        from = reply.from();
        changes = PolicyChanges.between(now, wanted);
        changes.mistake().ifPresent(sentence -> {
            throw new ToolRefusal(sentence);
        });
        if (!changes.added().isEmpty() || !changes.removed().isEmpty()) {
            Set<AccessRule> after = wanted.rules().orElseThrow();
            watched.rules(brokers).ifPresent(policy -> {
                watched.watch(brokers);
                effects = watched.effects(policy, after);
            });
            code = Math.max(code, watched.code());
        }
        if (!changes.limits().isEmpty() || !changes.credentials().isEmpty()) {
            connected.look(brokers);
            ended = connected.ended(now, changes);
            bound = connected.bound(now, changes);
            code = Math.max(code, connected.code());
        }
        return true;
    }

    /** The exit code that what brokers did not tell alone would have. */
    int code() {
        return code;
    }

    String id() {
        return PolicyJson.plan(revision, changes);
    }

    String from() {
        return from;
    }

    boolean none() {
        return changes.none();
    }

    boolean refusesSomething() {
        return Watched.refusesSomething(effects);
    }

    ObjectNode body(UnaryOperator<String> environment) {
        return PolicyJson.body(revision, changes, environment);
    }

    ObjectNode json() {
        ObjectNode answer =
                Brokers.object().put("plan", id()).put("revision", revision).put("count", changes.count());
        answer.set("changes", PolicyJson.changes(changes));
        ObjectNode lately = answer.putObject("lately");
        if (!watched.observations().isEmpty()) {
            lately.put("watchedSince", watched.since().toString());
        }
        Watched.write(lately.putArray("effects"), effects);
        ArrayNode sessions = lately.putArray("sessionsThatEnd");
        ended.forEach(each -> each.write(sessions.addObject()));
        ArrayNode limits = lately.putArray("otherLimits");
        bound.forEach(each -> each.write(limits.addObject()));
        return answer;
    }

    void print() {
        if (changes.none()) {
            command.out().println("Nothing to change.");
            return;
        }
        command.out().println("Plan " + id() + ": " + AdminCommand.count(changes.count(), "change"));
        changes.removed().forEach(rule -> line('-', rule.text()));
        changes.added().forEach(rule -> line('+', rule.text()));
        changes.limits()
                .forEach(limit -> line(
                        limit.to().isEmpty() ? '-' : limit.from().isEmpty() ? '+' : '~',
                        Entities.text(limit.entity()) + ": " + limit.key().text() + " "
                                + (limit.from().isPresent() && limit.to().isPresent()
                                        ? number(limit.from()) + " -> " + number(limit.to())
                                        : number(limit.to().isPresent() ? limit.to() : limit.from()))));
        changes.credentials()
                .forEach(change -> line(
                        change.made() ? '+' : '-',
                        "password of user " + change.user() + " for "
                                + change.hash().mechanismName()
                                + (change.made()
                                        ? change.password()
                                                .map(source -> ", from " + source.reference())
                                                .orElse(", which the policy does not have")
                                        : "")));
        printLately();
    }

    private void printLately() {
        if (!changes.added().isEmpty() || !changes.removed().isEmpty()) {
            command.out().println();
            watched.print(effects);
        }
        if (!ended.isEmpty()) {
            command.out().println();
            Connected.printEnded(ended, command.out());
        }
        if (!bound.isEmpty()) {
            command.out().println();
            Connected.printBound(bound, command.out());
        }
    }

    private void line(char sign, String text) {
        command.out().println("  " + sign + " " + PeerText.escaped(text));
    }

    static String number(OptionalDouble value) {
        return value.isEmpty()
                ? "none"
                : new BigDecimal(Double.toString(value.getAsDouble()))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
