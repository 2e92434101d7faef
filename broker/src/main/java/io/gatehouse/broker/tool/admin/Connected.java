package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.tool.policy.Policy;
import io.gatehouse.broker.tool.policy.PolicyChanges;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaSnapshot;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** Who is connected to brokers now, and what becomes of them if passwords and limits change. */
final class Connected {
    /** As many as a broker tells. */
    private static final int SESSIONS_MAX = 10_000;

    /** Takes the password of any credential of SCRAM's. */
    private static final String PLAIN = "PLAIN";

    private final AdminCommand command;

    /** Of each broker, since each has its own buckets (CONFORMANCE QTZ-04). */
    private final List<List<Seen>> byBroker = new ArrayList<>();

    private int code = AdminCommand.DONE;

    Connected(AdminCommand command) {
        this.command = command;
    }

    private record Client(VerifiedPrincipal principal, String clientId) {}

    /**
     * One session.
     *
     * @param mechanism empty for a session by token, which no password ends
     */
    private record Seen(Client client, String mechanism, double in, double out) {}

    /** Sessions of a user that were opened with passwords that are taken away. */
    record Ended(String user, long sessions) {
        void write(ObjectNode to) {
            to.put("user", user).put("sessions", sessions);
        }
    }

    /**
     * A connected client whom another limit would bind.
     *
     * @param rate what it uses at the broker where it uses most; bytes per second
     */
    record Bound(
            VerifiedPrincipal principal,
            String clientId,
            QuotaKey key,
            OptionalDouble from,
            OptionalDouble to,
            double rate) {
        boolean exceeded() {
            return to.isPresent() && rate > to.getAsDouble();
        }

        void write(ObjectNode to) {
            to.put("principal", principal.toString()).put("clientId", clientId).put("limit", key.text());
            from.ifPresent(value -> to.put("from", value));
            this.to.ifPresent(value -> to.put("to", value));
            to.put("rate", rate).put("exceeded", exceeded());
        }
    }

    /** Asks all of them. */
    void look(Brokers brokers) {
        List<Reply> replies = brokers.all("GET", "/v1/sessions?limit=" + SESSIONS_MAX, "");
        code = Math.max(code, command.report(replies));
        for (Reply reply : replies.stream().filter(Reply::good).toList()) {
            List<Seen> seen = new ArrayList<>();
            for (JsonNode session : reply.json().path("sessions")) {
                VerifiedPrincipal.parse(session.path("principal").asText())
                        .ifPresent(principal -> seen.add(new Seen(
                                new Client(principal, session.path("clientId").asText()),
                                session.path("byToken").asBoolean()
                                        ? ""
                                        : session.path("mechanism").asText(),
                                session.path("bytesInPerSecond").asDouble(),
                                session.path("bytesOutPerSecond").asDouble())));
            }
            byBroker.add(seen);
            if (reply.json().path("total").asInt() > seen.size()) {
                command.say(reply.from() + " has more sessions than it tells (" + SESSIONS_MAX
                        + "): who is concerned is not the whole");
            }
        }
    }

    int code() {
        return code;
    }

    List<Ended> ended(Policy now, PolicyChanges changes) {
        Map<String, Set<String>> taken = new TreeMap<>();
        changes.credentials().stream()
                .filter(change -> !change.made())
                .forEach(change -> taken.computeIfAbsent(change.user(), any -> new HashSet<>())
                        .add(change.hash().mechanismName()));
        List<Ended> ended = new ArrayList<>();
        taken.forEach((user, mechanisms) -> {
            if (mechanisms.size() == passwords(now, user)) {
                mechanisms.add(PLAIN);
            }
            long sessions = byBroker.stream()
                    .flatMap(List::stream)
                    .filter(seen -> seen.client().principal().equals(VerifiedPrincipal.user(user))
                            && mechanisms.contains(seen.mechanism()))
                    .count();
            if (sessions > 0) {
                ended.add(new Ended(user, sessions));
            }
        });
        return ended;
    }

    private static int passwords(Policy now, String user) {
        Policy.Login login = now.users().orElse(Map.of()).get(user);
        return login == null ? 0 : login.mechanisms().size();
    }

    /** Those whose limit would be another one, whoever uses more than it first. */
    List<Bound> bound(Policy now, PolicyChanges changes) {
        var before = now.limits().orElse(Map.of());
        QuotaSnapshot from = new QuotaSnapshot(before);
        QuotaSnapshot to = new QuotaSnapshot(changes.after(before));
        List<Bound> bound = new ArrayList<>();
        for (QuotaKey key : List.of(QuotaKey.PRODUCER_BYTE_RATE, QuotaKey.CONSUMER_BYTE_RATE)) {
            rates(key).forEach((client, rate) -> {
                OptionalDouble old = from.limit(key, client.principal().name(), client.clientId());
                OptionalDouble other = to.limit(key, client.principal().name(), client.clientId());
                if (!old.equals(other)) {
                    bound.add(new Bound(client.principal(), client.clientId(), key, old, other, rate));
                }
            });
        }
        bound.sort(Comparator.comparing(Bound::exceeded)
                .reversed()
                .thenComparing(each -> each.principal().toString())
                .thenComparing(Bound::clientId)
                .thenComparing(Bound::key));
        return bound;
    }

    private Map<Client, Double> rates(QuotaKey key) {
        Map<Client, Double> greatest = new HashMap<>();
        for (List<Seen> seen : byBroker) {
            Map<Client, Double> here = new HashMap<>();
            seen.forEach(each -> here.merge(
                    each.client(), key == QuotaKey.PRODUCER_BYTE_RATE ? each.in() : each.out(), Double::sum));
            here.forEach((client, rate) -> greatest.merge(client, rate, Math::max));
        }
        return greatest;
    }

    static void printEnded(List<Ended> ended, PrintStream out) {
        Table table = new Table("SESSIONS THAT END", "USER");
        ended.forEach(each -> table.add(Long.toString(each.sessions()), each.user()));
        table.print(out);
    }

    static void printBound(List<Bound> bound, PrintStream out) {
        Table table = new Table("PRINCIPAL", "CLIENT ID", "LIMIT", "NOW", "THEN", "USES");
        bound.forEach(each -> table.add(
                each.principal().toString(),
                each.clientId(),
                each.key().text(),
                PolicyPlan.number(each.from()),
                PolicyPlan.number(each.to()),
                Math.round(each.rate()) + (each.exceeded() ? " (more)" : "")));
        table.print(out);
    }
}
