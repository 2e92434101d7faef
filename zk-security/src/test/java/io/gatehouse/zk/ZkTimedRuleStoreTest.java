package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.await;
import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.RuleSources;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.zk.znode.MalformedZnode;
import io.gatehouse.zk.znode.TimedRuleZnode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ZkTimedRuleStoreTest extends SealedPlace {
    private static final String ID = "aaaaaaaaaaaa";
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final AccessRule READ = new AccessRule(
            ResourcePattern.prefixed(ResourceType.TOPIC, "orders"),
            "User:al ice*",
            "10.0.0.0/8",
            Operation.READ,
            Permission.ALLOW);
    private static final TimedRule RULE = new TimedRule(
            ID,
            READ,
            Optional.of(NOW),
            NOW.plusSeconds(60),
            "incident 7",
            VerifiedPrincipal.user("CN=admin"),
            NOW.minusSeconds(1));

    private static final String GOOD = "{\"version\":1,\"permission\":\"Allow\",\"principal\":\"User:al ice*\","
            + "\"host\":\"10.0.0.0/8\",\"operation\":\"Read\",\"resource\":\"Topic\",\"pattern\":\"Prefixed\","
            + "\"name\":\"orders\",\"from\":\"1700000000000\",\"until\":\"1700000060000\",\"reason\":\"incident 7\","
            + "\"by\":\"User:CN=admin\",\"since\":\"1699999999000\"}";

    private Broker first;
    private Broker second;

    @BeforeEach
    void connect() {
        first = new Broker();
        second = new Broker();
        get(first.store.start());
        get(second.store.start());
    }

    /** One session with its store and what decides with it, when the rule is in force. */
    private final class Broker {
        private final AclEngine engine = new AclEngine(Set.of(), false, check -> {});
        private final RuleSources sources = new RuleSources(engine, () -> NOW, (delay, look) -> {}, ended -> {});
        private final ZkSession session = zookeeper.session(chroot);
        private final ZkTimedRuleStore store;

        Broker() {
            AuditTrail audit = new AuditTrail();
            sources.lasting(AclSnapshot.EMPTY);
            store = new ZkTimedRuleStore(
                    session,
                    znodes(session, audit),
                    sources::timed,
                    sources::timedUnreadable,
                    audit,
                    InstantSource.system());
        }

        /** Empty while the engine is closed. */
        Optional<Set<AccessRule>> rules() {
            return engine.snapshot().map(AclSnapshot::rules);
        }
    }

    private static Permit<String> permit() {
        return ZkAclStoreTest.permit();
    }

    @Test
    void whatOneBrokerGrantsAllGrantAndWhatItTakesBackNobody() {
        get(first.store.add(permit(), RULE));

        assertThat(first.rules()).as("when it is stored").contains(Set.of(READ));
        await("elsewhere", () -> second.rules().equals(Optional.of(Set.of(READ))));
        assertThat(second.store.all()).containsEntry(ID, RULE);

        assertThat(get(second.store.remove(permit(), ID))).isTrue();

        assertThat(second.rules()).contains(Set.of());
        await("gone elsewhere", () -> first.rules().equals(Optional.of(Set.of())));
        assertThat(get(first.store.remove(permit(), ID))).isFalse();
        assertThat(get(first.store.remove(permit(), "../../config"))).isFalse();
    }

    @Test
    void whatWasThereBeforeTheStartCountsAndNothingDoesBeforeItIsRead() {
        get(first.store.add(permit(), RULE));
        Broker third = new Broker();
        assertThat(third.rules()).isEmpty();

        get(third.store.start());

        assertThat(third.rules()).contains(Set.of(READ));
    }

    @Test
    void theySitInAFolderOfTheirOwnThatNobodyElseCanRead() {
        get(first.store.add(permit(), RULE));

        byte[] sealed =
                get(first.session.read(TimedRuleZnode.path(ID))).orElseThrow().data();
        assertThat(new String(sealed, UTF_8)).doesNotContain("User", "orders", "incident");
        assertThat(ZnodePermissions.sensitive(TimedRuleZnode.path(ID))).isTrue();
        assertThat(get(first.session.children("/gatehouse/timed-rules"))).containsExactly(ID);
        assertThat(get(first.session.children("/"))).doesNotContain("kafka-acl");
    }

    /** It may be a refusal: nobody but super users gets on until it is taken away. */
    @Test
    void oneThatSomebodyElseWroteClosesUntilItIsRevoked() {
        String copied = "bbbbbbbbbbbb";
        get(first.store.add(permit(), RULE));
        byte[] sealed =
                get(first.session.read(TimedRuleZnode.path(ID))).orElseThrow().data();
        get(first.session.create(TimedRuleZnode.path(copied), sealed, ZnodeKind.PERSISTENT));
        Broker third = new Broker();

        get(third.store.start());

        assertThat(third.rules()).isEmpty();
        assertThat(third.store.unreadable()).containsExactly(copied);
        assertThat(get(third.store.remove(permit(), copied))).isTrue();
        assertThat(third.rules()).contains(Set.of(READ));
    }

    @Test
    void oneThatIsNotSealedCloses() {
        get(first.session.create(TimedRuleZnode.path(ID), TimedRuleZnode.encode(RULE), ZnodeKind.PERSISTENT));
        Broker third = new Broker();

        get(third.store.start());

        assertThat(third.rules()).isEmpty();
    }

    @Test
    void whoMayNotAlterTheClusterChangesNothing() {
        Permit<String> other = ZkAclStoreTest.permit(Operation.ALTER_CONFIGS);

        assertThatThrownBy(() -> first.store.add(other, RULE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.store.remove(other, ID)).isInstanceOf(IllegalStateException.class);
        assertThat(first.store.all()).isEmpty();
    }

    @Test
    void theValueIsWhatItIs() {
        assertThat(new String(TimedRuleZnode.encode(RULE), UTF_8)).isEqualTo(GOOD);
        assertThat(TimedRuleZnode.decode(ID, TimedRuleZnode.encode(RULE))).isEqualTo(RULE);
        TimedRule atOnce = new TimedRule(ID, READ, Optional.empty(), NOW, "", RULE.by(), NOW);
        assertThat(TimedRuleZnode.decode(ID, TimedRuleZnode.encode(atOnce))).isEqualTo(atOnce);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":1 | \"version\":2",
                "\"permission\":\"Allow\" | \"permission\":\"Perhaps\"",
                "\"permission\":\"Allow\", | ''",
                "User:al ice* | alice",
                "\"host\":\"10.0.0.0/8\" | \"host\":\"\"",
                "\"operation\":\"Read\" | \"operation\":\"Look\"",
                "\"resource\":\"Topic\" | \"resource\":\"Tropic\"",
                "\"pattern\":\"Prefixed\" | \"pattern\":\"Any\"",
                "\"name\":\"orders\" | \"name\":\"\"",
                "\"until\":\"1700000060000\" | \"until\":\"soon\"",
                "\"until\":\"1700000060000\" | \"until\":\"\"",
                "\"until\":\"1700000060000\" | \"until\":1700000060000",
                "\"until\":\"1700000060000\" | \"until\":\"1700000000000\"",
                "\"by\":\"User:CN=admin\" | \"by\":\"admin\"",
                "\"since\":\"1699999999000\" | \"since\":\"1699999999000\",\"more\":\"1\""
            })
    void whatIsNoRuleIsRefused(String part, String instead) {
        String value = GOOD.replace(part, instead);

        assertThat(value).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> TimedRuleZnode.decode(ID, value.getBytes(UTF_8)))
                .isInstanceOf(MalformedZnode.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "{\"version\":1}"})
    void whatIsNothingIsRefused(String value) {
        assertThatThrownBy(() -> TimedRuleZnode.decode(ID, value.getBytes(UTF_8)))
                .isInstanceOf(MalformedZnode.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "AAAAAAAAAAAA", "aaaaaaaaaaa/"})
    void newsOfSomethingElseIsRefused(String news) {
        assertThatThrownBy(() -> TimedRuleZnode.decodeChange(news.getBytes(UTF_8)))
                .isInstanceOf(MalformedZnode.class);
        assertThat(TimedRuleZnode.decodeChange(TimedRuleZnode.encodeChange(ID))).isEqualTo(ID);
    }
}
