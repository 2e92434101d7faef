package io.gatehouse.broker.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.OtherAuthorizer;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.acl.traffic.Observation;
import io.gatehouse.acl.traffic.Traffic;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PEERS C1, C10: what administrators and everybody else learn about access rules. */
final class AccessPathsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ResourcePattern ORDERS = ResourcePattern.literal(ResourceType.TOPIC, "orders");
    private static final AccessRule READ = allow("User:alice", Operation.READ, ORDERS);
    private static final AccessRule OF_GROUP = allow("Group:ops", Operation.WRITE, ORDERS);
    private static final AccessRule OTHER_CASE = allow("User:Alice", Operation.WRITE, ORDERS);
    private static final AccessRule DENIED =
            new AccessRule(ORDERS, "User:alice", "10.9.0.0/16", Operation.READ, Permission.DENY);

    private final Traffic traffic = new Traffic(100, () -> NOW);
    private final AclEngine acls = new AclEngine(Set.of(VerifiedPrincipal.user("root")), false, traffic);
    private final AdminTable table =
            new AdminTable(AskRules.all(acls, traffic), OwnRights.all(acls), acls, new AuditTrail(), () -> "id-1");

    private static AccessRule allow(String principal, Operation operation, ResourcePattern pattern) {
        return new AccessRule(pattern, principal, "*", operation, Permission.ALLOW);
    }

    @BeforeEach
    void rules() {
        AccessRule watching = allow(
                "User:watcher",
                Operation.DESCRIBE,
                ResourcePattern.literal(ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME));
        acls.replace(new AclSnapshot(List.of(READ, OF_GROUP, OTHER_CASE, DENIED, watching)));
    }

    @Test
    void whyIsTold() throws IOException {
        JsonNode allowed = good("watcher", "/v1/acls/explain?" + deed("Read") + "&principal=User:alice");
        JsonNode denied =
                good("watcher", "/v1/acls/explain?" + deed("Read") + "&principal=User:alice&address=10.9.1.1");
        JsonNode member = good("watcher", "/v1/acls/explain?" + deed("Write") + "&principal=User:bob&groups=x,ops");

        assertThat(allowed.path("allowed").asBoolean()).isTrue();
        assertThat(RuleJson.read(allowed.path("rule"))).contains(READ);
        assertThat(denied.path("allowed").asBoolean()).isFalse();
        assertThat(denied.path("reason").asText()).isEqualTo("DENY_RULE");
        assertThat(RuleJson.read(denied.path("rule"))).contains(DENIED);
        assertThat(RuleJson.read(denied.path("losers").path(0))).contains(READ);
        assertThat(RuleJson.read(denied.path("change").path("remove").path(0))).contains(DENIED);
        assertThat(RuleJson.read(member.path("rule"))).contains(OF_GROUP);
    }

    @Test
    void whatWasNearlyARuleIsTold() throws IOException {
        JsonNode answer = good("watcher", "/v1/acls/explain?" + deed("Write") + "&principal=User:alice");

        assertThat(answer.path("nearMisses")).hasSize(2);
        assertThat(answer.path("nearMisses").path(1).path("because").asText()).contains("upper and lower case");
        assertThat(RuleJson.read(answer.path("change").path("add")))
                .contains(allow("User:alice", Operation.WRITE, ORDERS));
    }

    @Test
    void whoAndWhatAreTold() throws IOException {
        JsonNode who = good("watcher", "/v1/acls/who?" + deed("Read"));
        JsonNode what = good("watcher", "/v1/acls/what?principal=User:bob&groups=ops");

        assertThat(who.path("superUsers").path(0).asText()).isEqualTo("User:root");
        assertThat(who.path("everybody").asBoolean()).isFalse();
        assertThat(who.path("grants")).hasSize(1);
        assertThat(RuleJson.read(who.path("grants").path(0).path("rule"))).contains(READ);
        assertThat(RuleJson.read(who.path("grants").path(0).path("except").path(0)))
                .contains(DENIED);
        assertThat(RuleJson.read(what.path("grants").path(0).path("rule"))).contains(OF_GROUP);
        assertThat(what.path("superUser").asBoolean()).isFalse();
    }

    @Test
    void whatWasAskedLatelyIsToldAndReadAgain() throws IOException {
        boolean unused = acls.access(new Subject(VerifiedPrincipal.user("bob"), "10.0.0.7", Set.of("ops")))
                .check(Operation.READ, ResourceType.TOPIC, "secret", "secret")
                .allowed();

        JsonNode answer = good("watcher", "/v1/acls/traffic");
        JsonNode rules = good("watcher", "/v1/acls/rules");

        List<Observation> seen = traffic.observations().stream()
                .filter(each -> each.question().type() == ResourceType.TOPIC)
                .toList();
        Optional<Observation> read = ObservationJson.read(
                        answer.path("observations").path(0))
                .filter(each -> each.question().type() == ResourceType.TOPIC)
                .or(() -> ObservationJson.read(answer.path("observations").path(1)));
        assertThat(read).isEqualTo(seen.stream().findFirst());
        assertThat(rules.path("rules")).hasSize(5);
        assertThat(rules.path("loaded").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/acls/explain?principal=User:bob&operation=Read&resource=Topic&name=t",
                "/v1/acls/who?operation=Read&resource=Topic&name=t",
                "/v1/acls/what?principal=User:bob",
                "/v1/acls/rules",
                "/v1/acls/traffic"
            })
    void whatOthersMayIsToldToThoseWhoMaySeeRulesOnly(String target) throws IOException {
        assertThat(ask("alice", target).status()).isEqualTo(AdminAnswer.FORBIDDEN);
        assertThat(good("watcher", target).isObject()).isTrue();
    }

    @Test
    void everybodyLearnsWhatHeMayHimselfAndNothingOfOthers() throws IOException {
        JsonNode why = good("alice", "/v1/own/explain?" + deed("Write"));
        JsonNode rights = good("alice", "/v1/own/rights");

        assertThat(why.path("allowed").asBoolean()).isFalse();
        assertThat(why.toString()).doesNotContain("User:Alice").doesNotContain("Group:ops");
        assertThat(why.path("nearMisses")).hasSize(1);
        assertThat(rights.path("principal").asText()).isEqualTo("User:alice");
        assertThat(rights.path("grants")).hasSize(1);
        assertThat(ask("alice", "/v1/own/explain?" + deed("Write") + "&principal=User:bob")
                        .status())
                .isEqualTo(AdminAnswer.BAD_REQUEST);
        assertThat(ask("alice", "/v1/own/rights?principal=User:bob").status()).isEqualTo(AdminAnswer.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/acls/explain?operation=Read&resource=Topic&name=t",
                "/v1/acls/explain?principal=bob&operation=Read&resource=Topic&name=t",
                "/v1/acls/explain?principal=User:bob&operation=Rad&resource=Topic&name=t",
                "/v1/acls/explain?principal=User:bob&operation=All&resource=Topic&name=t",
                "/v1/acls/explain?principal=User:bob&operation=Read&resource=Tropic&name=t",
                "/v1/acls/explain?principal=User:bob&operation=Read&resource=Topic",
                "/v1/acls/explain?principal=User:bob&operation=Read&resource=Topic&name=t&address=here",
                "/v1/acls/who?operation=Read&resource=Topic&name=t&principal=User:bob",
                "/v1/acls/rules?all=true"
            })
    void whatMakesNoSenseIsRefusedWithWhatIsExpected(String target) throws IOException {
        AdminAnswer answer = ask("watcher", target);

        assertThat(answer.status()).isEqualTo(AdminAnswer.BAD_REQUEST);
        assertThat(answer.json()).contains("expected");
    }

    /** Nothing is known of what it thinks, so nothing is made up from rules that do not count (SPI-03). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/acls/explain?operation=Read&resource=Topic&name=orders&principal=User:bob",
                "/v1/acls/who?operation=Read&resource=Topic&name=orders",
                "/v1/acls/what?principal=User:bob",
                "/v1/acls/rules",
                "/v1/own/explain?operation=Read&resource=Topic&name=orders",
                "/v1/own/rights"
            })
    void whereAnotherAuthorizerDecidesThatIsSaid(String target) {
        AclEngine others = AclEngine.askingInstead(
                new OtherAuthorizer() {
                    @Override
                    public boolean allows(Question question, Asker asker, boolean logged) {
                        return true;
                    }

                    @Override
                    public boolean allowsAny(Subject subject, Operation operation, ResourceType type, Asker asker) {
                        return true;
                    }
                },
                traffic);
        AdminTable there = new AdminTable(
                AskRules.all(others, traffic), OwnRights.all(others), others, new AuditTrail(), () -> "id-1");

        AdminAnswer answer = ask(there, "watcher", target);

        assertThat(answer.status()).isEqualTo(AdminAnswer.BAD_REQUEST);
        assertThat(answer.json()).contains("another authorizer decides");
    }

    private static String deed(String operation) {
        return "operation=" + operation + "&resource=Topic&name=orders";
    }

    private JsonNode good(String user, String target) throws IOException {
        AdminAnswer answer = ask(user, target);
        assertThat(answer.status()).as(answer.json()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.json());
    }

    private AdminAnswer ask(String user, String target) {
        return ask(table, user, target);
    }

    private static AdminAnswer ask(AdminTable asked, String user, String target) {
        int question = target.indexOf('?');
        AdminRequest request = new AdminRequest(
                "GET",
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                "".getBytes(StandardCharsets.UTF_8));
        return asked.answer(request, new AdminCaller(VerifiedPrincipal.user(user), "10.0.0.7", Set.of(), NOW))
                .toCompletableFuture()
                .join();
    }
}
