package io.gatehouse.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused in name only (PEERS C9). */
class ShadowScopeTest {
    private final List<AccessCheck> heard = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "alice, true",
        "bob, false",
        "team-a, true",
        "team-, true",
        "team, false",
        "Alice, false",
        "alice2, false"
    })
    void onlyThoseWhoAreNamedAreSpared(String user, boolean spared) {
        AclEngine engine = engine(Set.of("User:alice", "User:team-*"));

        Decision decision = engine.decide(Rules.subject(user), Operation.READ, ResourceType.TOPIC, "t");

        assertThat(decision.allowed()).isEqualTo(spared);
        assertThat(decision.shadowed()).isEqualTo(spared);
    }

    @Test
    void theDecisionStillSaysWhatWouldRefuse() {
        AccessRule deny = Rules.deny("alice", Operation.READ, Rules.topic("t"));
        AclEngine engine = engine(Set.of("User:alice"), deny);

        Decision decision = engine.decide(Rules.subject("alice"), Operation.READ, ResourceType.TOPIC, "t");

        assertThat(decision).isEqualTo(new Decision(true, Decision.Reason.DENY_RULE, Optional.of(deny), true));
        assertThat(engine.policy()
                        .withoutShadow()
                        .decide(Rules.subject("alice"), Operation.READ, ResourceType.TOPIC, "t")
                        .allowed())
                .isFalse();
    }

    @Test
    void whatIsAllowedAnywayIsNotShadowed() {
        AclEngine engine = engine(Set.of("User:*"), Rules.allow("alice", Operation.READ, Rules.topic("t")));

        assertThat(engine.decide(Rules.subject("alice"), Operation.READ, ResourceType.TOPIC, "t")
                        .shadowed())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ALTER, CLUSTER, false",
        "CLUSTER_ACTION, CLUSTER, false",
        "ALTER_CONFIGS, CLUSTER, false",
        "DESCRIBE, CLUSTER, false",
        "ALL, CLUSTER, false",
        "IDEMPOTENT_WRITE, CLUSTER, true",
        "CREATE, CLUSTER, true",
        "CREATE_TOKENS, USER, false",
        "DESCRIBE, DELEGATION_TOKEN, false",
        "DELETE, TOPIC, true",
        "READ, GROUP, true",
        "WRITE, TRANSACTIONAL_ID, true"
    })
    void nobodyBecomesAnAdministratorByIt(Operation operation, ResourceType type, boolean spared) {
        AclEngine engine = engine(Set.of("User:*"));

        assertThat(engine.decide(Rules.subject("alice"), operation, type, "kafka-cluster")
                        .allowed())
                .isEqualTo(spared);
        assertThat(engine.decideAny(Rules.subject("alice"), operation, type)).isEqualTo(spared);
    }

    @Test
    void rulesThatAreNotLoadedSpareNobody() { // attack 138
        AclEngine engine = new AclEngine(
                new AclPolicy(true, Set.of(), false, new ShadowScope(Set.of("User:*")), null), heard::add);

        assertThat(engine.decide(Rules.subject("alice"), Operation.READ, ResourceType.TOPIC, "t")
                        .allowed())
                .isFalse();
        assertThat(engine.decideAny(Rules.subject("alice"), Operation.READ, ResourceType.TOPIC))
                .isFalse();
    }

    private AclEngine engine(Set<String> spared, AccessRule... rules) {
        AclPolicy policy =
                new AclPolicy(true, Set.of(VerifiedPrincipal.user("admin")), false, new ShadowScope(spared), null);
        AclEngine engine = new AclEngine(policy, heard::add);
        engine.replace(new AclSnapshot(List.of(rules)));
        return engine;
    }
}
