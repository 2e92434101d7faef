package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that nobody changed, with the files of {@code bin/certs.sh} as a user would take them: who verifies the authority
 * alone, who shows a certificate too, its key as PEM and as PKCS#12; and what an operator does to certificates meanwhile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsClientsIT {
    private static final String KCAT = "/usr/bin/kcat";
    private static final String OPENSSL = "/usr/bin/openssl";
    private static final String PYTHON = "/usr/bin/python3";
    private static final String KAFKA_PYTHON = "/usr/lib/python3/dist-packages/kafka/__init__.py";

    /** ApiVersions, version 0, correlation id "abcd", an empty client id. */
    private static final String VERSIONS = "\0\0\0\n\0\022\0\0abcd\0\0";

    private CertifiedBroker broker;
    private CertsCommands certs;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        broker = CertifiedBroker.start(temporary);
        certs = broker.certs();
        certs.run("issue-client", "--ca", "@ca", "--out", "@out", "--name", "app");
    }

    @AfterAll
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private static void assertServed(Properties client) {
        try (Canary canary = new Canary(client)) {
            canary.sings();
        }
    }

    @Test
    void javaVerifiesTheAuthorityAlone() {
        Properties client = broker.passwords();
        client.put("security.protocol", "SASL_SSL");
        client.put("ssl.truststore.type", "PEM");
        client.put("ssl.truststore.location", certs.file("ca/ca-bundle.crt").toString());

        assertServed(CertifiedBroker.at(broker.verified(), client));
    }

    @Test
    void javaShowsACertificateWithThePropertiesAsTheyAre() throws Exception {
        assertServed(CertifiedBroker.at(broker.mutual(), certs.properties("out/app.properties")));
    }

    /** CONFORMANCE TLS-36. */
    @Test
    void aPlugInMakesTheEnginesOfAListener() throws Exception {
        assertServed(CertifiedBroker.at(broker.plugged(), certs.properties("out/app.properties")));
        assertThat(broker.log()).contains("tls=\"DefaultSslEngineFactory\"");

        Properties nobody = certs.properties("out/app.properties");
        nobody.keySet().removeIf(name -> name.toString().startsWith("ssl.keystore."));
        nobody.remove("ssl.key.password");
        assertThatThrownBy(() -> assertServed(CertifiedBroker.at(broker.plugged(), nobody)))
                .hasStackTraceContaining(SslAuthenticationException.class.getName());
    }

    @Test
    void javaTakesKeyAndChainFromOnePemFile() throws Exception {
        Path pem = certs.file("app.pem");
        Files.writeString(
                pem, Files.readString(certs.file("out/app.key")) + Files.readString(certs.file("out/app.crt")));
        Properties client = new Properties();
        client.put("security.protocol", "SSL");
        client.put("ssl.keystore.type", "PEM");
        client.put("ssl.keystore.location", pem.toString());
        client.put("ssl.truststore.type", "PEM");
        client.put("ssl.truststore.location", certs.file("out/app.ca.crt").toString());

        assertServed(CertifiedBroker.at(broker.mutual(), client));
    }

    @Test
    void kcatVerifiesTheAuthorityAlone() {
        Properties passwords = broker.passwords();

        assertKcatServed(
                broker.verified(),
                "-X",
                "security.protocol=SASL_SSL",
                "-X",
                "ssl.ca.location=" + certs.file("ca/ca-bundle.crt"),
                "-X",
                "sasl.mechanisms=" + passwords.getProperty("sasl.mechanism"),
                "-X",
                "sasl.username=admin",
                "-X",
                "sasl.password=" + password(passwords));
    }

    @Test
    void kcatShowsACertificateWithTheFileAsItIs() {
        assertKcatServed(broker.mutual(), "-F", certs.file("out/app.librdkafka").toString());
    }

    @Test
    void kcatTakesPkcs12() throws Exception {
        assertKcatServed(
                broker.mutual(),
                "-X",
                "security.protocol=SSL",
                "-X",
                "ssl.ca.location=" + certs.file("out/app.ca.crt"),
                "-X",
                "ssl.keystore.location=" + certs.file("out/app.keystore.p12"),
                "-X",
                "ssl.keystore.password="
                        + certs.properties("out/app.properties").getProperty("ssl.keystore.password"));
    }

    private void assertKcatServed(int port, String... options) {
        Counterpart.require(KCAT, "kcat");
        String mark = "kcat-" + System.nanoTime();
        List<String> kcat = new ArrayList<>(List.of(KCAT));
        kcat.addAll(List.of(options));
        kcat.addAll(List.of("-b", "localhost:" + port, "-t", QuickstartProcess.TOPIC));

        Counterpart.Outcome write = Counterpart.run(mark + "\n", plus(kcat, "-P"));
        Counterpart.Outcome read = Counterpart.run("", plus(kcat, "-C", "-o", "beginning", "-e", "-q"));

        assertThat(write.exitCode()).as(write.output()).isZero();
        assertThat(read.output()).contains(mark);
    }

    private static List<String> plus(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    private static String password(Properties passwords) {
        return passwords.getProperty("sasl.jaas.config").replaceAll(".*password=\"([^\"]*)\".*", "$1");
    }

    @Test
    void kafkaPythonVerifiesTheAuthorityAlone() {
        Properties passwords = broker.passwords();

        assertPythonServed(
                broker.verified(),
                "dict(security_protocol='SASL_SSL', ssl_cafile='" + certs.file("ca/ca-bundle.crt")
                        + "', sasl_mechanism='" + passwords.getProperty("sasl.mechanism")
                        + "', sasl_plain_username='admin', sasl_plain_password='" + password(passwords) + "')");
    }

    /** PEM is all that it knows. */
    @Test
    void kafkaPythonShowsACertificateWithTheFileAsItIs() {
        assertPythonServed(broker.mutual(), "json.load(open('" + certs.file("out/app.python.json") + "'))");
    }

    private static void assertPythonServed(int port, String settings) {
        Counterpart.require(PYTHON, "python3-kafka");
        Counterpart.requireFile(KAFKA_PYTHON, "python3-kafka");
        String script = """
                import json, sys
                from kafka import KafkaProducer, KafkaConsumer, TopicPartition
                server, topic, mark = sys.argv[1:]
                access = dict(%s, bootstrap_servers=server)
                place = KafkaProducer(acks='all', **access).send(topic, mark.encode()).get(timeout=20)
                consumer = KafkaConsumer(consumer_timeout_ms=15000, **access)
                partition = TopicPartition(topic, place.partition)
                consumer.assign([partition])
                consumer.seek(partition, place.offset)
                print('found' if next(consumer).value == mark.encode() else 'lost')
                """.formatted(settings);

        Counterpart.Outcome outcome = Counterpart.run(
                "",
                List.of(
                        PYTHON,
                        "-c",
                        script,
                        "localhost:" + port,
                        QuickstartProcess.TOPIC,
                        "python-" + System.nanoTime()));

        assertThat(outcome.output()).contains("found");
    }

    @Test
    void opensslVerifiesTheAuthorityAlone() {
        assertOpensslServed(broker.verified());
    }

    @Test
    void opensslShowsACertificateFromPemAndFromPkcs12() {
        assertOpensslServed(
                broker.mutual(),
                "-cert",
                certs.file("out/app.crt").toString(),
                "-key",
                certs.file("out/app.key").toString());
        assertOpensslServed(
                broker.mutual(),
                "-cert",
                certs.file("out/app.keystore.p12").toString(),
                "-key",
                certs.file("out/app.keystore.p12").toString(),
                "-pass",
                "file:" + certs.file("out/app.password"));
    }

    /** Attack 34: what it has sent together with its Finished is not answered. */
    @Test
    void opensslWithoutACertificateIsNotAnswered() {
        assertThat(openssl(broker.mutual())).doesNotContain("abcd").contains("certificate required");
    }

    /** Attacks 45 and 46: a session is worth the certificate that it began with, and nothing can be said with it early. */
    @Test
    void opensslComesBackWithItsSession() {
        String session = certs.file("session.pem").toString();
        assertOpensslServed(
                broker.mutual(),
                "-cert",
                certs.file("out/app.crt").toString(),
                "-key",
                certs.file("out/app.key").toString(),
                "-sess_out",
                session);

        assertThat(Counterpart.run("", List.of(OPENSSL, "sess_id", "-in", session, "-noout", "-text"))
                        .output())
                .contains("TLS session ticket:", "Max Early Data: 0");
        assertThat(openssl(broker.mutual(), "-sess_in", session)).contains("abcd");
    }

    private void assertOpensslServed(int port, String... options) {
        assertThat(openssl(port, options)).contains("Verification: OK", "abcd");
    }

    private String openssl(int port, String... options) {
        Counterpart.require(OPENSSL, "openssl");
        List<String> command = new ArrayList<>(List.of(OPENSSL, "s_client", "-connect", "localhost:" + port));
        command.addAll(List.of(
                "-CAfile",
                certs.file("ca/ca-bundle.crt").toString(),
                "-verify_return_error",
                "-verify_hostname",
                "localhost",
                "-brief"));
        command.addAll(List.of(options));
        return Counterpart.converse(VERSIONS, command, "abcd");
    }

    /** CONFORMANCE CAP-07 to CAP-09, on a broker that serves those stores. */
    @Test
    void storesOfTheDocumentedProcedureServe() throws Exception {
        DocumentedStores.require();

        assertServed(broker.documentedClient());
    }

    /**
     * CERTIFICATES.md, "Replacing the root", with the broker running: clients of the old and of the new root work at every
     * step, those that stay connected too, until the old root is gone.
     */
    @Test
    void anAuthorityIsReplacedWhileClientsOfBothWork() throws Exception {
        certs.run("issue-client", "--ca", "@rotating", "--out", "@out", "--name", "veteran");
        copy("veteran", "forgotten");
        Properties old = rotating("out/forgotten.properties");
        try (Canary stays = new Canary(old)) {
            stays.sings();

            certs.run("rotate-ca", "--ca", "@rotating", "--name", "New CA");
            certs.run("issue-client", "--ca", "@rotating", "--out", "@out", "--name", "recruit");
            Properties recruit = rotating("out/recruit.properties");
            assertServed(old);
            assertServed(recruit);
            stays.sings();

            renewed("broker certificate of the new root", "rotating");
            assertServed(old);
            assertServed(recruit);
            stays.sings();

            certs.run("renew", "--ca", "@rotating", "--out", "@out", "--name", "veteran");
            Properties veteran = rotating("out/veteran.properties");
            certs.run("finish-rotation", "--ca", "@rotating");
            assertServed(veteran);
            assertServed(recruit);

            renewed("broker that trusts the new root alone", "rotating");
            assertServed(veteran);
            assertServed(recruit);
            StrangersIT.await(
                    "who is still connected with the old root's certificate is sent away",
                    () -> told("event=\"certificate\"", "outcome=\"refused\"", "CN=veteran"));
        }
        assertForgotten(old);
    }

    private void copy(String from, String to) throws Exception {
        for (String suffix : List.of(".keystore.p12", ".truststore.p12")) {
            Files.copy(certs.file("out/" + from + suffix), certs.file("out/" + to + suffix));
        }
        Files.writeString(
                certs.file("out/" + to + ".properties"),
                Files.readString(certs.file("out/" + from + ".properties")).replace(from + ".", to + "."));
    }

    private Properties rotating(String file) throws Exception {
        return CertifiedBroker.at(broker.rotating(), certs.properties(file));
    }

    private void renewed(String what, String name) throws Exception {
        long before = replacements();
        certs.run("renew", "--ca", "@rotating", "--out", "@out", "--name", name);
        StrangersIT.await(what, () -> replacements() > before);
    }

    private long replacements() throws IOException {
        return broker.log()
                .lines()
                .filter(line -> line.contains("new keys and certificates in use"))
                .count();
    }

    /** Whether a line of the broker's log has all of this. */
    private boolean told(String... words) throws IOException {
        return broker.log().lines().anyMatch(line -> Stream.of(words).allMatch(line::contains));
    }

    private void assertForgotten(Properties old) throws Exception {
        assertThatThrownBy(() -> assertServed(old)).hasStackTraceContaining(SslAuthenticationException.class.getName());
        Files.copy(
                certs.file("out/recruit.truststore.p12"),
                certs.file("out/forgotten.truststore.p12"),
                StandardCopyOption.REPLACE_EXISTING);
        old.put(
                "ssl.truststore.password",
                certs.properties("out/recruit.properties").getProperty("ssl.truststore.password"));

        assertThatThrownBy(() -> assertServed(old)).hasStackTraceContaining(SslAuthenticationException.class.getName());
        assertThat(told(
                        "event=\"tls.failed\"",
                        "listener=\"ROTATING\"",
                        "the client shows no certificate of an authority that is trusted here"))
                .isTrue();
    }
}
