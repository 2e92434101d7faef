package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.log.CleanerSettings;
import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.NameSource;
import io.gatehouse.tls.ResponderSettings;
import io.gatehouse.tls.RevocationSettings;
import io.gatehouse.tls.TlsSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each group of settings: defaults, every property mapped, bad values with their messages (habit 31). */
final class BrokerConfigTest {
    /** The least that starts: every door open, so that a test needs no files. */
    private static final Map<String, String> OPEN = Map.of(
            "listeners", "PLAINTEXT://localhost:9092",
            "zookeeper.connect", "localhost:2181",
            "allow.plaintext.listeners", "true",
            "allow.unencrypted.zookeeper", "true",
            "allow.unsealed.metadata", "true",
            "allow.no.authorizer", "true");

    private static final Map<String, String> PEM_STORES = Map.of(
            "ssl.keystore.type", "PEM",
            "ssl.keystore.key", "a key",
            "ssl.keystore.certificate.chain", "a chain",
            "ssl.truststore.type", "PEM",
            "ssl.truststore.certificates", "an anchor");

    @Test
    void anEmptyFileIsRefusedWithEverythingThatIsMissingOrInsecure() {
        ConfigReport report = refused(Map.of());

        assertThat(report.mistakes())
                .extracting(Mistake::key)
                .contains(
                        "listeners",
                        "zookeeper.connect",
                        "zookeeper.ssl.client.enable",
                        "zookeeper.sealing.keyring.location",
                        "authorizer.class.name");
        assertThat(report.toString())
                .contains(
                        "listeners = PLAINTEXT://:9092, the default (expected: SASL_SSL or SSL for listener PLAINTEXT;"
                                + " a listener without TLS needs allow.plaintext.listeners=true)")
                .contains("authorizer.class.name = nothing (expected: kafka.security.authorizer.AclAuthorizer;");
    }

    @Test
    void everyOpenDoorIsSaidAtStart() {
        ConfigReport said =
                BrokerConfig.parse(OPEN, Map.of()).fold(ConfigOutcome.Legal::report, ConfigOutcome.Refused::report);

        assertThat(said.warnings()).hasSize(4).allMatch(warning -> warning.contains("=true. Insecure. "));
    }

    /** CVL-25, attacks 68 and 292: each insecure setting names the key that would allow it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listeners|SASL_PLAINTEXT://localhost:9092|allow.plaintext.listeners",
                "listeners|PLAINTEXT://localhost:9092|allow.plaintext.listeners",
                "zookeeper.ssl.client.enable|false|allow.unencrypted.zookeeper",
                "authorizer.class.name|''|allow.no.authorizer",
                "allow.everyone.if.no.acl.found|true|allow.open.access",
                "zookeeper.sealing.keyring.location|''|allow.unsealed.metadata"
            })
    void anInsecureSettingIsRefusedByTheNameOfItsOverride(String key, String value, String override) {
        Map<String, String> settings = new HashMap<>(OPEN);
        settings.put(key, value);
        settings.remove(override);

        assertThat(refused(settings).mistakes())
                .filteredOn(mistake -> mistake.key().equals(key))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.expected()).contains(override + "=true"));
    }

    @Test
    void hostNamesAreCheckedUnlessThatIsAllowed() {
        Map<String, String> settings = with(PEM_STORES, "listeners", "SSL://localhost:9093");
        settings.put("security.inter.broker.protocol", "SSL");
        settings.put("ssl.client.auth", "required");
        settings.put("ssl.endpoint.identification.algorithm", "");

        assertThat(refused(settings).toString())
                .isEqualTo("ssl.endpoint.identification.algorithm =  (expected: https; not checking names needs"
                        + " allow.unverified.peers=true)");
        settings.put("allow.unverified.peers", "true");
        assertThat(legal(settings).listeners().get(0).tls().map(TlsSettings::endpointIdentification))
                .contains("");
    }

    @ParameterizedTest
    @CsvSource({
        "num.network.thread,num.network.threads",
        "ssl.keystore.localtion,ssl.keystore.location",
        "listener.name.plaintext.ssl.keystore.locatoin,listener.name.plaintext.ssl.keystore.location",
        "log.retention.hour,log.retention.hours",
        "super.user,super.users"
    })
    void anUnknownKeyNamesItsNeighbour(String unknown, String nearest) {
        assertThat(refused(with(unknown, "x")).toString())
                .isEqualTo(unknown + " = an unknown key (expected: perhaps " + nearest + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "num.network.threads|0|a whole number, 1 or more",
                "num.network.threads|three|a whole number, 1 or more",
                "auto.create.topics.enable|yes|true or false",
                "compression.type|foo|one of uncompressed, zstd, lz4, snappy, gzip, producer",
                "log.cleanup.policy|compact,forget|any of compact, delete",
                "log.retention.ms|0|1 or more, or -1 for ever",
                "log.roll.ms|0|a whole number, 1 or more",
                "broker.id|1001|at most 1000, which is reserved.broker.max.id",
                "broker.id|-2|-1 or more",
                "connection.failed.authentication.delay.ms|600000|less than connections.max.idle.ms",
                "max.connections.per.ip|0|1 or more, or exceptions in max.connections.per.ip.overrides",
                "max.connections.per.ip.overrides|localhost|host:count, separated by commas",
                "group.min.session.timeout.ms|1800001|at most group.max.session.timeout.ms, which is 1800000",
                "queued.max.request.bytes|10|-1, or at least socket.request.max.bytes",
                "replica.fetch.wait.max.ms|40000|at most replica.socket.timeout.ms, which is 30000",
                "log.cleaner.dedupe.buffer.size|1048576|more than 1048576 for each of log.cleaner.threads",
                "offsets.commit.required.acks|4|-1 to 3",
                "zookeeper.connect|localhost:2181/a,b|host:port,host:port, with /chroot once at the end if wanted",
                "zookeeper.metadata.migration.enable|true|false; this broker does not move metadata to KRaft",
                "remote.log.storage.system.enable|true|false; this broker has no tiered storage",
                "process.roles|broker|no such line: this broker keeps its metadata in ZooKeeper, not KRaft",
                "controller.quorum.voters|1@a:1|no such line: this broker keeps its metadata in ZooKeeper, not KRaft",
                "log.dirs|a,,b|different directories, separated by commas",
                "listeners|PLAINTEXT:/localhost:9092|NAME://host:port, separated by commas, IPv6 in brackets",
                "listener.security.protocol.map|PLAINTEXT|NAME:PROTOCOL pairs with PLAINTEXT, SSL, SASL_PLAINTEXT or"
                        + " SASL_SSL, separated by commas",
                "inter.broker.listener.name|OTHER|the name of an advertised listener with mutual TLS or SASL; add"
                        + " inter.broker.listener.name=INTERNAL, for example",
                "advertised.listeners|OTHER://a:1|names that are in listeners; OTHER is not",
                "advertised.listeners|PLAINTEXT://0.0.0.0:1|an address that others can connect to instead of 0.0.0.0"
            })
    void aBadValueIsNamedWithWhatIsExpected(String key, String value, String expected) {
        assertThat(refused(with(key, value)).mistakes()).contains(new Mistake(key, value, expected));
    }

    @Test
    void allMistakesComeInOneReport() {
        Map<String, String> settings = with("num.partitions", "0");
        settings.put("message.max.bytes", "large");
        settings.put("no.such.key", "1");

        assertThat(refused(settings).mistakes())
                .extracting(Mistake::key)
                .containsExactlyInAnyOrder("num.partitions", "message.max.bytes", "no.such.key");
    }

    /** JAA-15, attack 295. */
    @Test
    void passwordsAreNotShown() {
        Map<String, String> settings = with("listeners", "SSL://localhost:9093");
        settings.put("ssl.keystore.password", "hunter2");
        settings.put("ssl.key.password", "hunter2");
        settings.put("sasl.jaas.config", "hunter2");
        settings.put("listener.name.ssl.plain.sasl.jaas.config", "hunter2 required;");

        ConfigReport report = refused(settings);

        assertThat(report.toString() + report.warnings())
                .doesNotContain("hunter2")
                .contains("[hidden]");
    }

    @Test
    void whatHasNoEffectIsAWarningUnlessItIsTheDefault() {
        Map<String, String> settings = with("num.io.threads", "8");
        settings.put("metric.reporters", "com.example.Reporter");
        settings.put("group.coordinator.new.enable", "true");

        List<String> warnings = BrokerConfig.parse(settings, Map.of())
                .fold(
                        legal -> legal.report().warnings(),
                        refused -> List.of(refused.report().toString()));

        assertThat(warnings)
                .filteredOn(warning -> warning.contains("no effect"))
                .containsExactly("metric.reporters is known but has no effect in this version");
    }

    @Test
    void theDefaultsAreKafkas() {
        BrokerConfig config = legal(OPEN);

        assertThat(config.identity()).isEqualTo(new BrokerIdentity(OptionalInt.empty(), 1000, Optional.empty()));
        assertThat(config.sockets())
                .isEqualTo(new SocketSettings(
                        3,
                        50,
                        102_400,
                        102_400,
                        104_857_600,
                        524_288,
                        Optional.of(Duration.ofMinutes(10)),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100)));
        assertThat(config.connections())
                .isEqualTo(new ConnectionSettings(Integer.MAX_VALUE, Integer.MAX_VALUE, Map.of(), 1024, 256, 30, 600));
        assertThat(config.access())
                .isEqualTo(new AccessSettings(
                        false,
                        Optional.empty(),
                        Set.of(),
                        false,
                        Set.of(),
                        Set.of(),
                        EnumSet.of(
                                Operation.CREATE,
                                Operation.DELETE,
                                Operation.ALTER,
                                Operation.ALTER_CONFIGS,
                                Operation.CREATE_TOKENS),
                        20_000,
                        Optional.empty()));
        assertThat(config.zooKeeper())
                .isEqualTo(new ZooKeeperSettings(
                        "localhost:2181",
                        Duration.ofSeconds(18),
                        Duration.ofSeconds(18),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty()));
        assertThat(config.logs())
                .isEqualTo(new LogSettings(
                        List.of(Path.of("/tmp/kafka-logs")),
                        Map.of(),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofDays(1),
                        1,
                        CleanerSettings.defaults(),
                        Long.MAX_VALUE));
        assertThat(config.topics()).isEqualTo(new TopicSettings(1, 1, true, true));
        assertThat(config.groups())
                .isEqualTo(new GroupSettings(
                        Duration.ofSeconds(6),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(3),
                        Integer.MAX_VALUE,
                        false,
                        4096,
                        Duration.ofDays(7),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(5),
                        50,
                        3,
                        104_857_600));
        assertThat(config.quotas()).isEqualTo(new QuotaSettings(11, Duration.ofSeconds(1)));
        assertThat(config.peers()).isEqualTo(new PeerTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(30)));
        assertThat(config.fetchBytesMax()).isEqualTo(57_671_680);
        assertThat(config.fetchSessions()).isEqualTo(1_000);
        assertThat(config.interBrokerListener()).isEqualTo("PLAINTEXT");
    }

    @Test
    void everyPropertyIsMapped() {
        Map<String, String> settings = new LinkedHashMap<>(OPEN);
        settings.putAll(Map.of(
                "broker.id", "7",
                "broker.rack", "r1",
                "num.network.threads", "5",
                "socket.listen.backlog.size", "9",
                "socket.send.buffer.bytes", "1",
                "socket.receive.buffer.bytes", "2",
                "socket.request.max.bytes", "3",
                "sasl.server.max.receive.size", "4",
                "connections.max.idle.ms", "-1"));
        settings.putAll(Map.of(
                "authentication.timeout.ms", "100",
                "connection.failed.authentication.delay.ms", "6",
                "max.connections", "10",
                "max.connections.per.ip", "11",
                "max.connections.per.ip.overrides", "127.0.0.1:12, ::1:13",
                "max.unauthenticated.connections", "14",
                "max.unauthenticated.connections.per.ip", "15",
                "fetch.max.bytes", "1024"));
        settings.putAll(Map.of(
                "max.failed.authentications.per.minute", "16",
                "max.failed.authentications.per.minute.per.ip", "17",
                "quota.window.num", "16",
                "quota.window.size.seconds", "17"));
        settings.putAll(Map.of(
                "num.partitions", "18",
                "default.replication.factor", "1",
                "auto.create.topics.enable", "false",
                "delete.topic.enable", "FALSE",
                "group.initial.rebalance.delay.ms", "0",
                "group.max.size", "19",
                "offsets.topic.num.partitions", "20",
                "request.timeout.ms", "21",
                "socket.connection.setup.timeout.ms", "22"));

        BrokerConfig config = legal(settings);

        assertThat(config.identity()).isEqualTo(new BrokerIdentity(OptionalInt.of(7), 1000, Optional.of("r1")));
        assertThat(config.sockets())
                .isEqualTo(new SocketSettings(
                        5, 9, 1, 2, 3, 4, Optional.empty(), Duration.ofMillis(100), Duration.ofMillis(6)));
        assertThat(config.connections())
                .isEqualTo(new ConnectionSettings(10, 11, Map.of("127.0.0.1", 12, "::1", 13), 14, 15, 16, 17));
        assertThat(config.quotas()).isEqualTo(new QuotaSettings(16, Duration.ofSeconds(17)));
        assertThat(config.topics()).isEqualTo(new TopicSettings(18, 1, false, false));
        assertThat(config.groups().sizeMax()).isEqualTo(19);
        assertThat(config.groups().offsetsPartitions()).isEqualTo(20);
        assertThat(config.groups().initialRebalanceDelay()).isZero();
        assertThat(config.peers()).isEqualTo(new PeerTimeouts(Duration.ofMillis(22), Duration.ofMillis(21)));
        assertThat(config.fetchBytesMax()).isEqualTo(1024);
    }

    /** CONFORMANCE 8.2: the log and DescribeConfigs take the same defaults from the file. */
    @ParameterizedTest
    @CsvSource({
        "log.retention.hours,2,retention.ms,7200000",
        "log.retention.minutes,2,retention.ms,120000",
        "log.retention.hours,-5,retention.ms,-1",
        "log.roll.hours,3,segment.ms,10800000",
        "log.segment.bytes,1024,segment.bytes,1024",
        "message.max.bytes,99,max.message.bytes,99"
    })
    void aBrokersSettingIsATopicsDefault(String key, String value, String topicKey, String expected) {
        Map<String, String> given = legal(with(key, value)).logs().topicDefaults();

        assertThat(TopicConfigTable.find(topicKey).map(found -> found.inherited(given)))
                .contains(expected);
        assertThat(LogConfig.of(given, Map.of())).isEqualTo(LogConfig.of(Map.of(), Map.of(topicKey, expected)));
    }

    @Test
    void aListenersOwnSettingComesFirst() {
        Map<String, String> settings = with(PEM_STORES, "listeners", "A://localhost:1,B://[::1]:2");
        settings.put("listener.security.protocol.map", "A:SSL,B:sasl_ssl");
        settings.put("inter.broker.listener.name", "a");
        settings.put("ssl.client.auth", "required");
        settings.put("listener.name.b.ssl.enabled.protocols", "TLSv1.3");
        settings.put("listener.name.b.sasl.enabled.mechanisms", "SCRAM-SHA-256");
        settings.put("listener.name.a.ssl.principal.mapping.rules", "RULE:CN=(.*)/$1/");
        settings.put("listener.name.a.ssl.principal.source", "uri");

        List<ListenerConfig> listeners = legal(settings).listeners();

        assertThat(listeners.get(0).certificateNames().map("CN=x")).contains("x");
        assertThat(listeners.get(0).tls().map(TlsSettings::clientAuth)).contains(ClientAuth.REQUIRED);
        assertThat(listeners.get(0).tls().map(TlsSettings::clientName)).contains(NameSource.URI);
        assertThat(listeners.get(1).tls().map(TlsSettings::clientName)).contains(NameSource.SUBJECT);
        assertThat(listeners.get(0).sasl().mechanisms()).isEmpty();
        assertThat(listeners.get(1).host()).isEqualTo("::1");
        assertThat(listeners.get(1).tls().map(TlsSettings::protocols)).contains(List.of("TLSv1.3"));
        assertThat(listeners.get(1).tls().map(TlsSettings::clientAuth))
                .as("TLS-47: only the listener's own line asks for certificates under SASL")
                .contains(ClientAuth.NONE);
        assertThat(listeners.get(1).sasl().mechanisms()).containsExactly("SCRAM-SHA-256");
    }

    @Test
    void revocationListsNeedTheirFileAndTheAuthoritiesTheyAreOf(@TempDir Path folder) throws Exception {
        Path lists = Files.createFile(folder.resolve("revoked.crl"));
        Map<String, String> settings = with(PEM_STORES, "ssl.crl.location", lists.toString());
        settings.put("listeners", "SSL://localhost:1");
        settings.put("security.inter.broker.protocol", "SSL");
        settings.put("ssl.client.auth", "required");

        assertThat(legal(settings).listeners().get(0).tls().map(TlsSettings::revocation))
                .contains(RevocationSettings.lists(lists));
        settings.remove("ssl.truststore.certificates");
        assertThat(refused(settings).toString()).contains("ssl.truststore.location too");
        settings.put("ssl.crl.location", folder.resolve("absent").toString());
        assertThat(refused(settings).toString()).contains("ssl.crl.location").contains("a readable file");
    }

    @Test
    void respondersAreAskedOnlyWhereTheyAreWanted() {
        Map<String, String> settings = with(PEM_STORES, "ssl.ocsp.responder.url", "http://ocsp.example:2560/ca");
        settings.put("listeners", "SSL://localhost:1");
        settings.put("security.inter.broker.protocol", "SSL");
        settings.put("ssl.client.auth", "required");
        assertThat(legal(settings).listeners().get(0).tls().map(TlsSettings::revocation))
                .contains(RevocationSettings.none());

        settings.put("ssl.ocsp.enable", "true");
        URI address = URI.create("http://ocsp.example:2560/ca");
        assertThat(legal(settings).listeners().get(0).tls().map(TlsSettings::revocation))
                .contains(RevocationSettings.responders(new ResponderSettings(Optional.of(address), false)));

        for (String wrong : List.of("ftp://ocsp.example", "ocsp.example", "http://", "http://me@ocsp.example/", "%")) {
            settings.put("ssl.ocsp.responder.url", wrong);
            assertThat(refused(settings).toString()).contains("ssl.ocsp.responder.url", "http://HOST");
        }
    }

    @Test
    void advertisedAddressesMayDiffer() {
        Map<String, String> settings = with("listeners", "PLAINTEXT://0.0.0.0:9092");
        assertThat(refused(settings).toString()).contains("advertised.listeners = nothing");

        settings.put("advertised.listeners", "PLAINTEXT://broker.example.com:19092");

        ListenerConfig listener = legal(settings).listeners().get(0);
        assertThat(listener.advertisedHost()).isEqualTo("broker.example.com");
        assertThat(listener.advertisedPort()).isEqualTo(19_092);
    }

    @Test
    void mechanismsThatAreNotThereAreRefusedAndTheDefaultNeedsItsLoginModuleJaa10() {
        Map<String, String> settings = with(PEM_STORES, "listeners", "SASL_SSL://localhost:1,SSL://localhost:2");
        settings.put("security.inter.broker.protocol", "SSL");
        settings.put("listener.name.ssl.ssl.client.auth", "required");

        assertThat(refused(settings).toString())
                .startsWith("listener.name.sasl_ssl.gssapi.sasl.jaas.config = nothing (expected: com.sun.security")
                .endsWith("or sasl.enabled.mechanisms without GSSAPI, which is its default, such as SCRAM-SHA-512)");

        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-1");
        assertThat(refused(settings).toString())
                .startsWith("sasl.enabled.mechanisms = SCRAM-SHA-1 (expected: one or more of SCRAM-SHA-512,"
                        + " SCRAM-SHA-256, PLAIN, GSSAPI");
    }

    @Test
    void brokersHaveToProveThemselvesToOneAnother() {
        Map<String, String> settings = with(PEM_STORES, "listeners", "SSL://localhost:2");
        settings.put("security.inter.broker.protocol", "SSL");

        assertThat(refused(settings).toString()).startsWith("ssl.client.auth = none, the default (expected: required");
    }

    /** JAA-12, and both of LSN-08. */
    @Test
    void theMechanismBetweenBrokersHasToBeOneOfTheListeners() {
        Map<String, String> settings = with(PEM_STORES, "listeners", "SASL_SSL://localhost:1");
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put("inter.broker.listener.name", "SASL_SSL");
        settings.put("security.inter.broker.protocol", "SASL_SSL");

        assertThat(refused(settings).toString())
                .contains("sasl.mechanism.inter.broker.protocol = GSSAPI, the default (expected: one of the mechanisms"
                        + " [SCRAM-SHA-512] of listener SASL_SSL")
                .contains("security.inter.broker.protocol = SASL_SSL (expected: no such line");
    }

    /** Attack 287. */
    @Test
    void noOtherLoginModuleIsTaken() {
        String key = "listener.name.plaintext.scram-sha-512.sasl.jaas.config";
        String module = "org.apache.kafka.common.security.scram.ScramLoginModule";

        assertThat(refused(with(key, "com.sun.security.auth.module.JndiLoginModule required;"))
                        .mistakes())
                .extracting(Mistake::key)
                .containsExactly(key);
        assertThat(refused(with(key, module + " required; " + module + " required;"))
                        .mistakes())
                .hasSize(1);
        assertThat(legal(with(key, module + " required username=\"a\" password=\"b;c\";"))
                        .listeners())
                .hasSize(1);
    }

    /** CONFORMANCE PLN-02, JAA-04. */
    @Test
    void usersOfPlainAreThoseOfTheListenersLineOrThoseOfZooKeeper() {
        Map<String, String> settings = with("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        settings.put("listeners", "SASL_PLAINTEXT://localhost:9092,PLAINTEXT://localhost:9093");
        String key = "listener.name.sasl_plaintext.plain.sasl.jaas.config";
        String module = "org.apache.kafka.common.security.plain.PlainLoginModule";

        assertThat(legal(settings).listeners().get(0).sasl().mechanisms()).containsExactly("PLAIN", "SCRAM-SHA-512");
        assertThat(legal(settings).listeners().get(0).sasl().plainUsers()).isEmpty();

        settings.put(
                key, module + " required username=\"b\" password=\"b\" user_alice=\"alice-secret\" user_bob=\"b\";");
        assertThat(legal(settings).listeners().get(0).sasl().plainUsers()).containsOnlyKeys("alice", "bob");
        assertThat(legal(settings).listeners().get(1).sasl().plainUsers()).isEmpty();

        settings.put(key, module + " required username=\"b\" password=\"hunter2\";");
        assertThat(refused(settings).toString())
                .contains(key, "user_NAME", "the users in ZooKeeper log in")
                .doesNotContain("hunter2");
        settings.put(key, "com.sun.security.auth.module.JndiLoginModule required user_alice=\"hunter2\";");
        assertThat(refused(settings).toString())
                .contains(key, "the login module " + module)
                .doesNotContain("hunter2");
    }

    /** CONFORMANCE RAU-01. */
    @Test
    void aLogInCountsForAsLongAsItsMechanismOrTheBrokerSays() {
        Map<String, String> settings = with("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        settings.put("listeners", "SASL_PLAINTEXT://localhost:9092,PLAINTEXT://localhost:9093");
        assertThat(legal(settings).listeners().get(0).sasl().lifetimes()).isEmpty();

        settings.put("connections.max.reauth.ms", "60000");
        settings.put("listener.name.sasl_plaintext.plain.connections.max.reauth.ms", "5000");
        assertThat(legal(settings).listeners().get(0).sasl().lifetimes())
                .containsOnly(
                        Map.entry("PLAIN", Duration.ofSeconds(5)), Map.entry("SCRAM-SHA-512", Duration.ofMinutes(1)));

        settings.put("connections.max.reauth.ms", "-1");
        assertThat(legal(settings).listeners().get(0).sasl().lifetimes()).containsOnlyKeys("PLAIN");
    }

    @Test
    void aPrefixOfNoListenerIsAMistake() {
        assertThat(refused(with("listener.name.other.ssl.client.auth", "none")).mistakes())
                .extracting(Mistake::expected)
                .containsExactly("one of the listeners [plaintext]");
    }

    @Test
    void valuesComeFromTheEnvironment() {
        Map<String, String> settings = with("broker.rack", "${env:RACK}");

        assertThat(BrokerConfig.parse(settings, Map.of("RACK", "r7"))
                        .<Optional<String>>fold(
                                legal -> legal.config().identity().rack(), refused -> Optional.empty()))
                .contains("r7");
        assertThat(refused(settings).mistakes())
                .containsExactly(new Mistake("broker.rack", "${env:RACK}", "an environment variable that is set"));
    }

    @Test
    void placeholdersOfOtherKindsAreRefused() {
        assertThat(refused(with("broker.rack", "${vault:a:b}")).mistakes())
                .extracting(Mistake::expected)
                .containsExactly("${file:PATH:KEY}, ${directory:PATH:FILE} or ${env:NAME}");
    }

    /** CRD-04, attack 293. */
    @Test
    void describedSettingsHaveNoSecretsAndKeepPlaceholders() {
        Map<String, String> settings = with("broker.rack", "${env:RACK}");
        settings.put("delegation.token.secret.key", "hunter2, or some longer text");
        BrokerConfig config = BrokerConfig.parse(settings, Map.of("RACK", "r7"))
                .fold(ConfigOutcome.Legal::config, refused -> {
                    throw new AssertionError(refused.report());
                });

        assertThat(config.settings().toString()).doesNotContain("hunter2");
        assertThat(config.settings())
                .filteredOn(setting -> setting.name().equals("broker.rack"))
                .singleElement()
                .satisfies(setting -> assertThat(setting.written()).contains("${env:RACK}"));
        assertThat(config.settings()).hasSizeGreaterThan(290);
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> settings = new LinkedHashMap<>(OPEN);
        settings.put(key, value);
        return settings;
    }

    private static Map<String, String> with(Map<String, String> more, String key, String value) {
        Map<String, String> settings = with(key, value);
        settings.putAll(more);
        return settings;
    }

    private static BrokerConfig legal(Map<String, String> settings) {
        return BrokerConfig.parse(settings, Map.of()).fold(ConfigOutcome.Legal::config, refused -> {
            throw new AssertionError(refused.report());
        });
    }

    private static ConfigReport refused(Map<String, String> settings) {
        return BrokerConfig.parse(settings, Map.of())
                .fold(
                        legal -> {
                            throw new AssertionError("not refused");
                        },
                        ConfigOutcome.Refused::report);
    }
}
