package io.gatehouse.broker.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclFilter;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.RuleSources;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.acl.TimedRuleStore;
import io.gatehouse.acl.traffic.Traffic;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.audit.DiagnosticIds;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PEERS 3.1 note 13: rules for a time over the admin endpoint. */
final class TimedRulePathsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ResourcePattern ORDERS = ResourcePattern.literal(ResourceType.TOPIC, "orders");
    private static final String GOOD = "{\"principal\":\"User:alice\",\"operation\":\"Read\",\"resource\":\"Topic\","
            + "\"name\":\"orders\",\"for\":\"2h\",\"reason\":\"incident 7\"}";
    private static final List<AccessRule> LASTING = List.of(
            ClusterRule.allow("User:watcher", Operation.DESCRIBE),
            ClusterRule.allow("User:operator", Operation.DESCRIBE),
            ClusterRule.allow("User:operator", Operation.ALTER),
            new AccessRule(ORDERS, "User:bob", "*", Operation.READ, Permission.ALLOW));

    private final AclEngine acls = new AclEngine(Set.of(VerifiedPrincipal.user("root")), false, check -> {});
    private final RuleSources sources = new RuleSources(acls, () -> NOW, (delay, look) -> {}, ended -> {});
    private final InMemory store = new InMemory(sources);
    private final DiagnosticIds ids = new DiagnosticIds(new SecureRandom());
    private final AdminTable table = table(acls);

    private static final class InMemory implements TimedRuleStore {
        private final Map<String, TimedRule> rules = new HashMap<>();
        private final RuleSources sources;

        InMemory(RuleSources sources) {
            this.sources = sources;
        }

        @Override
        public Map<String, TimedRule> all() {
            return Map.copyOf(rules);
        }

        @Override
        public Set<String> unreadable() {
            return Set.of("zzzzzzzzzzzz");
        }

        @Override
        public CompletionStage<Void> add(Permit<?> permit, TimedRule rule) {
            permit.require(Operation.ALTER, ResourceType.CLUSTER);
            rules.put(rule.id(), rule);
            sources.timed(rules.values());
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Boolean> remove(Permit<?> permit, String id) {
            permit.require(Operation.ALTER, ResourceType.CLUSTER);
            boolean removed = rules.remove(id) != null;
            sources.timed(rules.values());
            return CompletableFuture.completedStage(removed);
        }
    }

    private AdminTable table(AclEngine engine) {
        List<AdminPath> paths = new ArrayList<>(AskRules.all(engine, new Traffic(10, () -> NOW)));
        paths.add(new ListTimedRules(store));
        paths.add(new AddTimedRule(engine, store, ids, new AuditTrail()));
        paths.add(new RemoveTimedRule(store, new AuditTrail()));
        return new AdminTable(paths, OwnRights.all(engine), engine, new AuditTrail(), () -> "id-1");
    }

    @BeforeEach
    void aBrokerWithRules() {
        sources.lasting(new AclSnapshot(LASTING));
        sources.timed(List.of());
    }

    private AdminAnswer ask(String user, String method, String target, String body) {
        return ask(table, user, method, target, body);
    }

    private static AdminAnswer ask(AdminTable table, String user, String method, String target, String body) {
        int question = target.indexOf('?');
        AdminRequest request = new AdminRequest(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                body.getBytes(StandardCharsets.UTF_8));
        return table.answer(request, new AdminCaller(VerifiedPrincipal.user(user), "192.0.2.1", Set.of(), NOW))
                .toCompletableFuture()
                .join();
    }

    private JsonNode good(String user, String target) throws IOException {
        AdminAnswer answer = ask(user, "GET", target, "");
        assertThat(answer.status()).as(answer.json()).isEqualTo(AdminAnswer.OK);
        return new ObjectMapper().readTree(answer.json());
    }

    @Test
    void everyPathDeniesAStrangerAndTheRightIsTheOneThatItSays() {
        for (String[] each : new String[][] {
            {"GET", "/v1/acls/timed", ""},
            {"POST", "/v1/acls/timed", GOOD},
            {"DELETE", "/v1/acls/timed/aaaaaaaaaaaa", ""}
        }) {
            assertThat(ask("stranger", each[0], each[1], each[2]).status())
                    .as(each[0])
                    .isEqualTo(AdminAnswer.FORBIDDEN);
            assertThat(ask("watcher", each[0], each[1], each[2]).status())
                    .as(each[0])
                    .isEqualTo(each[0].equals("GET") ? AdminAnswer.OK : AdminAnswer.FORBIDDEN);
        }
        assertThat(store.rules).isEmpty();
    }

    @Test
    void aRuleIsAddedListedAndRevoked() throws IOException {
        AdminAnswer added = ask("operator", "POST", "/v1/acls/timed", GOOD);

        assertThat(added.status()).as(added.json()).isEqualTo(AdminAnswer.CREATED);
        String id = store.rules.keySet().iterator().next();
        assertThat(added.json())
                .isEqualTo(
                        "{\"permission\":\"Allow\",\"principal\":\"User:alice\",\"host\":\"*\",\"operation\":\"Read\","
                                + "\"resource\":\"Topic\",\"pattern\":\"Literal\",\"name\":\"orders\",\"id\":\"" + id
                                + "\",\"until\":\"2026-01-01T02:00:00Z\",\"reason\":\"incident 7\",\"by\":\"User:operator\","
                                + "\"since\":\"2026-01-01T00:00:00Z\"}");
        JsonNode list = good("watcher", "/v1/acls/timed");
        assertThat(list.path("rules")).hasSize(1);
        assertThat(list.path("rules").path(0).path("inForce").asBoolean()).isTrue();
        assertThat(list.path("unreadable").path(0).asText()).isEqualTo("zzzzzzzzzzzz");
        assertThat(acls.snapshot().orElseThrow().lasting(AclFilter.ALL))
                .as("what Kafka's tools are told")
                .containsExactlyInAnyOrderElementsOf(LASTING);

        assertThat(ask("operator", "DELETE", "/v1/acls/timed/" + id, "").status())
                .isEqualTo(AdminAnswer.OK);

        assertThat(store.rules).isEmpty();
        assertThat(ask("operator", "DELETE", "/v1/acls/timed/" + id, "").status())
                .isEqualTo(AdminAnswer.NOT_FOUND);
    }

    @Test
    void allThatARuleCanSayIsTaken() {
        ask(
                "operator",
                "POST",
                "/v1/acls/timed",
                "{\"permission\":\"Deny\",\"principal\":\"Group:ops\",\"host\":\"10.0.0.0/8\",\"operation\":\"All\","
                        + "\"resource\":\"Group\",\"pattern\":\"Prefixed\",\"name\":\"app-\","
                        + "\"from\":\"2026-01-02T00:00:00Z\",\"until\":\"2026-01-03T00:00:00.0009Z\",\"reason\":\"r\"}");
        ask(
                "operator",
                "POST",
                "/v1/acls/timed",
                "{\"principal\":\"User:bob\",\"operation\":\"Alter\",\"resource\":\"Cluster\","
                        + "\"from\":\"2026-01-02T00:00:00Z\",\"for\":\"30m\",\"reason\":\"r\"}");
        ask("operator", "POST", "/v1/acls/timed", GOOD.replace("\"for\"", "\"from\":\"2025-01-02T00:00:00Z\",\"for\""));

        assertThat(store.rules.values())
                .extracting(TimedRule::rule, TimedRule::from, TimedRule::until)
                .containsExactlyInAnyOrder(
                        tuple(
                                new AccessRule(
                                        ResourcePattern.prefixed(ResourceType.GROUP, "app-"),
                                        "Group:ops",
                                        "10.0.0.0/8",
                                        Operation.ALL,
                                        Permission.DENY),
                                Optional.of(Instant.parse("2026-01-02T00:00:00Z")),
                                Instant.parse("2026-01-03T00:00:00Z")),
                        tuple(
                                ClusterRule.allow("User:bob", Operation.ALTER),
                                Optional.of(Instant.parse("2026-01-02T00:00:00Z")),
                                Instant.parse("2026-01-02T00:30:00Z")),
                        tuple(
                                new AccessRule(ORDERS, "User:alice", "*", Operation.READ, Permission.ALLOW),
                                Optional.empty(),
                                Instant.parse("2026-01-01T02:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "User:alice | alice | principal",
                "User:alice | User: | principal",
                "User:alice | User:\\ud800 | principal",
                "\"Read\" | \"Look\" | operation Look (expected: one of All, Read",
                "\"Topic\" | \"Tropic\" | resource Tropic (expected: one of",
                "\"Topic\" | \"Cluster\" | kafka-cluster",
                "\"orders\" | \"\" | name",
                "\"orders\" | \"a/b\" | name",
                "\"orders\" | \"..\" | name",
                "\"for\":\"2h\" | \"for\":\"2w\" | for 2w",
                "\"for\":\"2h\" | \"for\":\"0h\" | for 0h",
                "\"for\":\"2h\", | '' | until or for",
                "\"for\":\"2h\" | \"for\":\"2h\",\"until\":\"2026-01-02T00:00:00Z\" | until or for",
                "\"for\":\"2h\" | \"until\":\"tomorrow\" | until tomorrow",
                "\"for\":\"2h\" | \"until\":\"2026-01-01T00:00:00Z\" | a time to come",
                "\"for\":\"2h\" | \"until\":\"2025-01-01T00:00:00Z\" | a time to come",
                "\"for\":\"2h\" | \"until\":\"+1000000000-12-31T23:59:59Z\" | until",
                "\"for\":\"2h\" | \"from\":\"2026-01-03T00:00:00Z\",\"until\":\"2026-01-02T00:00:00Z\" | behind from",
                "\"for\":\"2h\" | \"for\":\"2h\",\"from\":\"soon\" | from soon",
                "\"for\":\"2h\" | \"for\":\"2h\",\"host\":\"localhost\" | host",
                "\"for\":\"2h\" | \"for\":\"2h\",\"pattern\":\"Any\" | pattern Any",
                "\"for\":\"2h\" | \"for\":\"2h\",\"permission\":\"Maybe\" | permission Maybe",
                "\"for\":\"2h\" | \"for\":\"2h\",\"more\":\"1\" | body",
                "incident 7 | ' ' | reason",
                "incident 7 | two\\nlines | reason",
                "\"incident 7\" | 7 | body"
            })
    void whatKafkaWouldRefuseOrWhatHasNoEndIsRefused(String part, String instead, String sentence) {
        String body = GOOD.replace(part, instead);
        assertThat(body).isNotEqualTo(GOOD);

        AdminAnswer answer = ask("operator", "POST", "/v1/acls/timed", body);

        assertThat(answer.status()).as(answer.json()).isEqualTo(AdminAnswer.BAD_REQUEST);
        assertThat(answer.json()).contains(sentence);
        assertThat(store.rules).isEmpty();
    }

    @Test
    void aReasonThatNobodyReadsIsRefused() {
        assertThat(ask("operator", "POST", "/v1/acls/timed", GOOD.replace("incident", "i".repeat(250)))
                        .status())
                .isEqualTo(AdminAnswer.BAD_REQUEST);
    }

    @Test
    void whoAsksWhyIsToldUntilWhen() throws IOException {
        ask("operator", "POST", "/v1/acls/timed", GOOD);
        String id = store.rules.keySet().iterator().next();

        JsonNode why =
                good("watcher", "/v1/acls/explain?operation=Read&resource=Topic&name=orders&principal=User:alice");
        JsonNode who = good("watcher", "/v1/acls/who?operation=Read&resource=Topic&name=orders");
        JsonNode own = good("alice", "/v1/own/rights");

        assertThat(why.path("allowed").asBoolean()).isTrue();
        assertThat(why.path("rule").path("until").asText()).isEqualTo("2026-01-01T02:00:00Z");
        assertThat(why.path("rule").path("id").asText()).isEqualTo(id);
        assertThat(who.path("grants"))
                .hasSize(2)
                .anyMatch(grant -> grant.path("rule").path("principal").asText().equals("User:bob")
                        && !grant.path("rule").has("until"))
                .anyMatch(grant -> grant.path("rule").path("principal").asText().equals("User:alice")
                        && grant.path("rule").has("until"));
        assertThat(own.path("grants").path(0).path("rule").has("until")).isTrue();
    }

    @Test
    void aRefusalForATimeIsTakenBackByItsId() throws IOException {
        ask(
                "operator",
                "POST",
                "/v1/acls/timed",
                GOOD.replace("{", "{\"permission\":\"Deny\",").replace("alice", "bob"));

        JsonNode why = good("watcher", "/v1/acls/explain?operation=Read&resource=Topic&name=orders&principal=User:bob");

        assertThat(why.path("allowed").asBoolean()).isFalse();
        assertThat(why.path("losers").path(0).has("until")).isFalse();
        assertThat(why.path("change").path("remove").path(0).path("id").asText())
                .isEqualTo(store.rules.keySet().iterator().next());
    }

    @Test
    void thereIsAnEndToThemAndOldOnesGo() {
        AccessRule rule = LASTING.get(0);
        for (int i = 0; i < TimedRule.ENTRIES_MAX; i++) {
            String id = ids.get();
            store.rules.put(
                    id,
                    new TimedRule(
                            id,
                            rule,
                            Optional.empty(),
                            NOW.minusSeconds(i == 0 ? 60 : -60),
                            "r",
                            VerifiedPrincipal.user("root"),
                            NOW.minusSeconds(3600)));
        }
        assertThat(ask("operator", "POST", "/v1/acls/timed", GOOD).status()).isEqualTo(AdminAnswer.CONFLICT);
        store.rules.replaceAll((id, old) ->
                new TimedRule(id, rule, Optional.empty(), NOW.minusSeconds(100_000), "r", old.by(), old.since()));

        assertThat(ask("operator", "POST", "/v1/acls/timed", GOOD).status()).isEqualTo(AdminAnswer.CREATED);

        assertThat(store.rules).hasSize(1);
    }

    @Test
    void whatIsOverIsNotListedAndWhatIsToComeIs() throws IOException {
        ask("operator", "POST", "/v1/acls/timed", GOOD.replace("\"for\"", "\"from\":\"2026-01-02T00:00:00Z\",\"for\""));
        TimedRule coming = store.rules.values().iterator().next();
        store.rules.put(
                "aaaaaaaaaaaa",
                new TimedRule("aaaaaaaaaaaa", coming.rule(), Optional.empty(), NOW, "r", coming.by(), NOW));

        JsonNode list = good("watcher", "/v1/acls/timed").path("rules");

        assertThat(list).hasSize(1);
        assertThat(list.path(0).path("from").asText()).isEqualTo("2026-01-02T00:00:00Z");
        assertThat(list.path(0).path("inForce").asBoolean()).isFalse();
    }

    @Test
    void whereNobodyIsAskedForRulesNoneAreTaken() {
        AdminTable open = table(AclEngine.allowingEverything(check -> {}));

        assertThat(ask(open, "operator", "POST", "/v1/acls/timed", GOOD).status())
                .isEqualTo(AdminAnswer.CONFLICT);
        assertThat(store.rules).isEmpty();
    }

    @Test
    void theAuditIsToldAllOfIt() {
        ask("operator", "POST", "/v1/acls/timed", GOOD);
        TimedRule rule = store.rules.values().iterator().next();

        String told = TimedRuleJson.told(
                        new AdminCaller(rule.by(), "192.0.2.1", Set.of(), NOW).event(TimedRuleJson.EVENT, "added"),
                        rule)
                .toString();

        assertThat(told)
                .contains(
                        "timed-rule",
                        "added",
                        rule.id(),
                        "User:operator",
                        "192.0.2.1",
                        "User:alice",
                        "Topic:LITERAL:orders",
                        "2026-01-01T02:00:00Z",
                        "incident 7");
    }
}
