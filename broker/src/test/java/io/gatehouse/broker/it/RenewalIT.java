package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.CrlPeriod;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Pkcs12;
import io.gatehouse.certs.Revocation;
import io.gatehouse.certs.RevocationReason;
import io.gatehouse.certs.StorePassword;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** PEERS A1, A13: certificates of a running broker are renewed and revoked by putting other files in their place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RenewalIT {
    private static final String TOPIC = "renewed";
    private static final int RENEWALS = 5;

    private Path folder;
    private SeparateServers servers;
    private CertificateAuthority authority;

    @BeforeAll
    void aBrokerThatAsksRevocationLists(@TempDir Path temporary) throws Exception {
        folder = temporary.resolve("quickstart");
        servers = SeparateServers.prepare(folder);
        authority = servers.made().signer();
        revoke();
        servers.startBroker("ssl.crl.location=" + lists(), "ssl.reload.interval.ms=200");
    }

    @AfterAll
    void end() {
        servers.close();
    }

    private Path lists() {
        return folder.resolve("ca/ca.crl");
    }

    private void revoke(X509Certificate... certificates) throws IOException {
        Instant now = Instant.now();
        List<Revocation> revoked = List.of(certificates).stream()
                .map(one -> new Revocation(one.getSerialNumber(), now, RevocationReason.KEY_COMPROMISE))
                .toList();
        CrlPeriod period = new CrlPeriod(BigInteger.valueOf(now.toEpochMilli()), now, Duration.ofDays(1));
        replace(lists(), Pem.revocationLists(List.of(authority.revocationList(revoked, period))));
    }

    /** As careful tools do it: another file takes the name. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        Files.write(made, content);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aRenewedCertificateIsServedWithoutARestartAndClientsNoticeNothing() throws Exception {
        Intruder intruder = new Intruder(servers.made());
        Path keyStore = folder.resolve("certs/broker.keystore.p12");
        char[] password = StorePassword.read(folder.resolve("certs/broker.password"));
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(servers.administrator(), new StringSerializer(), new StringSerializer())) {
            long sent = 0;
            for (int i = 0; i < RENEWALS; i++) {
                Issued renewed = authority.issue(
                        CertificateRequest.server(
                                "broker", List.of(Host.parse("localhost"), Host.parse("127.0.0.1"), Host.parse("::1"))),
                        Instant.now());
                replace(keyStore, Pkcs12.keyStore(renewed, password));
                StrangersIT.await(
                        "the renewed certificate is served",
                        () -> served(intruder).equals(renewed.chain().get(0)));
                long offset = producer.send(new ProducerRecord<>(TOPIC, "after renewal " + i))
                        .get(60, TimeUnit.SECONDS)
                        .offset();
                assertThat(offset).isEqualTo(sent++);
            }
            assertThat(MechanismsIT.metric(producer, "connection-close-total"))
                    .as("open connections stay open")
                    .isLessThanOrEqualTo(1); // The one to the bootstrap address.
        }
        X509Certificate last = served(intruder);
        replace(keyStore, "half a fi".getBytes(StandardCharsets.UTF_8));
        StrangersIT.await("the refusal is told", () -> servers.log().contains("the changed files are not used"));
        StrangersIT.await(
                "ZooKeeper's client does not use it either",
                () -> servers.log()
                        .lines()
                        .anyMatch(line -> line.contains("the changed files are not used")
                                && line.contains("listeners=\"zookeeper\"")));
        operatorSees(last);
        assertThat(served(intruder).getSubjectX500Principal().getName()).isEqualTo("CN=broker");
        assertThat(servers.log()).doesNotContain(new String(password));
    }

    private void operatorSees(X509Certificate last) throws Exception {
        try (JmxView jmx = JmxView.of(servers.brokerPid())) {
            ObjectName certificate = jmx.named("gatehouse.server:type=tls-certificate,*").stream()
                    .filter(name -> name.getKeyProperty("listener").equals("INTERNAL"))
                    .findFirst()
                    .orElseThrow();
            assertThat(jmx.attribute(certificate.toString(), "SerialNumber"))
                    .isEqualTo(last.getSerialNumber().toString(16));
            assertThat(jmx.attribute(certificate.toString(), "NotAfterSeconds"))
                    .isEqualTo(last.getNotAfter().toInstant().getEpochSecond());
            assertThat((long) jmx.attribute(certificate.toString(), "Replacements"))
                    .as("new revocation lists count too")
                    .isGreaterThanOrEqualTo(RENEWALS);
            assertThat(jmx.attribute(certificate.toString(), "Refusals")).isEqualTo(1L);
            assertThat(jmx.named("gatehouse.server:type=tls-handshakes,protocol=TLSv1.3,result=success,*"))
                    .anySatisfy(name -> assertThat(name.getKeyProperty("suite")).startsWith("TLS_"));
        }
    }

    @Test
    void aRevokedClientIsSentAwayAndNotLetInAgain() throws Exception {
        Intruder intruder = new Intruder(servers.made());
        X509Certificate admin = Pem.readCertificates(Files.readAllBytes(folder.resolve("certs/admin.crt")), "admin.crt")
                .get(0);
        try (SSLSocket open = intruder.asAdministrator(new Socket());
                SSLSocket other = intruder.asNobody()) {
            revoke(admin);

            assertThat(open.getInputStream().read()).as("the end").isEqualTo(-1);
            assertThat(other.isClosed()).isFalse();
        }
        assertThatThrownBy(() -> {
                    try (SSLSocket again = intruder.asAdministrator(new Socket())) {
                        if (again.getInputStream().read() < 0) {
                            throw new IOException("closed");
                        }
                    }
                })
                .isInstanceOf(IOException.class);
        StrangersIT.await("the reason is told", () -> servers.log().contains("revoked"));
        assertThat(servers.log()).contains("CN=admin");
    }

    private static X509Certificate served(Intruder intruder) throws IOException {
        try (SSLSocket socket = intruder.behindTls()) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
