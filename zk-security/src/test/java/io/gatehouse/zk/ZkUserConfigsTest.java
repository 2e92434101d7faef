package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.await;
import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaSnapshot;
import io.gatehouse.quotas.QuotaStoreFailure;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ZkUserConfigsTest extends SealedPlace {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALICE = "CN=alice, O=*";
    private static final String ALICE_PATH = "users/CN%3Dalice%2C%20O%3D%2A";
    private static final QuotaEntity ALICE_USER = user(ALICE);
    private static final QuotaEntity ALICE_CLIENT = new QuotaEntity(
            Optional.of(QuotaEntity.Part.named(ALICE)), Optional.of(QuotaEntity.Part.named("c/1")), Optional.empty());

    private Broker first;
    private Broker second;

    @BeforeEach
    void connect() {
        first = new Broker();
        second = new Broker();
    }

    @Test
    void aCredentialIsKnownHereWhenItIsStoredAndThereSoonAfter() { // CONFORMANCE SCR-03, SCR-04
        get(first.configs.start());
        get(second.configs.start());
        ScramCredential credential = credential(ScramHash.SHA_256, 8192);

        get(first.scram.put(ScramHash.SHA_256, ALICE, credential));

        assertThat(text(first.scram.find(ScramHash.SHA_256, ALICE))).contains(credential.toText());
        await(
                "the other knows it",
                () -> text(second.scram.find(ScramHash.SHA_256, ALICE)).equals(Optional.of(credential.toText())));
        assertThat(second.scram.find(ScramHash.SHA_512, ALICE)).isEmpty();
        assertThat(second.scram.typicalIterations(ScramHash.SHA_256)).isEqualTo(8192);
        assertThat(second.scram.typicalIterations(ScramHash.SHA_512)).isEqualTo(ScramCredential.ITERATIONS_DEFAULT);
        assertThat(news()).containsExactly("{\"version\":2,\"entity_path\":\"" + ALICE_PATH + "\"}");
        assertThat(new String(raw("/config/" + ALICE_PATH), UTF_8)).doesNotContain("stored_key");
    }

    @Test
    void aUsersCredentialsAndLimitsLeaveEachOtherAlone() {
        get(first.configs.start());
        get(second.configs.start());
        get(first.scram.put(ScramHash.SHA_256, ALICE, credential(ScramHash.SHA_256, 4096)));

        get(second.limit(ALICE_USER, QuotaKey.PRODUCER_BYTE_RATE, 1024));
        get(first.limit(ALICE_USER, QuotaKey.REQUEST_PERCENTAGE, 200));
        get(second.scram.put(ScramHash.SHA_512, ALICE, credential(ScramHash.SHA_512, 4096)));

        assertThat(second.scram.all().get(ALICE)).containsOnlyKeys(ScramHash.SHA_256, ScramHash.SHA_512);
        assertThat(second.quotas.all())
                .containsExactly(Map.entry(
                        ALICE_USER, Map.of(QuotaKey.PRODUCER_BYTE_RATE, 1024.0, QuotaKey.REQUEST_PERCENTAGE, 200.0)));
        String stored = new String(
                get(first.znodes.read("/config/" + ALICE_PATH)).orElseThrow().data(), UTF_8);
        assertThat(stored).contains("\"producer_byte_rate\":\"1024\"", "\"request_percentage\":\"200.0\""); // QTZ-06

        assertThat(get(second.scram.delete(ScramHash.SHA_256, ALICE))).isTrue();
        assertThat(get(second.scram.delete(ScramHash.SHA_512, ALICE))).isTrue();
        assertThat(get(second.scram.delete(ScramHash.SHA_512, ALICE))).isFalse(); // SCR-20
        assertThat(second.quotas.all().get(ALICE_USER)).hasSize(2);
        get(second.unlimit(ALICE_USER, QuotaKey.PRODUCER_BYTE_RATE));
        get(second.unlimit(ALICE_USER, QuotaKey.REQUEST_PERCENTAGE));
        assertThat(get(first.session.children("/config/users"))).isEmpty(); // QTZ-08
        await(
                "the first knows",
                () -> first.quotas.all().isEmpty() && first.scram.all().isEmpty());
    }

    @Test
    void everyKindOfEntityIsKeptAndTold() { // CONFORMANCE QTZ-02, QTZ-07, QTZ-09, QTZ-10
        get(first.configs.start());
        get(second.configs.start());
        QuotaEntity anyUserAnyClient = new QuotaEntity(
                Optional.of(QuotaEntity.Part.DEFAULT), Optional.of(QuotaEntity.Part.DEFAULT), Optional.empty());
        QuotaEntity client =
                new QuotaEntity(Optional.empty(), Optional.of(QuotaEntity.Part.named("<default>")), Optional.empty());
        QuotaEntity address =
                new QuotaEntity(Optional.empty(), Optional.empty(), Optional.of(QuotaEntity.Part.named("10.0.0.7")));

        get(first.limit(ALICE_CLIENT, QuotaKey.CONSUMER_BYTE_RATE, 1));
        get(first.limit(anyUserAnyClient, QuotaKey.CONSUMER_BYTE_RATE, 2));
        get(first.limit(client, QuotaKey.CONTROLLER_MUTATION_RATE, 0.5));
        get(first.limit(address, QuotaKey.CONNECTION_CREATION_RATE, 4));

        await("the other has all", () -> second.told.all().size() == 4);
        assertThat(second.told.limit(QuotaKey.CONSUMER_BYTE_RATE, ALICE, "c/1")).hasValue(1);
        assertThat(second.told.limit(QuotaKey.CONSUMER_BYTE_RATE, "bob", "x")).hasValue(2);
        assertThat(second.told.limit(QuotaKey.CONTROLLER_MUTATION_RATE, "bob", "<default>"))
                .hasValue(0.5);
        assertThat(second.told.addressLimit(QuotaKey.CONNECTION_CREATION_RATE, "10.0.0.7"))
                .hasValue(4);
        assertThat(get(first.session.children("/config/users/<default>/clients")))
                .containsExactly("<default>");
        assertThat(get(first.session.children("/config/clients"))).containsExactly("%3Cdefault%3E");

        Broker restarted = new Broker();
        get(restarted.configs.start()); // SCR-05, QTZ-11
        assertThat(restarted.quotas.all()).isEqualTo(first.quotas.all());
    }

    @Test
    void theLastClientOfAUserTakesTheUsersZnodeAlong() { // CONFORMANCE QTZ-08
        get(first.configs.start());
        get(first.limit(ALICE_USER, QuotaKey.CONSUMER_BYTE_RATE, 5));
        get(first.limit(ALICE_CLIENT, QuotaKey.CONSUMER_BYTE_RATE, 1));

        get(first.unlimit(ALICE_USER, QuotaKey.CONSUMER_BYTE_RATE));
        assertThat(first.quotas.all()).containsOnlyKeys(ALICE_CLIENT);
        assertThat(get(first.session.children("/config/users"))).hasSize(1);
        get(first.unlimit(ALICE_CLIENT, QuotaKey.CONSUMER_BYTE_RATE));

        assertThat(get(first.session.children("/config/users"))).isEmpty();
    }

    @Test
    void aPreviousCredentialIsKeptSealedAndGoesWithItsSuccessor() { // PEERS B6
        get(first.configs.start());
        get(second.configs.start());
        ScramCredential old = credential(ScramHash.SHA_512, 4096);
        ScramCredential both =
                old.ofNext(ScramHash.SHA_512, Secret.ofText("new-secret")).withPrevious(old);
        get(first.scram.put(ScramHash.SHA_512, ALICE, old));

        assertThat(get(first.scram.replace(ScramHash.SHA_512, ALICE, both, both)))
                .as("it is not what is there")
                .isFalse();
        assertThat(get(first.scram.replace(ScramHash.SHA_512, ALICE, old, both)))
                .isTrue();

        await("the other knows both", () -> previous(second).map(old::sameAs).orElse(false));
        assertThat(text(second.scram.find(ScramHash.SHA_512, ALICE))).contains(both.toText());
        assertThat(new String(raw("/config/" + ALICE_PATH), UTF_8)).doesNotContain("stored_key");
        assertThat(get(second.scram.replace(ScramHash.SHA_512, ALICE, both, both.alone())))
                .isTrue();
        assertThat(previous(second)).isEmpty();
        await("the first knows it", () -> previous(first).isEmpty());

        assertThat(get(first.scram.replace(ScramHash.SHA_512, ALICE, both.alone(), both)))
                .isTrue();
        get(first.scram.put(ScramHash.SHA_512, ALICE, old));
        assertThat(previous(first))
                .as("a password that is set in the usual way")
                .isEmpty();
        assertThat(get(first.scram.replace(ScramHash.SHA_512, ALICE, old, both)))
                .isTrue();
        assertThat(get(first.scram.delete(ScramHash.SHA_512, ALICE))).isTrue();
        assertThat(get(first.session.children("/config/users"))).isEmpty();
    }

    private static Optional<ScramCredential> previous(Broker broker) {
        return broker.scram.find(ScramHash.SHA_512, ALICE).flatMap(ScramCredential::previous);
    }

    @Test
    void twoWhoChangeOneUserAtOnceBothSucceed() {
        get(first.configs.start());
        get(second.configs.start());
        List<CompletionStage<Void>> changes = new ArrayList<>();
        changes.add(first.scram.put(ScramHash.SHA_256, ALICE, credential(ScramHash.SHA_256, 4096)));
        changes.add(second.scram.put(ScramHash.SHA_512, ALICE, credential(ScramHash.SHA_512, 4096)));
        changes.add(first.limit(ALICE_USER, QuotaKey.CONSUMER_BYTE_RATE, 7));
        changes.add(second.limit(ALICE_CLIENT, QuotaKey.CONSUMER_BYTE_RATE, 8));
        changes.forEach(TestZooKeeper::get);

        for (Broker broker : List.of(first, second)) {
            await(
                    "both credentials",
                    () -> broker.scram.all().getOrDefault(ALICE, Map.of()).size() == 2);
            await("both limits", () -> broker.quotas.all().size() == 2);
        }
    }

    @Test
    void aUserWhoseSealBreaksHasNoCredentialAndKeepsHisLimits() { // attacks 270, 274
        get(first.configs.start());
        get(first.scram.put(ScramHash.SHA_256, ALICE, credential(ScramHash.SHA_256, 4096)));
        get(first.limit(ALICE_USER, QuotaKey.CONSUMER_BYTE_RATE, 7));
        get(first.scram.put(ScramHash.SHA_256, "bob", credential(ScramHash.SHA_256, 4096)));
        byte[] ofBob = raw("/config/users/bob");

        get(first.session.write("/config/" + ALICE_PATH, ofBob, -1));
        announce("{\"version\":2,\"entity_path\":\"" + ALICE_PATH + "\"}");

        await("alice is out", () -> first.scram.find(ScramHash.SHA_256, ALICE).isEmpty());
        assertThat(first.scram.find(ScramHash.SHA_256, "bob")).isPresent();
        assertThat(first.quotas.all()).containsOnlyKeys(ALICE_USER);
        assertThatThrownBy(() -> get(first.limit(ALICE_USER, QuotaKey.CONSUMER_BYTE_RATE, 9)))
                .isInstanceOf(QuotaStoreFailure.class)
                .hasRootCauseInstanceOf(SealBroken.class);
        assertThatThrownBy(() -> get(second.configs.start()))
                .isInstanceOf(UnreadableConfigs.class)
                .hasMessageContaining(ALICE_PATH);
    }

    @Test
    void aNewSessionReadsWhatTheOldOneMissed() { // COMPAT C6.8
        get(first.configs.start());
        get(second.configs.start());
        get(first.scram.put(ScramHash.SHA_256, "bob", credential(ScramHash.SHA_256, 4096)));
        await("the other knows", () -> second.scram.all().containsKey("bob"));

        zookeeper.expire(second.session);
        get(first.scram.delete(ScramHash.SHA_256, "bob"));
        get(first.limit(ALICE_CLIENT, QuotaKey.CONSUMER_BYTE_RATE, 1));

        await(
                "the other catches up",
                () -> second.scram.all().isEmpty() && second.quotas.all().containsKey(ALICE_CLIENT));
    }

    @Test
    void aValueThatIsNoneIsPassedOverAndTheOthersCount() { // COMPAT C6.12, CONFORMANCE QTZ-13
        get(first.session.ensure("/config/users"));
        byte[] config = ("{\"version\":1,\"config\":{\"SCRAM-SHA-256\":\"salt=x\",\"producer_byte_rate\":\"NaN\","
                        + "\"consumer_byte_rate\":\"-3\",\"other\":\"kept\"}}")
                .getBytes(UTF_8);
        get(first.znodes.create("/config/users/bob", config));
        get(first.configs.start());

        assertThat(first.scram.all()).isEmpty();
        assertThat(first.quotas.all())
                .containsExactly(Map.entry(user("bob"), Map.of(QuotaKey.CONSUMER_BYTE_RATE, 0.0)));
        get(first.unlimit(user("bob"), QuotaKey.CONSUMER_BYTE_RATE));
        assertThat(new String(
                        get(first.znodes.read("/config/users/bob"))
                                .orElseThrow()
                                .data(),
                        UTF_8))
                .contains("\"other\":\"kept\"", "salt=x")
                .doesNotContain("consumer_byte_rate");
    }

    @Test
    void aNameThatWouldLeaveItsFolderIsRefused() {
        QuotaEntity stray = new QuotaEntity(
                Optional.empty(), Optional.empty(), Optional.of(QuotaEntity.Part.named("x/../../users/root")));

        assertThatThrownBy(() -> get(first.limit(stray, QuotaKey.CONNECTION_CREATION_RATE, 1)))
                .isInstanceOf(QuotaStoreFailure.class);
        assertThatThrownBy(() -> get(first.scram.delete(ScramHash.SHA_256, "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private byte[] raw(String path) {
        return get(first.session.read(path)).orElseThrow().data();
    }

    private void announce(String text) {
        get(first.session.create(
                "/config/changes/config_change_", text.getBytes(UTF_8), ZnodeKind.PERSISTENT_SEQUENTIAL));
    }

    private List<String> news() {
        return get(first.session.children("/config/changes")).stream()
                .map(name -> new String(raw("/config/changes/" + name), UTF_8))
                .toList();
    }

    private static QuotaEntity user(String name) {
        return new QuotaEntity(Optional.of(QuotaEntity.Part.named(name)), Optional.empty(), Optional.empty());
    }

    private static ScramCredential credential(ScramHash hash, int iterations) {
        return ScramCredential.ofPassword(hash, Secret.ofText("canary-password"), iterations, RANDOM);
    }

    /** Credentials have no equality, because they are secrets. */
    private static Optional<String> text(Optional<ScramCredential> credential) {
        return credential.map(ScramCredential::toText);
    }

    /** One session with its stores. */
    private final class Broker {
        private final ZkSession session = zookeeper.session(chroot);
        private final SealedZnodes znodes;
        private final ZkUserConfigs configs;
        private final ZkScramStore scram;
        private final ZkQuotaStore quotas;
        private volatile QuotaSnapshot told = QuotaSnapshot.EMPTY;

        Broker() {
            AuditTrail audit = new AuditTrail();
            znodes = znodes(session, audit);
            configs = new ZkUserConfigs(session, znodes, audit, InstantSource.system());
            scram = new ZkScramStore(configs);
            quotas = new ZkQuotaStore(configs, limits -> told = limits);
        }

        CompletionStage<Void> limit(QuotaEntity entity, QuotaKey key, double limit) {
            return alter(entity, Map.of(key, OptionalDouble.of(limit)));
        }

        CompletionStage<Void> unlimit(QuotaEntity entity, QuotaKey key) {
            return alter(entity, Map.of(key, OptionalDouble.empty()));
        }

        private CompletionStage<Void> alter(QuotaEntity entity, Map<QuotaKey, OptionalDouble> changes) {
            Permit<String> permit = ZkAclStoreTest.permit(Operation.ALTER_CONFIGS);
            return quotas.alter(permit, entity, changes);
        }
    }
}
