package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.await;
import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.AclStoreFailure;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ZkAclStoreTest extends SealedPlace {
    private static final VerifiedPrincipal ADMIN = VerifiedPrincipal.user("admin");
    private static final ResourcePattern TOPIC = ResourcePattern.literal(ResourceType.TOPIC, "orders");
    private static final ResourcePattern PREFIX = ResourcePattern.prefixed(ResourceType.GROUP, "app x");

    private Broker first;
    private Broker second;

    @BeforeEach
    void connect() {
        first = new Broker(InstantSource.system());
        second = new Broker(InstantSource.system());
    }

    @Test
    void theFoldersAreThereAfterTheStartAndNoRuleIsARuleSet() { // CONFORMANCE AZK-03
        get(first.store.start());

        assertThat(first.rules()).contains(Set.of());
        assertThat(get(first.session.children("/kafka-acl")))
                .containsExactlyInAnyOrder("Topic", "Group", "Cluster", "TransactionalId", "DelegationToken", "User");
        assertThat(get(first.session.children("/kafka-acl-extended/prefixed"))).hasSize(6);
    }

    @Test
    void aRuleBindsHereWhenItIsStoredAndThereSoonAfter() { // CONFORMANCE AZN-27, AZK-04, AZK-05, AZK-09
        get(first.store.start());
        get(second.store.start());
        AccessRule literal = rule(TOPIC, "User:alice");
        AccessRule prefixed = rule(PREFIX, "User:bob");

        get(first.store.add(permit(), List.of(literal, prefixed)));

        assertThat(first.rules()).contains(Set.of(literal, prefixed));
        await("the other sees both", () -> second.rules().equals(Optional.of(Set.of(literal, prefixed))));
        assertThat(news("/kafka-acl-changes")).containsExactly("TOPIC:orders");
        assertThat(news("/kafka-acl-extended-changes"))
                .containsExactly(
                        "{\"version\":1,\"resourceType\":\"GROUP\",\"name\":\"app x\",\"patternType\":\"PREFIXED\"}");
    }

    @Test
    void theLastRuleTakesItsZnodeAlong() { // CONFORMANCE AZK-07
        get(first.store.start());
        get(second.store.start());
        AccessRule alice = rule(TOPIC, "User:alice");
        AccessRule bob = rule(TOPIC, "User:bob");
        get(first.store.add(permit(), List.of(alice, bob)));

        get(second.store.remove(permit(), List.of(alice)));
        assertThat(second.rules()).contains(Set.of(bob));
        get(second.store.remove(permit(), List.of(bob)));

        assertThat(second.rules()).contains(Set.of());
        assertThat(get(first.session.read("/kafka-acl/Topic/orders"))).isEmpty();
        await("the other forgets them", () -> first.rules().equals(Optional.of(Set.of())));
    }

    @Test
    void whatChangesNothingTellsNobody() { // CONFORMANCE AZK-08
        get(first.store.start());
        AccessRule rule = rule(TOPIC, "User:alice");
        get(first.store.add(permit(), List.of(rule)));

        get(first.store.add(permit(), List.of(rule)));
        get(first.store.remove(permit(), List.of(rule(PREFIX, "User:nobody"))));

        assertThat(news("/kafka-acl-changes")).hasSize(1);
        assertThat(news("/kafka-acl-extended-changes")).isEmpty();
    }

    @Test
    void twoWhoAddAtOnceBothSucceed() { // CONFORMANCE AZK-06
        get(first.store.start());
        get(second.store.start());
        List<CompletionStage<Void>> adding = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            adding.add(first.store.add(permit(), List.of(rule(TOPIC, "User:a" + i))));
            adding.add(second.store.add(permit(), List.of(rule(TOPIC, "User:b" + i))));
        }
        adding.forEach(TestZooKeeper::get);

        await("all rules at the first", () -> first.rules().orElseThrow().size() == 8);
        await("all rules at the second", () -> second.rules().orElseThrow().size() == 8);
    }

    @Test
    void aSealThatBreaksClosesAndItsRepairOpensAgain() { // attack 274
        get(first.store.start());
        get(second.store.start());
        get(first.store.add(permit(), List.of(rule(TOPIC, "User:alice"))));
        await("the other sees it", () -> second.rules().orElseThrow().size() == 1);

        String forged = "{\"version\":1,\"acls\":[]}";
        get(first.session.write("/kafka-acl/Topic/orders", forged.getBytes(UTF_8), -1));
        announce("TOPIC:orders");

        await("both are closed", () -> first.rules().isEmpty() && second.rules().isEmpty());
        assertThatThrownBy(() -> get(first.store.add(permit(), List.of(rule(TOPIC, "User:bob")))))
                .isInstanceOf(AclStoreFailure.class)
                .hasRootCauseInstanceOf(SealBroken.class);
        get(first.store.add(permit(), List.of(rule(PREFIX, "User:carol"))));
        assertThat(first.rules()).isEmpty();

        get(first.session.delete("/kafka-acl/Topic/orders", -1));
        announce("TOPIC:orders");
        await("both open", () -> first.rules().isPresent() && second.rules().isPresent());
        assertThat(second.rules()).contains(Set.of(rule(PREFIX, "User:carol")));
    }

    @Test
    void aStartWithABrokenSealFailsAndStaysClosed() {
        get(first.store.start());
        get(first.store.add(permit(), List.of(rule(TOPIC, "User:alice"), rule(PREFIX, "User:bob"))));
        ZnodeValue sealed = get(first.session.read("/kafka-acl/Topic/orders")).orElseThrow();
        get(first.session.create("/kafka-acl/Topic/payments", sealed.data(), ZnodeKind.PERSISTENT));

        assertThatThrownBy(() -> get(second.store.start()))
                .isInstanceOf(AclStoreFailure.class)
                .hasMessageContaining("/kafka-acl/Topic/payments");
        assertThat(second.rules()).isEmpty();
        assertThat(second.broken).hasPositiveValue();
    }

    @Test
    void aRestartReadsAllAgainAndIgnoresForeignFolders() { // CONFORMANCE AZK-12
        get(first.store.start());
        Set<AccessRule> rules =
                Set.of(rule(TOPIC, "User:alice"), rule(PREFIX, "User:bob"), rule(TOPIC, AccessRule.EVERYBODY));
        get(first.store.add(permit(), List.copyOf(rules)));
        get(first.session.ensure("/kafka-acl/Foo/bar"));
        first.session.close();

        get(second.store.start());

        assertThat(second.rules()).contains(rules);
    }

    @Test
    void aNewSessionReadsWhatTheOldOneMissed() { // CONFORMANCE AZK-11
        get(first.store.start());
        get(second.store.start());
        AccessRule old = rule(TOPIC, "User:old");
        AccessRule fresh = rule(PREFIX, "User:fresh");
        get(first.store.add(permit(), List.of(old)));
        await("the other sees it", () -> second.rules().orElseThrow().contains(old));

        zookeeper.expire(second.session);
        get(first.store.remove(permit(), List.of(old)));
        get(first.store.add(permit(), List.of(fresh)));

        await("the other catches up", () -> second.rules().equals(Optional.of(Set.of(fresh))));
        get(first.store.add(permit(), List.of(old)));
        await("and follows again", () -> second.rules().equals(Optional.of(Set.of(fresh, old))));
    }

    @Test
    void newsThatNobodyCanReadAreIgnoredAndOldNewsGo() { // CONFORMANCE AZK-05, AZK-10
        get(first.store.start());
        announce("nonsense");
        Broker later = new Broker(() -> Instant.now().plus(Duration.ofMinutes(16)));

        get(later.store.start());

        assertThat(news("/kafka-acl-changes")).isEmpty();
        get(first.store.add(permit(), List.of(rule(TOPIC, "User:alice"))));
        await("the later sees it", () -> later.rules().orElseThrow().size() == 1);
    }

    @Test
    void aPermitForSomethingElseIsRefused() {
        Permit<String> wrong = permit(Operation.DESCRIBE);

        assertThatThrownBy(() -> first.store.add(wrong, List.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.store.remove(wrong, List.of())).isInstanceOf(IllegalStateException.class);
    }

    private void announce(String text) {
        get(first.session.create(
                "/kafka-acl-changes/acl_changes_", text.getBytes(UTF_8), ZnodeKind.PERSISTENT_SEQUENTIAL));
    }

    private List<String> news(String folder) {
        return get(first.session.children(folder)).stream()
                .map(name -> get(first.session.read(folder + "/" + name)).orElseThrow())
                .map(value -> new String(value.data(), UTF_8))
                .toList();
    }

    private static AccessRule rule(ResourcePattern pattern, String principal) {
        return new AccessRule(pattern, principal, AccessRule.ANY_HOST, Operation.READ, Permission.ALLOW);
    }

    static Permit<String> permit() {
        return permit(Operation.ALTER);
    }

    static Permit<String> permit(Operation operation) {
        AclEngine engine = new AclEngine(Set.of(ADMIN), false, check -> {});
        return engine.access(new Subject(ADMIN, "127.0.0.1"))
                .check(operation, ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME, "cluster")
                .permit()
                .orElseThrow();
    }

    /** One session with its store and what decides with it. */
    private final class Broker {
        private final ZkSession session = zookeeper.session(chroot);
        private final AclEngine engine = new AclEngine(Set.of(), false, check -> {});
        private final AtomicInteger broken = new AtomicInteger();
        private final ZkAclStore store;

        Broker(InstantSource clock) {
            AuditTrail audit = new AuditTrail();
            SealedZnodes znodes = znodes(session, audit);
            store = new ZkAclStore(session, znodes, engine::replace, this::close, audit, clock);
        }

        private void close() {
            broken.incrementAndGet();
            engine.close();
        }

        Optional<Set<AccessRule>> rules() {
            return engine.snapshot().map(AclSnapshot::rules);
        }
    }
}
