package io.gatehouse.acl.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.ShadowScope;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was decided lately, and what follows from it (PEERS 3.1, notes 6 and 9). */
class TrafficTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");

    private Instant now = START;
    private final Traffic traffic = new Traffic(100, () -> now);
    private final AclEngine engine = new AclEngine(
            new AclPolicy(true, Set.of(), false, new ShadowScope(Set.of("User:shadowed")), null), traffic);

    @Test
    void aQuestionIsRememberedOnceWithItsLastAnswer() {
        rules(allow("alice", Operation.READ, literal("t")));
        ask("alice", Operation.READ, "t");
        now = START.plusSeconds(60);
        rules();
        ask("alice", Operation.READ, "t");

        assertThat(traffic.observations()).singleElement().satisfies(seen -> {
            assertThat(seen.count()).isEqualTo(2);
            assertThat(seen.first()).isEqualTo(START);
            assertThat(seen.last()).isEqualTo(now);
            assertThat(seen.allowed()).isFalse();
        });
        assertThat(traffic.since()).isEqualTo(START);
    }

    @Test
    void whoMakesUpNamesTakesNobodysPlace() {
        rules();
        IntStream.range(0, 1_000).forEach(i -> ask("flood", Operation.READ, "made-up-" + i));
        ask("alice", Operation.READ, "t");

        assertThat(traffic.observations()).hasSize(11);
        assertThat(traffic.missed()).isEqualTo(990);
    }

    @Test
    void thereAreNeverMoreThanTheBound() {
        rules();
        IntStream.range(0, 1_000).forEach(i -> ask("user-" + i, Operation.READ, "t"));

        assertThat(traffic.observations()).hasSize(100);
        assertThat(traffic.missed()).isEqualTo(900);
    }

    @Test
    void whatWasRememberedBeforeGoesOn() {
        rules(allow("alice", Operation.READ, literal("t")));
        ask("alice", Operation.READ, "t");
        ask("alice", Operation.READ, "t");
        ask("alice", Operation.READ, "u");
        now = START.plusSeconds(60);

        Traffic next = new Traffic(100, () -> now, traffic.remembered());
        AclEngine engineOfNext = new AclEngine(new AclPolicy(true, Set.of(), false, ShadowScope.NOBODY, null), next);
        engineOfNext.access(new Subject(ALICE, "10.0.0.7")).check(Operation.READ, ResourceType.TOPIC, "t", "t");

        assertThat(next.since()).isEqualTo(START);
        assertThat(next.observations())
                .extracting(seen -> seen.question().name(), Observation::count, Observation::first, Observation::last)
                .containsExactlyInAnyOrder(tuple("t", 3L, START, now), tuple("u", 1L, START, START));
    }

    @Test
    void ofWhatWasRememberedBeforeTheLatestIsKept() {
        rules();
        IntStream.range(0, 100).forEach(i -> {
            now = START.plusSeconds(i);
            ask("user-" + i, Operation.READ, "t");
        });

        Traffic next = new Traffic(10, () -> now, traffic.remembered());
        Remembered lately = traffic.remembered().lately(START.plusSeconds(100), Duration.ofSeconds(10));

        assertThat(next.observations())
                .extracting(seen -> seen.question().subject().principal().name())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(90, 100).mapToObj(i -> "user-" + i).toList());
        assertThat(next.missed()).isEqualTo(90);
        assertThat(lately.observations()).hasSize(10);
        assertThat(lately.since()).as("what is older is not known any more").isEqualTo(START.plusSeconds(90));
    }

    @Test
    void nothingIsRememberedWhereNothingShallBe() {
        Traffic none = new Traffic(0, () -> now);
        AclEngine quiet = new AclEngine(Set.of(), false, none);

        quiet.access(new Subject(ALICE, "10.0.0.7")).check(Operation.READ, ResourceType.TOPIC, "t", "t");

        assertThat(none.observations()).isEmpty();
        assertThat(none.missed()).isZero();
    }

    @Test
    void rulesThatDecidedNothingAreUnused() {
        AccessRule read = allow("alice", Operation.READ, literal("t"));
        AccessRule needless = allow("alice", Operation.DESCRIBE, literal("t"));
        AccessRule old = allow("alice", Operation.WRITE, literal("t"));
        AccessRule refusing = new AccessRule(literal("u"), "User:alice", "*", Operation.READ, Permission.DENY);
        AclPolicy policy = rules(read, needless, old, refusing);
        ask("alice", Operation.WRITE, "t");
        now = START.plusSeconds(60);
        ask("alice", Operation.READ, "t");
        ask("alice", Operation.READ, "u");

        RuleUse use = RuleUse.of(policy, traffic.observations());

        assertThat(use.unused(policy, START)).containsExactly(needless);
        assertThat(use.unused(policy, START.plusSeconds(1))).containsExactlyInAnyOrder(needless, old);
        assertThat(use.lastUsed()).containsEntry(refusing, now);
    }

    @Test
    void otherRulesAreTriedOnWhatWasAsked() {
        AclPolicy policy =
                rules(allow("alice", Operation.READ, literal("t")), allow("bob", Operation.READ, literal("*")));
        ask("alice", Operation.READ, "t");
        ask("alice", Operation.WRITE, "t");
        ask("bob", Operation.READ, "t");
        AclPolicy then = policy.with(new AclSnapshot(
                List.of(allow("alice", Operation.WRITE, literal("t")), allow("bob", Operation.READ, literal("t")))));

        List<Effect> effects = Effect.of(policy, then, traffic.observations());

        assertThat(effects)
                .extracting(
                        effect -> effect.observation().question().operation(),
                        effect -> effect.then().allowed())
                .containsExactly(tuple(Operation.READ, false), tuple(Operation.WRITE, true));
        assertThat(Effect.of(policy, policy, traffic.observations())).isEmpty();
    }

    @Test
    void theRulesThatAreSuggestedAllowWhatWasAllowedAndNothingElse() {
        rules(allow("alice", Operation.ALL, literal("*")));
        ask("alice", Operation.READ, "t");
        ask("alice", Operation.DESCRIBE, "t");
        ask("alice", Operation.WRITE, "u");
        ask("bob", Operation.READ, "t");

        List<AccessRule> suggested = new LeastPrivilege(ALICE, 10).rules(traffic.observations());

        assertThat(suggested)
                .containsExactly(
                        allow("alice", Operation.READ, literal("t")), allow("alice", Operation.WRITE, literal("u")));
    }

    @Test
    void whatShadowModeSparedIsSuggestedAndWhatWasRefusedIsNot() {
        rules();
        ask("shadowed", Operation.READ, "t");
        ask("alice", Operation.READ, "t");

        assertThat(new LeastPrivilege(VerifiedPrincipal.user("shadowed"), 10).rules(traffic.observations()))
                .containsExactly(allow("shadowed", Operation.READ, literal("t")));
        assertThat(new LeastPrivilege(ALICE, 10).rules(traffic.observations())).isEmpty();
    }

    @Test
    void manyNamesThatBeginAlikeBecomeAPrefix() {
        rules(allow("alice", Operation.ALL, literal("*")));
        IntStream.range(0, 4).forEach(i -> ask("alice", Operation.READ, "orders.eu." + i));
        IntStream.range(0, 3).forEach(i -> ask("alice", Operation.WRITE, "orders.eu." + i));
        ask("alice", Operation.READ, "other");
        ask("alice", Operation.READ, "*");

        assertThat(new LeastPrivilege(ALICE, 3).rules(traffic.observations()))
                .containsExactly(
                        allow("alice", Operation.READ, ResourcePattern.prefixed(ResourceType.TOPIC, "*")),
                        allow("alice", Operation.READ, ResourcePattern.prefixed(ResourceType.TOPIC, "orders.eu.")),
                        allow("alice", Operation.WRITE, ResourcePattern.prefixed(ResourceType.TOPIC, "orders.eu.")),
                        allow("alice", Operation.READ, literal("orders.eu.3")),
                        allow("alice", Operation.READ, literal("other")));
        assertThat(new LeastPrivilege(ALICE, 0).rules(traffic.observations()))
                .noneMatch(rule -> rule.pattern().name().equals("orders.eu."));
    }

    private AclPolicy rules(AccessRule... rules) {
        engine.replace(new AclSnapshot(List.of(rules)));
        return engine.policy();
    }

    private void ask(String user, Operation operation, String topic) {
        List<Boolean> unused = new ArrayList<>();
        unused.add(engine.access(new Subject(VerifiedPrincipal.user(user), "10.0.0.7"))
                .check(operation, ResourceType.TOPIC, topic, topic)
                .allowed());
    }

    private static AccessRule allow(String user, Operation operation, ResourcePattern pattern) {
        return new AccessRule(pattern, "User:" + user, "*", operation, Permission.ALLOW);
    }

    private static ResourcePattern literal(String name) {
        return ResourcePattern.literal(ResourceType.TOPIC, name);
    }
}
