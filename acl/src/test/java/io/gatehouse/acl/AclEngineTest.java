package io.gatehouse.acl;

import static io.gatehouse.acl.Rules.allow;
import static io.gatehouse.acl.Rules.at;
import static io.gatehouse.acl.Rules.deny;
import static io.gatehouse.acl.Rules.engine;
import static io.gatehouse.acl.Rules.subject;
import static io.gatehouse.acl.Rules.topic;
import static io.gatehouse.acl.Rules.topics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.acl.Decision.Reason;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclEngineTest {
    private static boolean may(AclEngine engine, String user, Operation operation, String topic) {
        return engine.decide(subject(user), operation, ResourceType.TOPIC, topic)
                .allowed();
    }

    @Test
    void beforeTheRulesAreLoadedOnlySuperUsersPass() { // attack 138
        AclEngine engine = new AclEngine(Set.of(VerifiedPrincipal.user("admin")), true, check -> {});

        Decision stranger = engine.decide(subject("alice"), Operation.READ, ResourceType.TOPIC, "t");
        Decision admin = engine.decide(subject("admin"), Operation.READ, ResourceType.TOPIC, "t");

        assertThat(stranger).isEqualTo(new Decision(false, Reason.NOT_LOADED, Optional.empty(), false));
        assertThat(admin.allowed()).isTrue();
        assertThat(engine.access(subject("alice")).anyOf(Operation.WRITE, ResourceType.TOPIC))
                .isFalse();
    }

    @Test
    void withoutAnAuthorizerEverybodyMayDoEverything() { // CONFORMANCE AZN-24
        AclEngine engine = AclEngine.allowingEverything(check -> {});
        engine.replace(new AclSnapshot(List.of(deny("*", Operation.ALL, topic("*")))));

        assertThat(engine.decide(subject("alice"), Operation.DELETE, ResourceType.TOPIC, "t")
                        .reason())
                .isEqualTo(Reason.NO_AUTHORIZER);
        assertThat(engine.decideAny(subject("alice"), Operation.WRITE, ResourceType.TOPIC))
                .isTrue();
    }

    @Test
    void anonymousIsNeverASuperUser() { // attack 137
        assertThatThrownBy(() -> new AclEngine(Set.of(VerifiedPrincipal.ANONYMOUS), false, check -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingForgetsTheRules() { // attack 139
        AclEngine engine = engine(allow("alice", Operation.READ, topic("t")));

        engine.close();

        assertThat(may(engine, "alice", Operation.READ, "t")).isFalse();
        assertThat(engine.snapshot()).isEmpty();
    }

    @Test
    void aSuperUserBeatsADenyRule() { // CONFORMANCE AZN-05
        AclEngine engine = engine(deny("admin", Operation.ALL, topic("*")));

        assertThat(engine.decide(subject("admin"), Operation.DELETE, ResourceType.TOPIC, "t")
                        .reason())
                .isEqualTo(Reason.SUPER_USER);
    }

    @Test
    void superUsersAreComparedWithTypeAndCase() { // CONFORMANCE AZN-04, attack 41
        AclEngine engine = engine();

        Subject group = new Subject(new VerifiedPrincipal("Group", "admin"), Rules.HOME);

        assertThat(may(engine, "Admin", Operation.READ, "t")).isFalse();
        assertThat(engine.decide(group, Operation.READ, ResourceType.TOPIC, "t").allowed())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void withoutARuleOnTheResourceTheSettingDecides(boolean setting, boolean allowed) { // CONFORMANCE AZN-02
        AclEngine engine = engine(setting, allow("bob", Operation.READ, topic("other")));

        Decision decision = engine.decide(subject("alice"), Operation.READ, ResourceType.TOPIC, "t");

        assertThat(decision).isEqualTo(new Decision(allowed, Reason.NO_RULE_FOR_RESOURCE, Optional.empty(), false));
    }

    @Test
    void aRuleForSomebodyElseTurnsThePermissiveDefaultOff() { // CONFORMANCE AZN-03
        AclEngine engine =
                engine(true, allow("bob", Operation.WRITE, topic("t")), deny("bob", Operation.WRITE, topics("pre")));

        assertThat(engine.decide(subject("alice"), Operation.READ, ResourceType.TOPIC, "t")
                        .reason())
                .isEqualTo(Reason.NO_MATCHING_RULE);
        assertThat(may(engine, "alice", Operation.READ, "prefix")).isFalse();
        assertThat(may(engine, "alice", Operation.READ, "free")).isTrue();
        assertThat(engine.decide(subject("alice"), Operation.READ, ResourceType.GROUP, "t")
                        .allowed())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "t, t, t",
        "t, *, t",
        "t, p:t, t",
        "*, t, t",
        "*, p:t, t",
        "*, *, t",
        "p:t, t, t",
        "p:t, *, t",
        "p:t, p:t, t",
        "p:to, p:t, top",
        "p:t, p:to, top"
    })
    void aDenyRuleWinsOnWhateverPatternItStands(String allowed, String denied, String name) { // attack 132
        AclEngine engine = engine(
                allow("alice", Operation.READ, pattern(allowed)), deny("alice", Operation.READ, pattern(denied)));

        Decision decision = engine.decide(subject("alice"), Operation.READ, ResourceType.TOPIC, name);

        assertThat(decision.reason()).isEqualTo(Reason.DENY_RULE);
        assertThat(decision.rule()).contains(deny("alice", Operation.READ, pattern(denied)));
    }

    private static ResourcePattern pattern(String text) {
        return text.startsWith("p:") ? topics(text.substring(2)) : topic(text);
    }

    @Test
    void aDenialForOneHostLeavesTheOthers() { // attack 132, CONFORMANCE AZN-08
        AclEngine engine = engine(
                allow("alice", Operation.READ, topic("t")), at("10.0.0.9", deny("alice", Operation.READ, topic("t"))));

        assertThat(engine.decide(subject("alice", "10.0.0.9"), Operation.READ, ResourceType.TOPIC, "t")
                        .allowed())
                .isFalse();
        assertThat(engine.decide(subject("alice", "10.0.0.8"), Operation.READ, ResourceType.TOPIC, "t")
                        .allowed())
                .isTrue();
    }

    @Test
    void aRuleForEverybodySpeaksOfEveryTypeOfPrincipal() { // CONFORMANCE AZN-06
        AclEngine engine = engine(allow("*", Operation.READ, topic("t")), allow("x", Operation.READ, topic("u")));

        Subject group = new Subject(new VerifiedPrincipal("Group", "x"), Rules.HOME);

        assertThat(engine.decide(group, Operation.READ, ResourceType.TOPIC, "t").allowed())
                .isTrue();
        assertThat(engine.decide(group, Operation.READ, ResourceType.TOPIC, "u").allowed())
                .isFalse();
    }

    @Test
    void anonymousIsAnOrdinaryPrincipal() { // CONFORMANCE AZN-25
        AclEngine engine = engine(allow("ANONYMOUS", Operation.READ, topic("t")));

        assertThat(may(engine, "ANONYMOUS", Operation.READ, "t")).isTrue();
        assertThat(may(engine, "ANONYMOUS", Operation.WRITE, "t")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void anAllowedOperationBringsAlongOnlyWhatTheTableSays(Operation granted) { // CONFORMANCE AZN-09..13, attack 134
        AclEngine engine = engine(allow("alice", granted, topic("t")));
        EnumSet<Operation> expected = switch (granted) {
            case ALL -> EnumSet.allOf(Operation.class);
            case READ, WRITE, DELETE, ALTER -> EnumSet.of(granted, Operation.DESCRIBE);
            case ALTER_CONFIGS -> EnumSet.of(granted, Operation.DESCRIBE_CONFIGS);
            default -> EnumSet.of(granted);
        };

        EnumSet<Operation> allowed = EnumSet.noneOf(Operation.class);
        for (Operation asked : Operation.values()) {
            if (may(engine, "alice", asked, "t")) {
                allowed.add(asked);
            }
        }

        assertThat(allowed).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aDeniedOperationBringsNothingAlong(Operation denied) { // CONFORMANCE AZN-12
        AclEngine engine = engine(allow("alice", Operation.ALL, topic("t")), deny("alice", denied, topic("t")));

        for (Operation asked : Operation.values()) {
            boolean expected = asked != denied && denied != Operation.ALL;
            assertThat(may(engine, "alice", asked, "t"))
                    .as("%s when %s is denied", asked, denied)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "p:pay, pay, true",
        "p:pay, payroll, true",
        "p:pay, Pay, false",
        "p:pay, pa, false",
        "p:*, *x, true",
        "p:*, x, false",
        "*, x, true",
        "*, *, true",
        "x, *, false",
        "p:.*, abc, false",
        "p:[a, abc, false",
        "p:${a}, abc, false",
        "p:[a, [ab, true"
    })
    void aPatternIsComparedLiterally(String rule, String name, boolean covered) { // AZN-14, AZN-15, attacks 133, 159
        AclEngine engine = engine(allow("alice", Operation.READ, pattern(rule)));

        assertThat(may(engine, "alice", Operation.READ, name)).isEqualTo(covered);
        assertThat(pattern(rule).covers(name)).isEqualTo(covered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b"})
    void aNameThatCannotBeStoredMakesNoPattern(String name) { // AZK-13, attack 133
        assertThatThrownBy(() -> topics(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, ::ffff:127.0.0.1, true",
        "::ffff:127.0.0.1, 127.0.0.1, true",
        "::1, 0:0:0:0:0:0:0:1, true",
        "0:0:0:0:0:0:0:1, ::1, true",
        "FE80::A, fe80:0:0:0:0:0:0:a, true",
        "127.0.0.1, ::1, false",
        "127.0.0.01, 127.0.0.1, false",
        "localhost, 127.0.0.1, false",
        "::fffe:127.0.0.1, 127.0.0.1, false",
        "127.0.0.0/8, 127.0.0.1, true",
        "127.0.0.0/8, 128.0.0.1, false",
        "::ffff:127.0.0.0/8, 127.0.0.1, true",
        "::/0, ::1, true",
        "::/0, 127.0.0.1, false",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "127.0.0.1/8, 127.0.0.1, false",
        "127.0.0.1/32, 127.0.0.1, true",
        "127.0.0.0/33, 127.0.0.1, false",
        "localhost/8, 127.0.0.1, false",
        "127.0.0.0/8, localhost, false"
    })
    void addressesAndNetworksAreCompared(String rule, String peer, boolean same) { // attack 135
        AclEngine engine = engine(at(rule, allow("alice", Operation.READ, topic("t"))));

        assertThat(engine.decide(subject("alice", peer), Operation.READ, ResourceType.TOPIC, "t")
                        .allowed())
                .isEqualTo(same);
        assertThat(engine.decideAny(subject("alice", peer), Operation.READ, ResourceType.TOPIC))
                .isEqualTo(same);
    }

    @Test
    void aNetworkThatIsDeniedTakesBackWhatAnAddressInItIsAllowed() {
        AccessRule allowed = at("10.1.2.3", allow("alice", Operation.READ, topic("t")));
        AccessRule denied = at("10.1.0.0/16", deny("alice", Operation.READ, topic("t")));
        AccessRule allowedMore = at("10.0.0.0/8", allow("alice", Operation.ALL, topic("t")));
        AclEngine engine = engine(allowed, denied, allowedMore);

        assertThat(engine.decide(subject("alice", "10.1.2.3"), Operation.READ, ResourceType.TOPIC, "t")
                        .rule())
                .contains(denied);
        assertThat(engine.decide(subject("alice", "10.1.2.3"), Operation.WRITE, ResourceType.TOPIC, "t")
                        .rule())
                .contains(allowedMore);
        assertThat(engine.decide(subject("alice", "10.2.0.1"), Operation.READ, ResourceType.TOPIC, "t")
                        .rule())
                .contains(allowedMore);
    }

    @Test
    void oneOfSeveralRulesRemovedLeavesTheRestInForce() { // attack 140
        List<AccessRule> rules = new ArrayList<>(List.of(
                allow("alice", Operation.READ, topic("t")),
                allow("bob", Operation.READ, topic("t")),
                allow("*", Operation.READ, topic("t")),
                deny("carol", Operation.READ, topic("t")),
                at(Rules.HOME, deny("dave", Operation.READ, topic("t")))));
        AclEngine engine = engine();

        rules.remove(allow("bob", Operation.READ, topic("t")));
        engine.replace(new AclSnapshot(rules));

        assertThat(may(engine, "carol", Operation.READ, "t")).isFalse();
        assertThat(may(engine, "dave", Operation.READ, "t")).isFalse();
        assertThat(may(engine, "bob", Operation.READ, "t")).isTrue();
    }

    @Test
    void everyCheckIsHeardOnceAndAFilterNever() { // CONFORMANCE AZN-28, attack 131
        List<AccessCheck> heard = new ArrayList<>();
        AclEngine engine = new AclEngine(Set.of(), false, heard::add);
        engine.replace(new AclSnapshot(List.of(allow("alice", Operation.READ, topic("t")))));
        Access access = engine.access(subject("alice"), new Asker("Fetch", "", ""));

        boolean read =
                access.check(Operation.READ, ResourceType.TOPIC, "t", "t").allowed();
        boolean write =
                access.check(Operation.WRITE, ResourceType.TOPIC, "t", "t").allowed();
        boolean listed =
                access.filter(Operation.WRITE, ResourceType.TOPIC, "t", "t").allowed();

        assertThat(List.of(read, write, listed)).containsExactly(true, false, false);
        assertThat(heard)
                .extracting(
                        check -> check.asker().request(),
                        check -> check.question().operation(),
                        check -> check.decision().allowed())
                .containsExactly(tuple("Fetch", Operation.READ, true), tuple("Fetch", Operation.WRITE, false));
    }

    @Test
    void aPermitIsGoodForItsOwnOperationOnly() {
        AclEngine engine = engine(allow("alice", Operation.READ, topic("t")));

        Permit<String> permit = engine.access(subject("alice"))
                .check(Operation.READ, ResourceType.TOPIC, "t", "t")
                .permit()
                .orElseThrow();

        assertThat(permit.resource(Operation.READ)).isEqualTo("t");
        assertThatThrownBy(() -> permit.resource(Operation.WRITE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> permit.require(Operation.READ, ResourceType.CLUSTER))
                .isInstanceOf(IllegalStateException.class);
    }
}
