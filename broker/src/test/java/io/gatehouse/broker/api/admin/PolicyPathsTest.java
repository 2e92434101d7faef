package io.gatehouse.broker.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.acl.TimedRuleStore;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.broker.net.AuditLines;
import io.gatehouse.zk.PolicyConflict;
import io.gatehouse.zk.PolicyFailure;
import io.gatehouse.zk.PolicyTooLarge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy as a whole over the admin endpoint. */
final class PolicyPathsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PASSWORD = "canary-password";
    private static final String ORDERS = "{\"permission\":\"Allow\",\"principal\":\"User:alice\",\"host\":\"*\","
            + "\"operation\":\"Read\",\"resource\":\"Topic\",\"pattern\":\"Literal\",\"name\":\"orders\"}";
    private static final String LIMITED =
            "{\"user\":\"alice\",\"limits\":{\"producer_byte_rate\":{\"from\":null,\"to\":1024}}}";
    private static final String MADE =
            "{\"user\":\"alice\",\"mechanism\":\"SCRAM-SHA-512\",\"password\":\"" + PASSWORD + "\"}";
    private static final String ALL = "\"plan\":\"0123456789abcdef\",\"rules\":{\"add\":[" + ORDERS
            + "],\"remove\":[]},\"quotas\":[" + LIMITED + "],\"credentials\":{\"add\":[" + MADE + "],\"remove\":[]}";

    private final PolicyInMemory store = new PolicyInMemory();
    private final AclEngine acls = new AclEngine(Set.of(), false, check -> {});
    private final AdminTable table = table(acls);
    private final AuditLines audit = new AuditLines();

    /** One rule that is over and one that is not. */
    private static final class Timed implements TimedRuleStore {
        @Override
        public Map<String, TimedRule> all() {
            return Map.of("old", until(NOW.minusSeconds(1)), "new", until(NOW.plusSeconds(60)));
        }

        private static TimedRule until(Instant end) {
            return new TimedRule(
                    "id",
                    ClusterRule.allow("User:late", Operation.ALTER),
                    Optional.empty(),
                    end,
                    "reason",
                    VerifiedPrincipal.user("root"),
                    NOW.minusSeconds(100));
        }

        @Override
        public Set<String> unreadable() {
            return Set.of();
        }

        @Override
        public CompletionStage<Void> add(Permit<?> permit, TimedRule rule) {
            return CompletableFuture.failedStage(new IllegalStateException());
        }

        @Override
        public CompletionStage<Boolean> remove(Permit<?> permit, String id) {
            return CompletableFuture.failedStage(new IllegalStateException());
        }
    }

    private AdminTable table(AclEngine engine) {
        return new AdminTable(
                List.of(
                        new ReadPolicy(engine, store, new Timed()),
                        new ApplyPolicy(engine, store, new SecureRandom(), new AuditTrail())),
                List.of(),
                engine,
                new AuditTrail(),
                () -> "id-1");
    }

    @BeforeEach
    void aBrokerWithRules() {
        acls.replace(new AclSnapshot(List.of(
                ClusterRule.allow("User:watcher", Operation.DESCRIBE),
                ClusterRule.allow("User:auditor", Operation.DESCRIBE),
                ClusterRule.allow("User:auditor", Operation.DESCRIBE_CONFIGS),
                ClusterRule.allow("User:ruler", Operation.ALTER),
                ClusterRule.allow("User:operator", Operation.ALTER),
                ClusterRule.allow("User:operator", Operation.ALTER_CONFIGS))));
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private static AdminAnswer ask(AdminTable table, String user, String method, String body) {
        AdminRequest request = new AdminRequest(method, "/v1/policy", "", body.getBytes(StandardCharsets.UTF_8));
        return table.answer(request, new AdminCaller(VerifiedPrincipal.user(user), "192.0.2.1", Set.of(), NOW))
                .toCompletableFuture()
                .join();
    }

    private AdminAnswer apply(String user, String members) {
        return ask(table, user, "POST", "{\"revision\":\"" + revision() + "\"" + "," + members + "}");
    }

    private JsonNode policy() {
        AdminAnswer answer = ask(table, "auditor", "GET", "");
        assertThat(answer.status()).as(answer.json()).isEqualTo(AdminAnswer.OK);
        return json(answer);
    }

    private static JsonNode json(AdminAnswer answer) {
        try {
            return new ObjectMapper().readTree(answer.json());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String revision() {
        return policy().path("revision").asText();
    }

    @Test
    void anEmptyPolicyHasARevisionAndSaysHowManyRulesAreForATime() {
        assertThat(ask(table, "auditor", "GET", "").json())
                .isEqualTo("{\"revision\":\"" + revision() + "\",\"users\":[],\"rules\":[],\"quotas\":[],\"timed\":1}");
        assertThat(revision()).matches("[0-9a-f]{64}");
    }

    @Test
    void aPlanIsAppliedAndThePolicyShowsItInOneOrder() {
        String before = revision();

        AdminAnswer answer = apply("operator", ALL);

        assertThat(answer.status()).as(answer.json()).isEqualTo(AdminAnswer.OK);
        assertThat(answer.json()).isEqualTo("{\"revision\":\"" + revision() + "\"}");
        assertThat(revision()).isNotEqualTo(before);
        assertThat(policy().path("users")).hasToString("[{\"name\":\"alice\",\"mechanisms\":[\"SCRAM-SHA-512\"]}]");
        assertThat(policy().path("rules")).hasToString("[" + ORDERS + "]");
        assertThat(policy().path("quotas"))
                .hasToString("[{\"user\":\"alice\",\"limits\":{\"producer_byte_rate\":1024.0}}]");
        ScramCredential made = store.applied.get(0).credentials().get(0).made().orElseThrow();
        assertThat(made.iterations()).isEqualTo(ScramCredential.ITERATIONS_DEFAULT);
    }

    @Test
    void theRevisionChangesWithEachPartAndComesBackWithIt() {
        String empty = revision();

        apply("operator", "\"rules\":{\"add\":[" + ORDERS + "]}");
        String ruled = revision();
        apply("operator", "\"quotas\":[" + LIMITED + "]");
        String limited = revision();
        apply("operator", "\"credentials\":{\"add\":[" + MADE + "]}");
        assertThat(Set.of(empty, ruled, limited, revision())).hasSize(4);

        apply("operator", "\"credentials\":{\"remove\":[{\"user\":\"alice\",\"mechanism\":\"SCRAM-SHA-512\"}]}");
        assertThat(revision()).isEqualTo(limited);
        apply(
                "operator",
                "\"quotas\":[" + LIMITED.replace("null", "1024.0").replace("\"to\":1024", "\"to\":null") + "]");
        assertThat(revision()).isEqualTo(ruled);
        apply("operator", "\"rules\":{\"remove\":[" + ORDERS + "]}");
        assertThat(revision()).isEqualTo(empty);
    }

    @Test
    void entitiesAreWrittenWithTheirPartsOnly() {
        AdminAnswer answer = apply(
                "operator",
                "\"quotas\":[{\"ip\":\"10.0.0.7\",\"limits\":{\"connection_creation_rate\":{\"to\":5}}},"
                        + "{\"user\":null,\"client-id\":\"c\",\"limits\":{\"request_percentage\":{\"to\":12.5}}},"
                        + "{\"client-id\":null,\"limits\":{\"controller_mutation_rate\":{\"from\":null,\"to\":2}}}]");

        assertThat(answer.status()).as(answer.json()).isEqualTo(AdminAnswer.OK);
        assertThat(policy().path("quotas"))
                .hasToString("[{\"ip\":\"10.0.0.7\",\"limits\":{\"connection_creation_rate\":5.0}},"
                        + "{\"client-id\":null,\"limits\":{\"controller_mutation_rate\":2.0}},"
                        + "{\"user\":null,\"client-id\":\"c\",\"limits\":{\"request_percentage\":12.5}}]");
    }

    @Test
    void everybodyNeedsTheRightsThatItSays() {
        for (String user : List.of("stranger", "watcher", "ruler")) {
            AdminAnswer answer = ask(table, user, "GET", "");
            assertThat(answer.status()).as(user).isEqualTo(AdminAnswer.FORBIDDEN);
            assertThat(answer.json()).isEqualTo("{\"error\":\"not allowed (diagnostic id id-1)\"}");
        }
        for (String user : List.of("stranger", "watcher", "auditor", "ruler")) {
            assertThat(apply(user, ALL).status()).as(user).isEqualTo(AdminAnswer.FORBIDDEN);
        }
        assertThat(store.applied).isEmpty();
        assertThat(apply("ruler", "\"rules\":{\"add\":[" + ORDERS + "]}").status())
                .as("no limits, no further right")
                .isEqualTo(AdminAnswer.OK);
        assertThat(audit.lines())
                .anyMatch(line -> line.contains("reason=admin-not-allowed: DescribeConfigs on Cluster"))
                .anyMatch(line -> line.contains("reason=admin-not-allowed: AlterConfigs on Cluster"));
    }

    @Test
    void theAuditHasThePlanAndEachOfItsParts() {
        apply("operator", ALL);
        apply(
                "operator",
                "\"rules\":{\"remove\":[" + ORDERS + "]},"
                        + "\"credentials\":{\"remove\":[{\"user\":\"alice\",\"mechanism\":\"SCRAM-SHA-512\"}]}");

        assertThat(audit.lines())
                .containsSubsequence(
                        "event=policy outcome=applied by=User:operator by_peer=192.0.2.1 plan=0123456789abcdef"
                                + " rules_added=1 rules_removed=0 entities_limited=1 credentials_stored=1"
                                + " credentials_deleted=0",
                        "event=access-rule outcome=added by=User:operator peer=192.0.2.1 permission=Allow"
                                + " principal=User:alice host=* operation=Read resource=Topic:LITERAL:orders",
                        "event=quota outcome=changed by=User:operator peer=192.0.2.1 user=alice"
                                + " producer_byte_rate=1024.0",
                        "event=credential outcome=stored user=alice mechanism=SCRAM-SHA-512 principal=User:operator"
                                + " peer=192.0.2.1");
        assertThat(audit.lines())
                .anyMatch(line -> line.startsWith("event=policy outcome=applied") && line.contains("plan=unnamed"))
                .anyMatch(line -> line.startsWith("event=access-rule outcome=removed"))
                .anyMatch(line -> line.startsWith("event=credential outcome=deleted"))
                .noneMatch(line -> line.contains(PASSWORD));
    }

    @Test
    void aPlanOfYesterdayIsRefused() {
        String before = revision();
        apply("operator", ALL);

        AdminAnswer answer = ask(table, "operator", "POST", "{\"revision\":\"" + before + "\",\"rules\":{}}");

        assertThat(answer.status()).isEqualTo(AdminAnswer.CONFLICT);
        assertThat(answer.json())
                .isEqualTo("{\"error\":\"the policy has changed since it was planned (expected: a plan of what is there"
                        + " now; plan again)\"}");
        assertThat(store.applied).hasSize(1);
    }

    @Test
    void aRuleThatIsNotThereCannotBeRemovedWhateverItsName() {
        AdminAnswer answer =
                apply("operator", "\"rules\":{\"remove\":[" + ORDERS.replace("\"orders\"", "\"..\"") + "]}");

        assertThat(answer.status()).isEqualTo(AdminAnswer.CONFLICT);
        assertThat(answer.json()).contains("is not there (expected: there; plan again)");
        assertThat(store.applied).isEmpty();
    }

    @Test
    void whatTheStoreSaysIsTold() {
        Map<RuntimeException, Integer> failures = Map.of(
                new PolicyConflict("it differs"), AdminAnswer.CONFLICT,
                new PolicyTooLarge(2_000_000, 900_000), AdminAnswer.TOO_LARGE,
                new PolicyFailure("whether it was applied is not known"), AdminAnswer.UNAVAILABLE);
        failures.forEach((failure, status) -> {
            store.failure = Optional.of(failure);
            AdminAnswer answer = apply("operator", ALL);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(json(answer).path("error").asText()).isEqualTo(failure.getMessage());
        });
        assertThat(audit.lines())
                .filteredOn(line -> line.contains("event=policy"))
                .singleElement()
                .asString()
                .contains("outcome=failed", "reason=whether it was applied is not known");
        assertThat(audit.lines()).noneMatch(line -> line.contains("event=access-rule"));

        store.unreadable = Optional.of(new PolicyFailure("rules are not read yet"));
        AdminAnswer read = ask(table, "auditor", "GET", "");
        assertThat(read.status()).isEqualTo(AdminAnswer.UNAVAILABLE);
        assertThat(read.json()).contains("rules are not read yet");
    }

    @Test
    void whatWasAppliedIsNotSaidToHaveFailed() {
        store.unreadableThen = Optional.of(new PolicyFailure("rules are not read yet"));

        AdminAnswer answer = apply("operator", ALL);

        assertThat(answer.status()).isEqualTo(AdminAnswer.UNAVAILABLE);
        assertThat(answer.json()).contains("the plan was applied, but what is there now is not known yet");
        assertThat(audit.lines()).anyMatch(line -> line.startsWith("event=policy outcome=applied"));
    }

    @Test
    void whatWasReadShowsNoPasswords() {
        String revision = "0".repeat(64);
        JsonMembers members =
                AdminJson.members(("{\"revision\":\"" + revision + "\"," + ALL + "}").getBytes(StandardCharsets.UTF_8));

        assertThat(members.toString() + PolicyBody.read(members))
                .contains(revision)
                .doesNotContain(PASSWORD);
    }

    @Test
    void whereTheRulesDecideNothingTheyAreNoPartOfThePolicy() {
        AdminTable open = table(AclEngine.allowingEverything(check -> {}));
        apply("operator", "\"rules\":{\"add\":[" + ORDERS + "]}");

        AdminAnswer read = ask(open, "anybody", "GET", "");
        String revision = json(read).path("revision").asText();
        AdminAnswer ruled = ask(
                open, "anybody", "POST", "{\"revision\":\"" + revision + "\",\"rules\":{\"remove\":[" + ORDERS + "]}}");
        AdminAnswer limited =
                ask(open, "anybody", "POST", "{\"revision\":\"" + revision + "\",\"quotas\":[" + LIMITED + "]}");

        assertThat(json(read).has("rules")).isFalse();
        assertThat(ruled.status()).isEqualTo(AdminAnswer.CONFLICT);
        assertThat(ruled.json()).contains("decide nothing on this broker");
        assertThat(limited.status()).as(limited.json()).isEqualTo(AdminAnswer.OK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"plan\" | \"surplus\":1,\"plan\" | the body (expected: an object with none but [credentials, plan",
                "\"plan\" | \"plan\":\"0123456789abcdef\",\"plan\" | each name once",
                "0123456789abcdef | 0123456789ABCDEF | plan (expected: 16 hexadecimal digits)",
                "\"0123456789abcdef\" | 7 | plan (expected: a text)",
                "\"remove\":[]},\"quotas\" | \"more\":[]},\"quotas\" | rules (expected: an object with none but [add",
                "\"remove\":[]},\"quotas\" | \"remove\":{}},\"quotas\" | rules.remove (expected: a list)",
                "\"remove\":[]},\"quotas\" | \"remove\":[7]},\"quotas\" | rules.remove[0] (expected: an object",
                "\"host\":\"*\", | `` | rules.add[0].host (expected: a text)",
                "\"host\":\"*\", | \"host\":\"*\",\"until\":\"x\", | rules.add[0] (expected: an object with none but",
                "\"host\":\"*\" | \"host\":null | rules.add[0].host (expected: a text)",
                "\"host\":\"*\" | \"host\":\"localhost\" | rules.add[0]: host (expected: *, an IPv4",
                "\"Read\" | \"Look\" | rules.add[0] (expected: a rule, as GET /v1/policy writes them)",
                "User:alice | alice | rules.add[0] (expected: a rule",
                "User:alice | User:\\ud800 | rules.add[0].principal (expected: a text)",
                "\"orders\" | \"..\" | rules.add[0]: resource name",
                "\"quotas\":[ | \"quotas\":[{\"limits\":{}}, | quotas[0] (expected: user, client-id, both, or ip alone)",
                "\"limits\" | \"ip\":\"10.0.0.7\",\"limits\" | quotas[0] (expected: user, client-id, both, or ip alone)",
                "\"user\":\"alice\",\"limits\" | \"user\":\"\",\"limits\" | quotas[0]: user name is empty",
                "\"user\":\"alice\",\"limits\" | \"user\":7,\"limits\" | quotas[0].user (expected: a text)",
                "\"user\":\"alice\",\"limits\" | \"group\":\"x\",\"limits\" | quotas[0] (expected: an object with none but",
                "producer_byte_rate | connection_creation_rate | quotas[0].limits (expected: of this entity one of producer",
                "producer_byte_rate | speed | quotas[0].limits (expected: of this entity one of producer_byte_rate",
                "{\"from\":null,\"to\":1024} | 1024 | quotas[0].limits.producer_byte_rate (expected: an object with none",
                "{\"from\":null,\"to\":1024} | {} | (expected: another value than from in to)",
                "\"from\":null | \"from\":1024.0 | (expected: another value than from in to)",
                "\"from\":null | \"from\":\"1\" | limits.producer_byte_rate.from (expected: a number or null)",
                "\"to\":1024 | \"to\":0.5 | limits.producer_byte_rate: producer_byte_rate = 0.5 (expected: a whole number",
                "\"to\":1024 | \"to\":-1 | (expected: a whole number of bytes per second, at least 1)",
                "\"to\":1024 | \"to\":1e999 | limits.producer_byte_rate.to (expected: a number or null)",
                "{\"producer_byte_rate\":{\"from\":null,\"to\":1024}} | 7 | quotas[0].limits (expected: an object with at",
                "SCRAM-SHA-512 | SCRAM-SHA-1 | credentials.add[0].mechanism (expected: SCRAM-SHA-256 or SCRAM-SHA-512)",
                "\"alice\",\"mechanism\" | \"a b\",\"mechanism\" | credentials.add[0]: Username has characters",
                "canary-password | short | credentials.add[0]: the password has 5 characters (expected: at least 8)",
                "canary-password | password1 | credentials.add[0]: the password is one that is tried first",
                "canary-password | canary\\ud800password | credentials.add[0].password (expected: a text)",
                "\"canary-password\" | [\"canary-password\"] | credentials.add[0].password (expected: a text)",
                "\"password\" | \"secret\" | credentials.add[0] (expected: an object with none but [mechanism, password",
                "\"remove\":[]}} | \"remove\":[{\"user\":\"\",\"mechanism\":\"SCRAM-SHA-256\"}]}} | credentials.remove[0].user"
            })
    void whatIsNotAPlanIsRefusedAndNothingIsDone(String part, String instead, String sentence) {
        String good = "{\"revision\":\"" + revision() + "\"," + ALL + "}";
        String body = good.replace(part, instead == null ? "" : instead);
        assertThat(body).isNotEqualTo(good);

        AdminAnswer answer = ask(table, "operator", "POST", body);

        assertThat(answer.status()).as(answer.json()).isEqualTo(AdminAnswer.BAD_REQUEST);
        assertThat(json(answer).path("error").asText()).contains(sentence);
        assertThat(answer.json()).doesNotContain("canary", "short", "password1");
        assertThat(store.applied).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "[]",
                "null",
                "{",
                "{}",
                "{\"revision\":null}",
                "{\"revision\":\"0\"}",
                "{\"revision\":{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":1}}}}}}}",
                "{\"revision\":\"canary\",\"canary-password\"",
                "{\"revision\":\"canary\"} {}"
            })
    void whatIsNoPlanAtAllIsRefused(String body) {
        AdminAnswer answer = ask(table, "operator", "POST", body);

        assertThat(answer.status()).as(answer.json()).isEqualTo(AdminAnswer.BAD_REQUEST);
        assertThat(answer.json()).contains("(expected: ").doesNotContain("canary");
    }

    @Test
    void whatStandsTwiceIsRefused() {
        for (String twice : List.of(
                "\"rules\":{\"add\":[" + ORDERS + "," + ORDERS + "]}",
                "\"rules\":{\"add\":[" + ORDERS + "],\"remove\":[" + ORDERS + "]}",
                "\"quotas\":[" + LIMITED + "," + LIMITED + "]",
                "\"credentials\":{\"add\":[" + MADE + "," + MADE + "]}",
                "\"credentials\":{\"add\":[" + MADE
                        + "],\"remove\":[{\"user\":\"alice\",\"mechanism\":\"SCRAM-SHA-512\"}]}")) {
            AdminAnswer answer = apply("operator", twice);

            assertThat(answer.status()).as(twice).isEqualTo(AdminAnswer.BAD_REQUEST);
            assertThat(answer.json()).contains("once");
        }
        assertThat(store.applied).isEmpty();
    }

    @Test
    void moreCredentialsThanAnAdministratorsThreadHashesAreRefused() {
        String made = IntStream.rangeClosed(0, PolicyCredentials.MADE_MAX)
                .mapToObj(i -> MADE.replace("alice", "user" + i))
                .collect(Collectors.joining(","));

        AdminAnswer answer = apply("operator", "\"credentials\":{\"add\":[" + made + "]}");

        assertThat(answer.status()).isEqualTo(AdminAnswer.BAD_REQUEST);
        assertThat(answer.json()).contains("credentials.add has 501 (expected: at most 500 in one plan");
    }

    @Test
    void aCredentialForEachMechanismIsTaken() {
        apply("operator", "\"credentials\":{\"add\":[" + MADE + "," + MADE.replace("512", "256") + "]}");

        assertThat(store.state().users()).containsExactly(Map.entry("alice", Set.of(ScramHash.values())));
    }

    @Test
    void whatHasAnIllegalNameAlreadyMayBeTakenAway() {
        AdminAnswer answer = apply(
                "operator",
                "\"quotas\":[{\"ip\":\"localhost\",\"limits\":{\"connection_creation_rate\":{\"from\":5,\"to\":null}}}]");

        assertThat(answer.status()).as(answer.json()).isEqualTo(AdminAnswer.OK);
    }

    @Test
    void aLongBodyIsForThoseWhoMayChangeThePolicy() {
        for (String user : List.of("stranger", "watcher", "auditor")) {
            assertThat(bodyBytesMax(user, "POST")).as(user).isEqualTo(AdminRoute.BODY_BYTES_USUAL);
        }
        assertThat(bodyBytesMax("ruler", "POST")).isEqualTo(1 << 20);
        assertThat(bodyBytesMax("ruler", "GET")).isEqualTo(AdminRoute.BODY_BYTES_USUAL);
    }

    private int bodyBytesMax(String user, String method) {
        return table.bodyBytesMax(
                method, "/v1/policy", new AdminCaller(VerifiedPrincipal.user(user), "192.0.2.1", Set.of(), NOW));
    }
}
