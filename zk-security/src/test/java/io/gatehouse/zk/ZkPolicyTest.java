package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.await;
import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ZkPolicyTest extends SealedPlace {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ScramHash HASH = ScramHash.SHA_512;
    private static final QuotaEntity ALICE = user("alice");
    private static final QuotaEntity ALICE_CLIENT = new QuotaEntity(
            Optional.of(QuotaEntity.Part.named("alice")), Optional.of(QuotaEntity.Part.named("c1")), Optional.empty());
    private static final AccessRule READ = rule(ResourcePattern.literal(ResourceType.TOPIC, "orders"), "User:alice");
    private static final AccessRule GROUP = rule(ResourcePattern.prefixed(ResourceType.GROUP, "app"), "User:alice");

    private Broker first;
    private Broker second;

    @BeforeEach
    void connect() {
        first = new Broker();
        second = new Broker();
        first.start();
        second.start();
    }

    @Test
    void aWholePolicyIsKnownHereWhenItIsAppliedAndThereSoonAfter() {
        PolicyChange change = everything();

        get(first.apply(change));

        PolicyState state = first.policy.state();
        assertThat(state.rules()).containsExactlyInAnyOrder(READ, GROUP);
        assertThat(state.users()).containsExactly(Map.entry("alice", Set.of(HASH)));
        assertThat(state.limits())
                .containsOnly(
                        Map.entry(ALICE, Map.of(QuotaKey.PRODUCER_BYTE_RATE, 1024.0)),
                        Map.entry(ALICE_CLIENT, Map.of(QuotaKey.REQUEST_PERCENTAGE, 50.0)));
        await("the other has the same by the news", () -> second.policy.state().equals(state));
        assertThat(new String(raw("/config/users/alice"), UTF_8)).doesNotContain("stored_key");
    }

    @Test
    void aPolicyThatIsTakenAwayLeavesNoZnodes() {
        get(first.apply(everything()));
        await("the other knows", () -> second.policy.state().limits().size() == 2);

        get(second.apply(new PolicyChange(
                Set.of(),
                Set.of(READ, GROUP),
                Map.of(
                        ALICE, Map.of(QuotaKey.PRODUCER_BYTE_RATE, unset(1024.0)),
                        ALICE_CLIENT, Map.of(QuotaKey.REQUEST_PERCENTAGE, unset(50.0))),
                List.of(deleted("alice")))));

        assertThat(second.policy.state()).isEqualTo(new PolicyState(Map.of(), Set.of(), Map.of()));
        assertThat(get(first.session.children("/config/users"))).isEmpty();
        assertThat(get(first.session.children("/kafka-acl/Topic"))).isEmpty();
        assertThat(get(first.session.children("/kafka-acl-extended/prefixed/Group")))
                .isEmpty();
        await("the other forgets it", () -> first.policy.state().equals(second.policy.state()));
    }

    @Test
    void aCredentialAndALimitOfOneUserAreOneWrite() {
        get(first.apply(credentials(made("alice"))));
        int version = version("/config/users/alice");

        get(first.apply(new PolicyChange(
                Set.of(),
                Set.of(),
                Map.of(ALICE, Map.of(QuotaKey.PRODUCER_BYTE_RATE, set(5.0))),
                List.of(deleted("alice")))));

        assertThat(version("/config/users/alice")).isEqualTo(version + 1);
        assertThat(news("/config/changes")).isEqualTo(2);
        assertThat(first.policy.state().users()).isEmpty();
        assertThat(first.policy.state().limits()).containsOnlyKeys(ALICE);
    }

    @Test
    void theLastSettingOfAUserWithClientsBelowLeavesThem() {
        get(first.apply(everything()));

        get(first.apply(new PolicyChange(
                Set.of(),
                Set.of(),
                Map.of(ALICE, Map.of(QuotaKey.PRODUCER_BYTE_RATE, unset(1024.0))),
                List.of(deleted("alice")))));

        assertThat(first.policy.state().limits()).containsOnlyKeys(ALICE_CLIENT);
        assertThat(first.policy.state().users()).isEmpty();
        assertThat(get(first.session.read("/config/users/alice"))).isPresent();
    }

    @Test
    void aDeletedCredentialTakesThePreviousOneAlong() {
        ScramCredential old = credential();
        ScramCredential both = old.ofNext(HASH, Secret.ofText("another-secret")).withPrevious(old);
        get(first.scram.put(HASH, "alice", both));

        get(first.apply(credentials(deleted("alice"))));

        assertThat(get(first.session.children("/config/users"))).isEmpty();
    }

    @Test
    void ofARuleThatIsThereAlreadyNothingIsDone() {
        get(second.acls.add(ZkAclStoreTest.permit(), List.of(GROUP)));

        refused(everything(), "Group:PREFIXED:app is there (expected: not there");

        await(
                "the rule of the other is seen",
                () -> first.policy.state().rules().equals(Set.of(GROUP)));
        nothingBut(Set.of(GROUP));
    }

    @Test
    void ofARuleThatHasGoneNothingIsDone() {
        PolicyChange change = new PolicyChange(
                Set.of(READ), Set.of(GROUP), everything().limits(), everything().credentials());

        refused(change, "Group:PREFIXED:app is not there (expected: there");

        nothingBut(Set.of());
    }

    @Test
    void ofALimitThatIsAnotherNothingIsDone() {
        get(second.quotas.alter(
                ZkAclStoreTest.permit(Operation.ALTER_CONFIGS),
                ALICE_CLIENT,
                Map.of(QuotaKey.REQUEST_PERCENTAGE, OptionalDouble.of(7))));

        refused(
                everything(),
                "request_percentage of users/alice/clients/c1 is 7.0 (expected: not set; nothing was changed, plan again)");

        assertThat(first.policy.state().rules()).isEmpty();
        assertThat(first.policy.state().users()).isEmpty();
        assertThat(first.policy.state().limits()).containsOnlyKeys(ALICE_CLIENT);
    }

    @Test
    void ofACredentialThatIsThereOrHasGoneNothingIsDone() {
        refused(
                new PolicyChange(Set.of(READ), Set.of(), everything().limits(), List.of(deleted("bob"))),
                "the SCRAM-SHA-512 credential of user bob is not there (expected: there");
        nothingBut(Set.of());
        get(second.scram.put(HASH, "alice", credential()));
        String before = second.scram.find(HASH, "alice").orElseThrow().toText();

        refused(everything(), "the SCRAM-SHA-512 credential of user alice is there (expected: not there");

        assertThat(first.scram.find(HASH, "alice").orElseThrow().toText()).isEqualTo(before);
        assertThat(first.policy.state().rules()).isEmpty();
        assertThat(first.policy.state().limits()).isEmpty();
    }

    @Test
    void whatOthersChangeBetweenReadingAndWritingStopsTheWholePlan() {
        for (Runnable meanwhile : List.<Runnable>of(
                () -> get(second.acls.add(ZkAclStoreTest.permit(), List.of(rule(READ.pattern(), "User:bob")))),
                () -> get(second.scram.put(ScramHash.SHA_256, "alice", credential(ScramHash.SHA_256))),
                () -> get(second.quotas.alter(
                        ZkAclStoreTest.permit(Operation.ALTER_CONFIGS),
                        ALICE_CLIENT,
                        Map.of(QuotaKey.CONSUMER_BYTE_RATE, OptionalDouble.of(7)))))) {
            ZkPolicy.Prepared prepared = get(first.policy.prepare(new PolicyTarget(everything())));
            Map<String, Integer> newsBefore = allNews();
            meanwhile.run();

            assertThatThrownBy(() -> get(first.policy.write(prepared)))
                    .isInstanceOf(PolicyConflict.class)
                    .hasMessageContaining("nothing was changed; plan again");

            Broker later = new Broker();
            later.start();
            assertThat(later.policy.state().rules()).doesNotContain(READ, GROUP);
            assertThat(later.scram.find(HASH, "alice")).isEmpty();
            assertThat(later.policy.state().limits().getOrDefault(ALICE, Map.of()))
                    .isEmpty();
            assertThat(allNews().values().stream().mapToInt(n -> n).sum())
                    .isEqualTo(newsBefore.values().stream().mapToInt(n -> n).sum() + 1);
        }
    }

    @Test
    void aZnodeThatWasMadeAnewMeanwhileIsSealedForThatOne() {
        get(first.acls.add(ZkAclStoreTest.permit(), List.of(READ)));
        AccessRule bob = rule(READ.pattern(), "User:bob");
        ZkPolicy.Prepared prepared = get(
                first.policy.prepare(new PolicyTarget(new PolicyChange(Set.of(bob), Set.of(), Map.of(), List.of()))));
        get(second.acls.remove(ZkAclStoreTest.permit(), List.of(READ)));
        get(second.acls.add(ZkAclStoreTest.permit(), List.of(READ)));

        get(first.policy.write(prepared));

        Broker later = new Broker();
        later.start();
        assertThat(later.policy.state().rules()).containsExactlyInAnyOrder(READ, bob);
    }

    @Test
    void aZnodeThatDoesNotOpenRefusesAndNothingChanges() { // attack 274
        get(first.acls.add(ZkAclStoreTest.permit(), List.of(READ)));
        get(first.session.ensure("/config/users"));
        get(first.session.create("/config/users/alice", "{\"version\":1}".getBytes(UTF_8), ZnodeKind.PERSISTENT));
        PolicyChange change = new PolicyChange(Set.of(GROUP), Set.of(READ), Map.of(), List.of(made("alice")));

        assertThatThrownBy(() -> get(first.apply(change)))
                .isInstanceOf(PolicyFailure.class)
                .hasMessageContaining("nothing was changed")
                .hasMessageContaining("/config/users/alice");

        assertThat(first.acls.rules()).contains(Set.of(READ));
        assertThatThrownBy(first.policy::state)
                .isInstanceOf(PolicyFailure.class)
                .hasMessageContaining("are not read yet or cannot be");
    }

    @Test
    void whatIsNotReadYetIsNoPolicy() {
        Broker fresh = new Broker();

        assertThatThrownBy(fresh.policy::state)
                .isInstanceOf(PolicyFailure.class)
                .hasMessageStartingWith("access rules are not read yet");
    }

    @Test
    void aSessionThatEndsBeforeTheMultiHasChangedNothing() {
        ZkPolicy.Prepared prepared = get(first.policy.prepare(new PolicyTarget(everything())));

        assertThatThrownBy(() -> get(first.policy.settle(prepared, new ZkSessionExpired("the session ended"))))
                .isInstanceOf(PolicyFailure.class)
                .hasMessage("nothing was changed: the session ended");
        assertThat(prepared.toString()).contains("/config/users/alice").doesNotContain("stored_key");
    }

    @Test
    void aSessionThatEndsBehindTheMultiHasChangedAll() {
        ZkPolicy.Prepared prepared = get(first.policy.prepare(new PolicyTarget(everything())));
        get(first.policy.write(prepared));

        get(first.policy.settle(prepared, new ZkSessionExpired("the session ended")));
        get(first.policy.write(prepared)); // As a multi that is sent again after the connection was lost.

        await("the news are seen", () -> second.policy.state().users().containsKey("alice"));
    }

    @Test
    void whatCannotBeToldIsNotSaidToBeUnchanged() {
        ZkPolicy.Prepared prepared = get(first.policy.prepare(new PolicyTarget(everything())));
        get(first.policy.write(prepared));
        await("the other knows", () -> second.policy.state().rules().contains(READ));
        get(second.acls.remove(ZkAclStoreTest.permit(), List.of(READ)));

        assertThatThrownBy(() -> get(first.policy.settle(prepared, new ZkSessionExpired("the session ended"))))
                .isInstanceOf(PolicyConflict.class)
                .hasMessageContaining("cannot be told");
        assertThatThrownBy(() -> get(first.policy.settle(prepared, new ZkUnavailable("closed"))))
                .isInstanceOf(PolicyFailure.class)
                .hasMessageContaining("is not known");
    }

    @Test
    void aSessionThatIsLostAtAnyMomentLeavesAllOrNothingAndTheAnswerSaysWhich() {
        for (int round = 0; round < 5; round++) {
            AccessRule one = rule(ResourcePattern.literal(ResourceType.TOPIC, "one" + round), "User:alice");
            AccessRule two = rule(ResourcePattern.prefixed(ResourceType.GROUP, "two" + round), "User:alice");
            QuotaEntity user = user("user" + round);
            ZkPolicy.Prepared prepared = prepared(new PolicyChange(
                    Set.of(one, two),
                    Set.of(),
                    Map.of(user, Map.of(QuotaKey.CONSUMER_BYTE_RATE, set(3.0))),
                    List.of(made("user" + round))));
            Thread end = new Thread(() -> zookeeper.expire(first.session));
            end.start();
            boolean done;
            try {
                get(first.policy.write(prepared));
                done = true;
            } catch (PolicyFailure e) {
                assertThat(e).hasMessageStartingWith("nothing was changed");
                done = false;
            }
            join(end);

            boolean there = done;
            Broker later = new Broker();
            later.start();
            PolicyState state = later.policy.state();
            assertThat(state.rules().contains(one)).isEqualTo(there);
            assertThat(state.rules().contains(two)).isEqualTo(there);
            assertThat(state.users().containsKey("user" + round)).isEqualTo(there);
            assertThat(state.limits().containsKey(user)).isEqualTo(there);
            later.session.close();
        }
    }

    @Test
    void aPlanJustBelowTheBoundIsTakenAndOneAboveIsRefusedWithItsSize() {
        int one = bytes(rules(1));
        int each = bytes(rules(2)) - one;
        int fits = 1 + (ZkPolicy.PLAN_BYTES_MAX - one) / each;

        get(first.apply(rules(fits)));

        assertThat(first.policy.state().rules()).hasSize(fits);
        Broker later = new Broker();
        later.start();
        assertThat(later.policy.state().rules()).hasSize(fits);
        PolicyChange all = new PolicyChange(Set.of(), rules(fits).addedRules(), Map.of(), List.of());
        get(first.apply(all));
        assertThatThrownBy(() -> get(first.apply(rules(fits + 1))))
                .isInstanceOf(PolicyTooLarge.class)
                .hasMessageContaining("(expected: at most 900000; it can be made in several plans)");
        assertThat(first.policy.state().rules()).isEmpty();
    }

    @Test
    void aPermitForSomethingElseIsRefused() {
        Permit<?> alter = ZkAclStoreTest.permit();

        assertThatThrownBy(
                        () -> first.policy.apply(ZkAclStoreTest.permit(Operation.DESCRIBE), Optional.empty(), rules(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.policy.apply(alter, Optional.empty(), everything()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.policy.apply(alter, Optional.of(alter), everything()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aNameThatWouldLeaveItsFolderIsRefused() {
        assertThatThrownBy(() -> first.apply(credentials(made("")))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Waits for the next session where the one before has ended. */
    private ZkPolicy.Prepared prepared(PolicyChange change) {
        long deadline = System.nanoTime() + TestZooKeeper.PATIENCE.toNanos();
        while (true) {
            try {
                return get(first.policy.prepare(new PolicyTarget(change)));
            } catch (PolicyFailure e) {
                if (!(e.getCause() instanceof ZkSessionExpired) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    /** With the news, as {@link ZkPolicy} sends them. */
    private int bytes(PolicyChange change) {
        return first.session.bytes(
                get(first.policy.prepare(new PolicyTarget(change))).batch().ops());
    }

    private static PolicyChange rules(int count) {
        Set<AccessRule> rules = new HashSet<>();
        for (int i = 0; i < count; i++) {
            rules.add(rule(ResourcePattern.literal(ResourceType.TOPIC, "topic-" + (10_000 + i)), "User:alice"));
        }
        return new PolicyChange(rules, Set.of(), Map.of(), List.of());
    }

    private void refused(PolicyChange change, String why) {
        assertThatThrownBy(() -> get(first.apply(change)))
                .isInstanceOf(PolicyConflict.class)
                .hasMessageContaining(why);
    }

    private void nothingBut(Set<AccessRule> rules) {
        assertThat(first.policy.state()).isEqualTo(new PolicyState(Map.of(), rules, Map.of()));
        assertThat(get(first.session.children("/config/users"))).isEmpty();
    }

    private Map<String, Integer> allNews() {
        return Map.of(
                "literal", news("/kafka-acl-changes"),
                "prefixed", news("/kafka-acl-extended-changes"),
                "settings", news("/config/changes"));
    }

    private int news(String folder) {
        return get(first.session.children(folder)).size();
    }

    private byte[] raw(String path) {
        return get(first.session.read(path)).orElseThrow().data();
    }

    private int version(String path) {
        return get(first.session.read(path)).orElseThrow().version();
    }

    private static void join(Thread thread) {
        try {
            thread.join(TestZooKeeper.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static PolicyChange everything() {
        return new PolicyChange(
                Set.of(READ, GROUP),
                Set.of(),
                Map.of(
                        ALICE, Map.of(QuotaKey.PRODUCER_BYTE_RATE, set(1024.0)),
                        ALICE_CLIENT, Map.of(QuotaKey.REQUEST_PERCENTAGE, set(50.0))),
                List.of(made("alice")));
    }

    private static PolicyChange credentials(PolicyChange.Credential... credentials) {
        return new PolicyChange(Set.of(), Set.of(), Map.of(), List.of(credentials));
    }

    private static PolicyChange.Credential made(String user) {
        return new PolicyChange.Credential(user, HASH, Optional.of(credential()));
    }

    private static PolicyChange.Credential deleted(String user) {
        return new PolicyChange.Credential(user, HASH, Optional.empty());
    }

    private static ScramCredential credential() {
        return credential(HASH);
    }

    private static ScramCredential credential(ScramHash hash) {
        return ScramCredential.ofPassword(hash, Secret.ofText("canary-password"), 4096, RANDOM);
    }

    private static PolicyChange.Limit set(double to) {
        return new PolicyChange.Limit(OptionalDouble.empty(), OptionalDouble.of(to));
    }

    private static PolicyChange.Limit unset(double from) {
        return new PolicyChange.Limit(OptionalDouble.of(from), OptionalDouble.empty());
    }

    private static QuotaEntity user(String name) {
        return new QuotaEntity(Optional.of(QuotaEntity.Part.named(name)), Optional.empty(), Optional.empty());
    }

    private static AccessRule rule(ResourcePattern pattern, String principal) {
        return new AccessRule(pattern, principal, AccessRule.ANY_HOST, Operation.READ, Permission.ALLOW);
    }

    /** One session with its stores. */
    private final class Broker {
        private final ZkSession session = zookeeper.session(chroot);
        private final ZkAclStore acls;
        private final ZkUserConfigs configs;
        private final ZkScramStore scram;
        private final ZkQuotaStore quotas;
        private final ZkPolicy policy;

        Broker() {
            AuditTrail audit = new AuditTrail();
            SealedZnodes znodes = znodes(session, audit);
            acls = new ZkAclStore(session, znodes, rules -> {}, () -> {}, audit, InstantSource.system());
            configs = new ZkUserConfigs(session, znodes, audit, InstantSource.system());
            scram = new ZkScramStore(configs);
            quotas = new ZkQuotaStore(configs, limits -> {});
            policy = new ZkPolicy(znodes, acls, configs, scram, quotas);
        }

        void start() {
            get(acls.start());
            get(configs.start());
        }

        CompletionStage<Void> apply(PolicyChange change) {
            return policy.apply(
                    ZkAclStoreTest.permit(), Optional.of(ZkAclStoreTest.permit(Operation.ALTER_CONFIGS)), change);
        }
    }
}
