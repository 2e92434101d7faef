package io.gatehouse.acl.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Decision;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.ShadowScope;
import io.gatehouse.acl.Subject;
import io.gatehouse.acl.explain.NearMiss.Kind;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
    private static final AccessRule READ = allow("User:alice", "*", Operation.READ, literal("orders"));

    @Test
    void theRuleThatDecidesIsToldAndThoseThatLost() {
        AccessRule deny = new AccessRule(prefixed("ord"), "User:*", "10.0.0.0/8", Operation.ALL, Permission.DENY);
        AccessRule other = allow("User:bob", "*", Operation.READ, literal("orders"));

        Explanation why = explain(ask("alice", Operation.READ, "orders"), READ, deny, other);

        assertThat(why.decision().allowed()).isFalse();
        assertThat(why.decision().rule()).contains(deny);
        assertThat(why.losers()).containsExactly(READ);
        assertThat(why.change()).contains(new Change(List.of(deny), Optional.empty()));
    }

    @Test
    void whatIsAllowedNeedsNoChange() {
        Explanation why = explain(ask("alice", Operation.DESCRIBE, "orders"), READ);

        assertThat(why.decision().rule()).contains(READ);
        assertThat(why.losers()).isEmpty();
        assertThat(why.nearMisses()).isEmpty();
        assertThat(why.change()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "User:alice, *, WRITE, LITERAL, orders, OPERATION",
        "User:alice, 10.9.9.9, READ, LITERAL, orders, HOST",
        "User:alice, 192.168.0.0/16, READ, LITERAL, orders, HOST",
        "User:alice, *, READ, LITERAL, Orders, NAME_CASE",
        "User:alice, *, READ, PREFIXED, ORD, NAME_CASE",
        "User:alice, *, READ, LITERAL, ord*, STAR_IS_NO_PREFIX",
        "User:alice, *, READ, PREFIXED, *, STAR_IS_NO_PREFIX",
        "User:alice, *, READ, LITERAL, ord, LITERAL_IS_NO_PREFIX",
        "User:Alice, *, READ, LITERAL, orders, PRINCIPAL_CASE",
        "Group:alice, *, READ, LITERAL, orders, PRINCIPAL_TYPE",
        "User: alice, *, READ, LITERAL, orders, PRINCIPAL_SPACES"
    })
    void aRuleThatMissesByOneThingIsTold(
            String principal, String host, Operation operation, String pattern, String name, Kind kind) {
        AccessRule rule = allow(principal, host, operation, pattern.equals("LITERAL") ? literal(name) : prefixed(name));

        Explanation why = explain(ask("alice", Operation.READ, "orders"), rule);

        assertThat(why.nearMisses()).containsExactly(new NearMiss(rule, kind));
        assertThat(why.change()).contains(new Change(List.of(), Optional.of(READ)));
    }

    @ParameterizedTest
    @CsvSource({"User:bob, READ, orders", "User:alice, READ, payments", "User:bob, WRITE, orders"})
    void aRuleForSomethingElseIsNoNearMiss(String principal, Operation operation, String name) {
        Explanation why =
                explain(ask("alice", Operation.READ, "orders"), allow(principal, "*", operation, literal(name)));

        assertThat(why.nearMisses()).isEmpty();
    }

    @Test
    void whoHasNoRightToSeeOthersRulesSeesNearMissesOfHisOwnOnly() {
        AccessRule others = allow("User:Alice", "*", Operation.READ, literal("orders"));
        AccessRule own = allow("User:alice", "*", Operation.WRITE, literal("orders"));

        Explanation why =
                explain(ask("alice", Operation.READ, "orders"), others, own).forHimself();

        assertThat(why.nearMisses()).containsExactly(new NearMiss(own, Kind.OPERATION));
    }

    @Test
    void theMostTellingNearMissesAreTold() {
        List<AccessRule> rules = List.of(
                allow("User:alice", "*", Operation.WRITE, literal("orders")),
                allow("User:alice", "*", Operation.CREATE, literal("orders")),
                allow("User:alice", "10.9.9.9", Operation.READ, literal("orders")),
                allow("User:alice", "*", Operation.READ, literal("Orders")),
                allow("User:alice", "*", Operation.READ, literal("ord*")),
                allow("User:ALICE", "*", Operation.READ, literal("orders")));

        Explanation why = explain(ask("alice", Operation.READ, "orders"), rules.toArray(AccessRule[]::new));

        assertThat(why.nearMisses())
                .extracting(NearMiss::kind)
                .containsExactly(Kind.OPERATION, Kind.OPERATION, Kind.HOST, Kind.NAME_CASE, Kind.STAR_IS_NO_PREFIX);
    }

    @Test
    void aResourceThatIsNamedStarIsAllowedWithoutAllowingEverything() {
        Explanation why = explain(ask("alice", Operation.READ, "*"));

        assertThat(why.change().orElseThrow().add().orElseThrow().pattern()).isEqualTo(prefixed("*"));
    }

    @Test
    void noRuleHelpsWhereNoneAreLoaded() {
        AclPolicy policy = new AclPolicy(true, Set.of(), false, ShadowScope.NOBODY, null);

        Explanation why = Explanation.of(ask("alice", Operation.READ, "orders"), policy);

        assertThat(why.decision().reason()).isEqualTo(Decision.Reason.NOT_LOADED);
        assertThat(why.change()).isEmpty();
    }

    @Test
    void aShadowedRefusalIsExplainedAsOne() {
        AclPolicy policy = new AclPolicy(
                true,
                Set.of(),
                false,
                new ShadowScope(Set.of("User:alice")),
                new AclSnapshot(Set.of(allow("User:alice", "*", Operation.WRITE, literal("orders")))));

        Explanation why = Explanation.of(ask("alice", Operation.READ, "orders"), policy);

        assertThat(why.decision().allowed()).isTrue();
        assertThat(why.nearMisses()).isNotEmpty();
        assertThat(why.change()).contains(new Change(List.of(), Optional.of(READ)));
    }

    @Test
    void whoCanIsEverybodyWhomARuleAllowsAndNobodyWhomOneRefuses() {
        AccessRule group = allow("Group:ops", "*", Operation.ALL, literal("*"));
        AccessRule bob = allow("User:bob", "*", Operation.READ, prefixed("ord"));
        AccessRule carol = allow("User:carol", "*", Operation.READ, prefixed("ord"));
        AccessRule noBob = new AccessRule(literal("orders"), "User:bob", "*", Operation.READ, Permission.DENY);
        AccessRule noCarolThere =
                new AccessRule(literal("orders"), "User:carol", "10.0.0.9", Operation.ALL, Permission.DENY);

        List<Grant> who = Grant.who(
                policy(READ, group, bob, carol, noBob, noCarolThere), Operation.READ, ResourceType.TOPIC, "orders");

        // Bob may be in the group, and is refused there all the same; so may Carol.
        assertThat(who)
                .containsExactlyInAnyOrder(
                        new Grant(READ, List.of()),
                        new Grant(group, List.of(noBob, noCarolThere)),
                        new Grant(carol, List.of(noCarolThere)));
    }

    @Test
    void whatCanIsWhatIsLeftOfEachRule() {
        AccessRule all = allow("User:alice", "*", Operation.ALL, prefixed("ord"));
        AccessRule lost = allow("User:alice", "*", Operation.CREATE, literal("orders"));
        AccessRule everybody = allow("User:*", "*", Operation.DESCRIBE, literal("news"));
        AccessRule noCreate = new AccessRule(literal("orders"), "User:*", "*", Operation.CREATE, Permission.DENY);

        List<Grant> what = Grant.what(
                policy(all, lost, everybody, noCreate, allow("User:bob", "*", Operation.READ, literal("orders"))),
                subject("alice"));

        assertThat(what).containsExactly(new Grant(everybody, List.of()), new Grant(all, List.of(noCreate)));
    }

    private static Explanation explain(Question asked, AccessRule... rules) {
        return Explanation.of(asked, policy(rules));
    }

    private static AclPolicy policy(AccessRule... rules) {
        return new AclPolicy(true, Set.of(), false, ShadowScope.NOBODY, new AclSnapshot(Set.of(rules)));
    }

    private static Question ask(String user, Operation operation, String topic) {
        return new Question(subject(user), operation, ResourceType.TOPIC, topic);
    }

    private static Subject subject(String user) {
        return new Subject(VerifiedPrincipal.user(user), "10.0.0.7");
    }

    private static AccessRule allow(String principal, String host, Operation operation, ResourcePattern pattern) {
        return new AccessRule(pattern, principal, host, operation, Permission.ALLOW);
    }

    private static ResourcePattern literal(String name) {
        return ResourcePattern.literal(ResourceType.TOPIC, name);
    }

    private static ResourcePattern prefixed(String name) {
        return ResourcePattern.prefixed(ResourceType.TOPIC, name);
    }
}
