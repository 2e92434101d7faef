package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** MIT's KDC, kinit, kcat on MIT's library, and Java with MIT's ticket cache (CONFORMANCE GSS rows, attacks 113..119). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MitKerberosIT {
    private static final String KCAT = "/usr/bin/kcat";
    private static final String SHORT_LIVED = "events/localhost";

    private MitKdc kdc;
    private KerberosBroker broker;
    private Path aliceKeyTab = Path.of("");

    @BeforeAll
    void aBrokerThatTakesTickets(@TempDir Path temporary) throws Exception {
        MitKdc.require();
        kdc = new MitKdc(temporary.resolve("mit"));
        aliceKeyTab = kdc.principal("alice");
        broker = KerberosBroker.start(
                temporary.resolve("quickstart"),
                kdc,
                "sasl.kerberos.principal.to.local.rules=RULE:[1:$1@$0](friend@OTHER.ORG)s/.*/foreign-alice/,DEFAULT");
    }

    @AfterAll
    void stop() {
        if (broker != null) {
            broker.close();
        }
        if (kdc != null) {
            kdc.close();
        }
    }

    private Counterpart.Outcome kcat(String input, Map<String, String> environment, String... more) {
        Counterpart.require(KCAT, "kcat");
        requirePlugin();
        List<String> command = new ArrayList<>(List.of(KCAT, "-b", "localhost:" + broker.port(), "-m", "10"));
        for (String setting : List.of(
                "security.protocol=SASL_SSL",
                "ssl.ca.location=" + broker.authority(),
                "sasl.mechanisms=GSSAPI",
                "sasl.kerberos.service.name=kafka")) {
            command.addAll(List.of("-X", setting));
        }
        command.addAll(List.of(more));
        Map<String, String> all = new HashMap<>(kdc.environment());
        all.putAll(environment);
        return Counterpart.run(Path.of("."), all, input, command);
    }

    private static void requirePlugin() {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            String plugin = folders.map(folder -> folder.resolve("sasl2/libgssapiv2.so"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(Path.of("/usr/lib/sasl2/libgssapiv2.so"))
                    .toString();
            Counterpart.requireFile(plugin, "libsasl2-modules-gssapi-mit");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void kcatLogsInWithAKeytab(@TempDir Path folder) {
        String[] settings = {"-X", "sasl.kerberos.keytab=" + aliceKeyTab, "-X", "sasl.kerberos.principal=alice@HOME.ORG"
        };
        Map<String, String> cache = Map.of("KRB5CCNAME", "FILE:" + folder.resolve("kcat.cache"));

        Counterpart.Outcome written =
                kcat("by kcat\n", cache, with(settings, "-P", "-t", QuickstartProcess.TOPIC, "-p", "0"));
        Counterpart.Outcome read =
                kcat("", cache, with(settings, "-C", "-t", QuickstartProcess.TOPIC, "-e", "-o", "beginning"));

        assertThat(written.exitCode()).as(written.output()).isZero();
        assertThat(read.output()).contains("by kcat");
    }

    private static String[] with(String[] settings, String... more) {
        return Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new);
    }

    private Counterpart.Outcome kcatWithTicket(Path cache) {
        return kcat(
                "",
                Map.of("KRB5CCNAME", "FILE:" + cache),
                "-X",
                "sasl.kerberos.kinit.cmd=true",
                "-L",
                "-t",
                QuickstartProcess.TOPIC);
    }

    /** CONFORMANCE GSS-18: it names the service as the one that it wants to act for. */
    @Test
    void kafkaPythonLogsInWithATicketCache() {
        Counterpart.requireFile("/usr/lib/python3/dist-packages/kafka/__init__.py", "python3-kafka");
        Counterpart.requireFile("/usr/lib/python3/dist-packages/gssapi/__init__.py", "python3-gssapi");
        String script = """
                import sys
                from kafka import KafkaProducer
                server, ca, topic = sys.argv[1:]
                producer = KafkaProducer(bootstrap_servers=server, security_protocol='SASL_SSL', ssl_cafile=ca,
                                         sasl_mechanism='GSSAPI', sasl_kerberos_service_name='kafka', acks='all')
                print('offset', producer.send(topic, b'python').get(timeout=20).offset)
                """;
        Path cache = kdc.ticketCache(aliceKeyTab, "alice@HOME.ORG");
        Map<String, String> environment = new HashMap<>(kdc.environment());
        environment.put("KRB5CCNAME", "FILE:" + cache);

        Counterpart.Outcome outcome = Counterpart.run(
                Path.of("."),
                environment,
                "",
                List.of(
                        "/usr/bin/python3",
                        "-c",
                        script,
                        "localhost:" + broker.port(),
                        broker.authority().toString(),
                        QuickstartProcess.TOPIC));

        assertThat(outcome.output()).contains("offset ");
    }

    @Test
    void othersThanAliceAreNotLetIn() {
        Path mallory = kdc.ticketCache(kdc.principal(MitKdc.OTHER, "mallory", ""), "mallory@OTHER.ORG");

        Counterpart.Outcome outcome = kcatWithTicket(mallory);

        assertThat(outcome.output()).contains("uthentication fail").doesNotContain("no-kerberos-rule");
    }

    private Properties withTicket(int port, String service, Path cache) {
        return Kdc.client(
                broker.transport(),
                port,
                service,
                "useTicketCache=true doNotPrompt=true ticketCache=\"" + cache + "\"");
    }

    @Test
    void javaLogsInWithATicketCacheGss16() {
        try (Canary canary =
                new Canary(withTicket(broker.port(), "kafka", kdc.ticketCache(aliceKeyTab, "alice@HOME.ORG")))) {
            canary.sings();
        }
    }

    /** Two realms, one rule for one friend (CONFORMANCE GSS-10, GSS-14, attack 115). */
    @Test
    void strangersFromAnotherRealmNeedARule() {
        Path friend = kdc.ticketCache(kdc.principal(MitKdc.OTHER, "friend", ""), "friend@OTHER.ORG");
        Path alice = kdc.ticketCache(kdc.principal(MitKdc.OTHER, "alice", ""), "alice@OTHER.ORG");

        try (Canary canary = new Canary(withTicket(broker.port(), "kafka", friend))) {
            canary.sings();
        }
        assertThatThrownBy(() -> KerberosIT.ask(withTicket(broker.port(), "kafka", alice)))
                .as("alice of another realm is not alice")
                .hasRootCauseInstanceOf(SaslAuthenticationException.class);
    }

    /** Attack 118. */
    @Test
    void whenTheKdcIsGoneSessionsLiveAndTicketsCount() throws Exception {
        Path cache = kdc.ticketCache(aliceKeyTab, "alice@HOME.ORG");
        assertThat(kcatWithTicket(cache).output()).contains("topic \"" + QuickstartProcess.TOPIC + "\"");
        try (Canary canary = new Canary(withTicket(broker.port(), "kafka", cache))) {
            canary.sings();
            kdc.stop();
            try {
                canary.sings();
                assertThat(kcatWithTicket(cache).output())
                        .as("its ticket for the service is in the cache")
                        .contains("topic \"" + QuickstartProcess.TOPIC + "\"");
            } finally {
                kdc.start();
            }
        }
    }

    /** Attack 114. */
    @Test
    void oldKeysCountUntilTheyAreTakenOutOfTheKeytabGss20() {
        Path old = kdc.ticketCache("old", aliceKeyTab, "alice@HOME.ORG");
        assertThat(kcatWithTicket(old).output()).contains("topic \"");

        kdc.rotate(Kdc.REALM, KerberosBroker.SERVICE);
        assertThat(kcatWithTicket(old).output()).as("old ticket, old key").contains("topic \"");
        Path renewed = kdc.ticketCache("new", aliceKeyTab, "alice@HOME.ORG");
        assertThat(kcatWithTicket(renewed).output()).as("new ticket, new key").contains("topic \"");

        kdc.forgetOldKeys(Kdc.REALM, KerberosBroker.SERVICE);
        assertThat(kcatWithTicket(renewed).output()).contains("topic \"");
        assertThat(kcatWithTicket(old).output()).doesNotContain("topic \"");
    }

    /** Attack 119: tickets for this service live for 15 seconds; Kafka's client proves itself again before that. */
    @Test
    void sessionsEndWithTheirTickets() throws Exception {
        kdc.limitLife(SHORT_LIVED, 15);
        Path cache = kdc.ticketCache(aliceKeyTab, "alice@HOME.ORG");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                withTicket(broker.secondPort(), "events", cache), new StringSerializer(), new StringSerializer())) {
            Instant end = Instant.now().plusSeconds(60);
            while (MechanismsIT.metric(producer, "successful-reauthentication-total") < 1) {
                assertThat(Instant.now()).as("a re-authentication").isBefore(end);
                var unused = producer.send(new ProducerRecord<>(QuickstartProcess.TOPIC, "still here"))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }
}
