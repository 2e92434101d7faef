package io.gatehouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.secret.PasswordEncoder;
import io.gatehouse.auth.secret.PasswordEncoding;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ConfigOutcome;
import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.BrokerConfigStore;
import io.gatehouse.broker.controller.ConfigChange;
import io.gatehouse.broker.controller.ConfigChange.Kind;
import io.gatehouse.broker.controller.TestCluster;
import io.gatehouse.broker.controller.znode.BrokerConfigZnode;
import io.gatehouse.broker.controller.znode.ConfigChangeZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.net.AuditLines;
import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Pkcs12;
import io.gatehouse.zk.ZnodeKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker takes of settings in ZooKeeper, and what it lets others put there (CONFORMANCE TLS-52 to TLS-60, ENC, CDY). */
final class DynamicSettingsTest {
    private static final BrokerId SELF = new BrokerId(0);
    private static final Optional<BrokerId> EVERY = Optional.empty();
    private static final String STORE_PASSWORD = "password-of-all-stores";
    private static final String LOCATION = "listener.name.clients.ssl.keystore.location";
    private static final String PASSWORD = "listener.name.clients.ssl.keystore.password";
    private static final String BROKERS_LOCATION = "listener.name.internal.ssl.keystore.location";
    private static final String SECRET = "password.encoder.secret";

    private static TestCluster.Server server;

    private static Path folder;
    private static CertificateAuthority authority;

    private final ScheduledExecutorService thread = Threads.timer("test-renewal");
    private final AuditLines audit = new AuditLines();
    private final Map<String, String> file = new HashMap<>();
    private TestCluster cluster;
    private Running broker;

    @BeforeAll
    static void startServer(@TempDir Path temporary) {
        folder = temporary;
        server = new TestCluster.Server();
        authority = authority("test");
        new NewFiles()
                .open(folder.resolve("ca.pem"), Pem.certificates(List.of(authority.root())))
                .secret(folder.resolve("first.p12"), store(authority, "broker"))
                .secret(folder.resolve("second.p12"), store(authority, "broker"))
                .secret(folder.resolve("stranger.p12"), store(authority, "stranger"))
                .secret(folder.resolve("foreign.p12"), store(authority("foreign"), "broker"))
                .write();
    }

    private static CertificateAuthority authority(String name) {
        return CertificateAuthority.create(name, KeyType.EC, Duration.ofDays(1), Instant.now(), new SecureRandom());
    }

    private static byte[] store(CertificateAuthority by, String name) {
        CertificateRequest request = CertificateRequest.server(name, List.of(Host.parse("localhost")))
                .withValidity(Duration.ofHours(1));
        return Pkcs12.keyStore(by.issue(request, Instant.now()), STORE_PASSWORD.toCharArray());
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void aBrokerThatRuns() {
        cluster = server.cluster(1);
        file.putAll(Map.of(
                "broker.id",
                "0",
                "listeners",
                "CLIENTS://localhost:9092,INTERNAL://localhost:9093",
                "listener.security.protocol.map",
                "CLIENTS:SSL,INTERNAL:SSL",
                "inter.broker.listener.name",
                "INTERNAL",
                "listener.name.internal.ssl.client.auth",
                "required",
                "zookeeper.connect",
                "localhost:2181",
                "allow.unencrypted.zookeeper",
                "true",
                "allow.unsealed.metadata",
                "true",
                "allow.no.authorizer",
                "true",
                SECRET,
                "secret"));
        file.putAll(Map.of(
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                path("first"),
                "ssl.keystore.password",
                STORE_PASSWORD,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                folder.resolve("ca.pem").toString()));
        broker = started();
    }

    @AfterEach
    void stop() throws Exception {
        Threads.stop(thread);
        audit.close();
        cluster.close();
    }

    private record Running(ListenerStores stores, DynamicSettings settings) {}

    /** As when a broker starts, be it for the second time. */
    private void start() {
        broker = started();
    }

    private Running started() {
        BrokerConfig config = BrokerConfig.parse(file, Map.of()).fold(ConfigOutcome.Legal::config, refused -> {
            throw new AssertionError(refused.report());
        });
        Foundation base = new Foundation(
                InstantSource.system(), new SecureRandom(), thread, Runnable::run, () -> "id", new AuditTrail());
        ListenerStores stores = ListenerStores.load(config);
        DynamicSettings settings = new DynamicSettings(
                config, new BrokerConfigStore(cluster.zookeeper(), SELF, base.clock()), stores, thread, base);
        settings.load();
        settings.begin(next -> {
            throw new ChangeRefused("nobody opens listeners here");
        });
        return new Running(stores, settings);
    }

    // A change

    @Test
    void tls52_aListenerGetsAnotherKeyStoreAndTheOthersKeepTheirs() {
        assertThat(alter(set(LOCATION, path("second")), set(PASSWORD, STORE_PASSWORD)))
                .isEqualTo(AlterOutcome.DONE);

        assertThat(inUse("CLIENTS")).isEqualTo(path("second"));
        assertThat(inUse("INTERNAL")).isEqualTo(path("first"));
        assertThat(stored(Optional.of(SELF))).containsEntry(LOCATION, path("second"));
        assertThat(stored(Optional.of(SELF)).get(PASSWORD))
                .contains("cipherAlgorithm:AES/GCM/NoPadding", "passwordLength:" + STORE_PASSWORD.length());
        assertThat(broker.settings().stored(false))
                .containsOnly(Map.entry(LOCATION, Optional.of(path("second"))), Map.entry(PASSWORD, Optional.empty()));
        assertThat(notices()).containsExactly("{\"version\":2,\"entity_path\":\"brokers/0\"}");
        assertThat(audit.lines()).singleElement().asString().startsWith("event=tls.reload outcome=accepted");
    }

    @Test
    void tls58_aChangeOfTwoListenersIsMadeWholeOrNotAtAll() {
        AlterOutcome outcome = alter(set(LOCATION, path("second")), set(BROKERS_LOCATION, path("stranger")));

        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(outcome.message().orElse("")).contains("INTERNAL", "CN=stranger", "ssl.allow.dn.changes");
        assertThat(inUse("CLIENTS")).isEqualTo(path("first"));
        assertThat(stored(Optional.of(SELF))).isEmpty();
        assertThat(audit.lines()).singleElement().asString().startsWith("event=tls.reload outcome=refused");
    }

    @Test
    void tls56_anotherSubjectIsTakenWhereItIsAllowed() {
        file.put("ssl.allow.dn.changes", "true");
        start();

        assertThat(alter(set(LOCATION, path("stranger")))).isEqualTo(AlterOutcome.DONE);

        assertThat(inUse("CLIENTS")).isEqualTo(path("stranger"));
    }

    /** Other brokers have the old trust store still. */
    @Test
    void tls56_betweenBrokersTheNewCertificateMustPleaseTheOld() {
        assertThat(alter(set(BROKERS_LOCATION, path("foreign"))).message().orElse(""))
                .contains("not accepted by our own trust store");
        assertThat(alter(set(LOCATION, path("foreign")))).as("to clients").isEqualTo(AlterOutcome.DONE);
    }

    /** Otherwise the next start would fail. */
    @Test
    void betweenBrokersTheNewNameMustBeASuperUsers() {
        file.put("ssl.allow.dn.changes", "true");
        file.put("authorizer.class.name", "kafka.security.authorizer.AclAuthorizer");
        file.put("super.users", "User:CN=broker");
        start();

        assertThat(alter(set(BROKERS_LOCATION, path("stranger"))).message().orElse(""))
                .contains("User:CN=stranger", "super.users");
        assertThat(alter(set(LOCATION, path("stranger")))).as("to clients").isEqualTo(AlterOutcome.DONE);
        assertThat(inUse("INTERNAL")).isEqualTo(path("first"));
    }

    @Test
    void tls56_aTrustStoreCannotGo() {
        assertThat(alter(set("listener.name.clients.ssl.truststore.location", ""))
                        .message()
                        .orElse(""))
                .contains("the trust store is gone");
    }

    @Test
    void tls54_withoutASecretNoPasswordIsStored() {
        file.remove(SECRET);
        start();

        AlterOutcome outcome = alter(set(LOCATION, path("second")), set(PASSWORD, STORE_PASSWORD));

        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(outcome.message().orElse("")).startsWith("Password encoder secret not configured");
        assertThat(stored(Optional.of(SELF))).isEmpty();
        assertThat(inUse("CLIENTS")).isEqualTo(path("first"));
        assertThat(alter(set(LOCATION, path("second")))).as("no password").isEqualTo(AlterOutcome.DONE);
    }

    @Test
    void cdy13_whatIsOnlyTriedOutIsNeitherStoredNorTold() {
        assertThat(TestCluster.get(
                        broker.settings().alter(permit(), false, List.of(set(LOCATION, path("second"))), true)))
                .isEqualTo(AlterOutcome.DONE);
        assertThat(TestCluster.get(broker.settings().alter(permit(), false, List.of(set(LOCATION, "/nowhere")), true))
                        .error())
                .isEqualTo(ErrorCode.INVALID_REQUEST);

        assertThat(stored(Optional.of(SELF))).isEmpty();
        assertThat(notices()).isEmpty();
        assertThat(inUse("CLIENTS")).isEqualTo(path("first"));
        assertThat(audit.lines()).isEmpty();
    }

    @Test
    void cdy12_whatIsNotNamedGoes() {
        alter(set(LOCATION, path("second")), set(BROKERS_LOCATION, path("second")), set("foo.bar", "1"));

        assertThat(replace(Map.of(BROKERS_LOCATION, path("second")))).isEqualTo(AlterOutcome.DONE);

        assertThat(stored(Optional.of(SELF))).containsOnlyKeys(BROKERS_LOCATION);
        assertThat(inUse("CLIENTS")).isEqualTo(path("first"));
        assertThat(inUse("INTERNAL")).isEqualTo(path("second"));
        assertThat(replace(Map.of())).isEqualTo(AlterOutcome.DONE);
        assertThat(inUse("INTERNAL")).isEqualTo(path("first"));
    }

    @Test
    void cdy08_whatNobodyKnowsIsKeptAndNotShown() {
        assertThat(alter(set("foo.bar", "1"))).isEqualTo(AlterOutcome.DONE);
        assertThat(TestCluster.get(broker.settings().alter(permit(), true, List.of(set("foo.all", "2")), false)))
                .isEqualTo(AlterOutcome.DONE);

        assertThat(stored(Optional.of(SELF))).containsEntry("foo.bar", "1");
        assertThat(stored(EVERY)).containsEntry("foo.all", "2");
        assertThat(broker.settings().stored(false)).containsOnly(Map.entry("foo.bar", Optional.empty()));
        assertThat(broker.settings().stored(true)).containsOnly(Map.entry("foo.all", Optional.empty()));
    }

    @Test
    void cdy11_nothingIsAppendedToWhatIsNoList() {
        AlterOutcome outcome = alter(new ConfigChange(LOCATION, Kind.APPEND, "x"));

        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(outcome.message().orElse(""))
                .startsWith("Config value append is not allowed for config key: " + LOCATION);
    }

    @Test
    void whatZooKeeperCouldNotTakeIsRefused() {
        assertThat(alter(set("foo.bar", "x".repeat(500_000))).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(alter(set("x".repeat(300), "1")).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    // What is stored already

    @Test
    void tls60_aRestartUsesWhatIsStored() {
        alter(set(LOCATION, path("second")), set(PASSWORD, STORE_PASSWORD));

        start();

        assertThat(inUse("CLIENTS")).isEqualTo(path("second"));
        assertThat(broker.settings().stored(false)).containsOnlyKeys(LOCATION, PASSWORD);
    }

    @Test
    void cdy14_whatIsNoGoodAtTheStartIsNotUsed() {
        write(Optional.of(SELF), Map.of(LOCATION, "/nowhere", "log.cleaner.threads", "2"));

        start();

        assertThat(inUse("CLIENTS")).isEqualTo(path("first"));
        assertThat(broker.settings().stored(false)).isEmpty();
    }

    @Test
    void cdy14_aZnodeThatIsNoJsonDoesNotStopTheStart() {
        TestCluster.get(cluster.zookeeper()
                .create(
                        BrokerConfigZnode.path(Optional.of(SELF)),
                        "{".getBytes(StandardCharsets.UTF_8),
                        ZnodeKind.PERSISTENT));

        start();

        assertThat(inUse("CLIENTS")).isEqualTo(path("first"));
        assertThat(alter(set(LOCATION, path("second")))).isEqualTo(AlterOutcome.DONE);
    }

    @Test
    void enc06_aPasswordOfAnotherSecretIsIgnored() {
        alter(set(LOCATION, path("second")), set(PASSWORD, STORE_PASSWORD));
        file.put(SECRET, "another");

        start();

        assertThat(inUse("CLIENTS")).as("with the file's password").isEqualTo(path("second"));
        assertThat(broker.settings().stored(false)).containsOnlyKeys(LOCATION);
    }

    @Test
    void enc05_passwordsOfTheOldSecretAreEncryptedAnew() {
        String kafkas = "listener.name.later.sasl.jaas.config";
        write(Optional.of(SELF), Map.of(kafkas, tool().encode(Secret.ofText("a login module"))));
        alter(set(LOCATION, path("second")), set(PASSWORD, STORE_PASSWORD));
        Map<String, String> before = stored(Optional.of(SELF));
        file.put(SECRET, "another");
        file.put("password.encoder.old.secret", "secret");

        start();

        Map<String, String> after = stored(Optional.of(SELF));
        assertThat(after).hasSize(3).containsEntry(LOCATION, path("second"));
        assertThat(after.get(PASSWORD)).isNotEqualTo(before.get(PASSWORD));
        assertThat(after.get(kafkas)).isNotEqualTo(before.get(kafkas)).contains(PasswordEncoding.GCM);
        file.remove("password.encoder.old.secret");
        start();
        assertThat(broker.settings().stored(false)).containsOnlyKeys(LOCATION, PASSWORD);
    }

    /** Encrypts as Kafka's does. */
    private static PasswordEncoder tool() {
        PasswordEncoding kafkas = new PasswordEncoding("PBKDF2WithHmacSHA512", "AES/CBC/PKCS5Padding", 128, 4096);
        return new PasswordEncoder(Secret.ofText("secret"), kafkas, new SecureRandom());
    }

    /** The file has no password at all; it was put into ZooKeeper before the first start, in Kafka's own cipher. */
    @Test
    void enc09_aPasswordMayBeInZooKeeperAlone() {
        file.remove("ssl.keystore.password");
        file.put("listener.name.internal.ssl.keystore.password", STORE_PASSWORD);
        assertThatThrownBy(this::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("ssl.keystore.location = a value that is set without ssl.keystore.password");

        write(Optional.of(SELF), Map.of(PASSWORD, tool().encode(Secret.ofText(STORE_PASSWORD))));
        start();

        assertThat(inUse("CLIENTS")).isEqualTo(path("first"));
        assertThat(alter(new ConfigChange(PASSWORD, Kind.DELETE, "")).error())
                .as("there would be none left")
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void cdy21_whatAToolWritesIsUsedWhenItSaysSo() {
        write(Optional.of(SELF), Map.of(LOCATION, path("second")));
        assertThat(inUse("CLIENTS")).as("nobody was told").isEqualTo(path("first"));
        announce();
        TestCluster.await("used", () -> inUse("CLIENTS").equals(path("second")));
        write(Optional.of(SELF), Map.of(LOCATION, path("stranger")));
        announce();
        TestCluster.await("refused", () -> audit.lines().stream().anyMatch(line -> line.contains("outcome=refused")));
        assertThat(inUse("CLIENTS")).isEqualTo(path("second"));
        write(Optional.of(SELF), Map.of());
        announce();
        TestCluster.await("given back", () -> inUse("CLIENTS").equals(path("first")));
    }

    /** What Kafka has stored of its own settings stays, and does not keep anybody from changing ours. */
    @Test
    void settingsThatOnlyKafkaKnowsStayWhereTheyAre() {
        write(Optional.of(SELF), Map.of("log.cleaner.threads", "2"));
        start();

        assertThat(alter(set(LOCATION, path("second")))).isEqualTo(AlterOutcome.DONE);
        assertThat(stored(Optional.of(SELF))).containsEntry("log.cleaner.threads", "2");
        assertThat(replace(Map.of(LOCATION, path("second"), "log.cleaner.threads", "2")))
                .as("named as it is")
                .isEqualTo(AlterOutcome.DONE);
        assertThat(alter(set("log.cleaner.threads", "3")).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(alter(new ConfigChange("log.cleaner.threads", Kind.DELETE, "")))
                .isEqualTo(AlterOutcome.DONE);
    }

    // Asking

    private static ConfigChange set(String name, String value) {
        return new ConfigChange(name, Kind.SET, value);
    }

    private AlterOutcome alter(ConfigChange... changes) {
        return TestCluster.get(broker.settings().alter(permit(), false, List.of(changes), false));
    }

    private AlterOutcome replace(Map<String, String> wanted) {
        return TestCluster.get(broker.settings().replace(permit(), false, wanted, false));
    }

    private static Permit<ClusterScope> permit() {
        VerifiedPrincipal root = VerifiedPrincipal.user("root");
        return new AclEngine(Set.of(root), false, check -> {})
                .access(new Subject(root, "127.0.0.1"))
                .check(
                        Operation.ALTER_CONFIGS,
                        ResourceType.CLUSTER,
                        ResourcePattern.CLUSTER_NAME,
                        ClusterScope.CLUSTER)
                .permit()
                .orElseThrow();
    }

    private static String path(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    private String inUse(String listener) {
        return broker.stores()
                .settings(listener)
                .keyStore()
                .location()
                .orElseThrow()
                .toString();
    }

    private Map<String, String> stored(Optional<BrokerId> broker) {
        return TestCluster.get(cluster.zookeeper().read(BrokerConfigZnode.path(broker)))
                .map(node -> BrokerConfigZnode.decode(node.data()))
                .orElse(Map.of());
    }

    private void write(Optional<BrokerId> broker, Map<String, String> written) {
        String path = BrokerConfigZnode.path(broker);
        TestCluster.get(cluster.zookeeper().ensure(path));
        TestCluster.get(cluster.zookeeper().write(path, BrokerConfigZnode.encode(written), -1));
    }

    private void announce() {
        TestCluster.get(cluster.zookeeper()
                .create(
                        ConfigChangeZnode.PREFIX,
                        BrokerConfigZnode.notice(Optional.of(SELF)),
                        ZnodeKind.PERSISTENT_SEQUENTIAL));
    }

    private List<String> notices() {
        return TestCluster.get(cluster.zookeeper().children(ConfigChangeZnode.PARENT)).stream()
                .map(name -> TestCluster.get(cluster.zookeeper().read(ConfigChangeZnode.PARENT + "/" + name))
                        .orElseThrow())
                .map(node -> new String(node.data(), StandardCharsets.UTF_8))
                .toList();
    }
}
