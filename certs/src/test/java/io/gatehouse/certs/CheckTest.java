package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.certs.LoopbackServer.ClientAuth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PEERS A17, A8, A12 and A16: each fault of a port in plain words, and an exit code of its own. */
final class CheckTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandRun certs = new CommandRun(folder);
    private CertificateAuthority authority = newAuthority("Check CA");

    private static CertificateAuthority newAuthority(String name) {
        return CertificateAuthority.create(
                name, KeyType.EC, Duration.ofDays(3650), java.time.Instant.now(), CommandRun.RANDOM);
    }

    @BeforeEach
    void trustInAFile() {
        certs = new CommandRun(folder);
        authority = newAuthority("Check CA");
        new NewFiles()
                .open(folder.resolve("ca.crt"), Pem.certificates(List.of(authority.root())))
                .write();
    }

    private Issued server() {
        return server("127.0.0.1", "localhost");
    }

    private Issued server(String... hosts) {
        return authority.issue(
                CertificateRequest.server(
                        "broker", List.of(hosts).stream().map(Host::parse).toList()),
                certs.now());
    }

    private int check(LoopbackServer server, String... more) {
        String[] all = new String[more.length + 6];
        System.arraycopy(new String[] {"check", server.address(), "--ca", "@ca.crt", "--timeout", "3"}, 0, all, 0, 6);
        System.arraycopy(more, 0, all, 6, more.length);
        return certs.run(all);
    }

    @Test
    void aGoodPortIsSaidToBeGood() throws Exception {
        try (LoopbackServer server = LoopbackServer.tlsKafka(server())) {
            assertThat(check(server)).as(certs.output()).isZero();
            assertThat(certs.output()).contains("OK: ", "TLSv1.3, TLSv1.2", "client certificate: not asked for");
            assertThat(check(server, "--name", "localhost")).isZero();

            assertThat(check(server, "--json")).isZero();
            assertThat(certs.output()).contains("\"exitCode\":0", "\"kafka\":true", "\"findings\":[]");
        }
    }

    @Test
    void nobodyListening() throws Exception {
        LoopbackServer gone = LoopbackServer.plaintextKafka();
        gone.close();

        assertThat(check(gone)).isEqualTo(4);
        assertThat(certs.output()).contains("nobody listens", "do: start the server");
    }

    @Test
    void aHostWithoutAddress() {
        assertThat(certs.run("check", "no-such-host.invalid:9093")).isEqualTo(4);
        assertThat(certs.output()).contains("no address is known for no-such-host.invalid");
    }

    @Test
    void plaintextKafkaOnThePort() throws Exception {
        try (LoopbackServer server = LoopbackServer.plaintextKafka()) {
            assertThat(check(server)).isEqualTo(5);
            assertThat(certs.output()).contains("a Kafka broker listens here without TLS");
        }
    }

    @Test
    void somethingElseOnThePort() throws Exception {
        try (LoopbackServer web = LoopbackServer.saying("HTTP/1.1 400 Bad Request\r\n\r\n");
                LoopbackServer ssh = LoopbackServer.saying("SSH-2.0-OpenSSH_9\r\n");
                LoopbackServer noise = LoopbackServer.saying("\u001b[31mred\u0007!!")) {
            assertThat(check(web)).isEqualTo(5);
            assertThat(certs.output()).contains("it is a web server");
            assertThat(check(ssh)).isEqualTo(5);
            assertThat(certs.output()).contains("it is an SSH server");
            assertThat(check(noise)).isEqualTo(5);
            assertThat(certs.output()).contains("\\u001b").doesNotContain("\u001b");
        }
    }

    @Test
    void aServerThatSaysNothingDoesNotHoldUsUp() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (LoopbackServer silent = LoopbackServer.plain(connection -> end.await(20, TimeUnit.SECONDS))) {
            assertThat(certs.run("check", silent.address(), "--ca", "@ca.crt", "--timeout", "1"))
                    .isEqualTo(4);
            assertThat(certs.output()).contains("no answer within 1 s");
        } finally {
            end.countDown();
        }
    }

    @Test
    void aServerThatTricklesDoesNotHoldUsUp() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (LoopbackServer trickling = LoopbackServer.plain(connection -> {
            // A handshake record of 16 KiB, a byte at a time, each well within any timeout for a single read.
            byte[] start = {0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, (byte) 0xfc};
            for (int i = 0; !end.await(50, TimeUnit.MILLISECONDS); i++) {
                connection.getOutputStream().write(i < start.length ? start[i] : 0);
            }
        })) {
            assertThat(certs.run("check", trickling.address(), "--ca", "@ca.crt", "--timeout", "1"))
                    .isIn(4, 5);
        } finally {
            end.countDown();
        }
    }

    @Test
    void onlyOldProtocols() throws Exception {
        byte[] protocolVersionAlert = {0x15, 3, 1, 0, 2, 2, 70};
        try (LoopbackServer old = LoopbackServer.saying(protocolVersionAlert)) {
            assertThat(check(old)).isEqualTo(6);
            assertThat(certs.output()).contains("neither TLS 1.3 nor TLS 1.2");
        }
    }

    @Test
    void anotherAuthority() throws Exception {
        CertificateAuthority stranger = newAuthority("Stranger CA");
        CertificateAuthority namesake = newAuthority("Check CA");
        CertificateRequest request = CertificateRequest.server("broker", List.of(Host.parse("127.0.0.1")));
        try (LoopbackServer unknown = LoopbackServer.tlsKafka(stranger.issue(request, certs.now()));
                LoopbackServer twin = LoopbackServer.tlsKafka(namesake.issue(request, certs.now()))) {
            assertThat(check(unknown)).isEqualTo(8);
            assertThat(certs.output())
                    .contains(
                            "is issued by CN=Stranger CA",
                            "ca.crt holds CN=Check CA",
                            "sends its own certificate only");
            assertThat(check(twin)).isEqualTo(8);
            assertThat(certs.output()).contains("CN=Check CA, but with another key");
        }
    }

    @Test
    void aSelfSignedServerAndAnEmptyPocket() throws Exception {
        CertificateAuthority self = newAuthority("Self");
        try (LoopbackServer server = LoopbackServer.tlsKafka(new Issued(self.key(), self.chain()))) {
            assertThat(check(server)).isEqualTo(8);
            assertThat(certs.output())
                    .contains("signed by itself and not trusted", "WRONG: ")
                    .contains("is not for 127.0.0.1");
            assertThat(certs.run("check", server.address())).isEqualTo(8);
            assertThat(certs.output()).contains("Java's own trust store (no --ca was given)");
        }
    }

    @Test
    void aHostileNameDoesNotReachTheTerminal() throws Exception {
        CertificateAuthority hostile = newAuthority("Evil\u202eCA");
        try (LoopbackServer server = LoopbackServer.tlsKafka(new Issued(hostile.key(), hostile.chain()))) {
            assertThat(check(server)).isEqualTo(8);
            assertThat(certs.output()).contains("Evil\\u202eCA").doesNotContain("\u202e");
        }
    }

    @Test
    void aMissingIntermediate() throws Exception {
        CertificateAuthority issuing = authority.intermediate("Issuing", KeyType.EC, Duration.ofDays(100), certs.now());
        Issued whole =
                issuing.issue(CertificateRequest.server("broker", List.of(Host.parse("127.0.0.1"))), certs.now());
        Issued lonely = new Issued(whole.key(), List.of(whole.certificate()));
        try (LoopbackServer good = LoopbackServer.tlsKafka(whole);
                LoopbackServer bad = LoopbackServer.tlsKafka(lonely)) {
            assertThat(check(good)).as(certs.output()).isZero();
            assertThat(check(bad)).isEqualTo(8);
            assertThat(certs.output()).contains("is issued by CN=Issuing, which the server does not send");
        }
    }

    @Test
    void datesThatAreOver() throws Exception {
        try (LoopbackServer server = LoopbackServer.tlsKafka(server())) {
            certs.pass(Duration.ofDays(390));
            assertThat(check(server)).isEqualTo(3);
            assertThat(certs.output()).contains("NOTE: ", "in 6 days");
            certs.pass(Duration.ofDays(10));
            assertThat(check(server)).isEqualTo(9);
            assertThat(certs.output()).contains("expired at", "3 days ago").doesNotContain("not valid:");
            certs.pass(Duration.ofDays(-500));
            assertThat(check(server)).isEqualTo(9);
            assertThat(certs.output()).contains("is valid from");
        }
    }

    @Test
    void theWrongName() throws Exception {
        try (LoopbackServer server = LoopbackServer.tlsKafka(server("localhost", "*.example.org", "10.0.0.1"))) {
            assertThat(check(server)).isEqualTo(10);
            assertThat(certs.output()).contains("is not for 127.0.0.1: it is for localhost, *.example.org, 10.0.0.1");
            assertThat(check(server, "--name", "a.example.org")).isZero();
            assertThat(check(server, "--name", "a.b.example.org")).isEqualTo(10);
            assertThat(check(server, "--name", "example.org")).isEqualTo(10);
        }
    }

    @Test
    void aClientsCertificateInAServer() throws Exception {
        Issued client = authority.issue(
                CertificateRequest.client("app").withHosts(List.of(Host.parse("127.0.0.1"))), certs.now());
        try (LoopbackServer server = LoopbackServer.tlsKafka(client)) {
            assertThat(check(server)).isEqualTo(11);
            assertThat(certs.output()).contains("no serverAuth");
        }
    }

    @Test
    void aRevokedServer() throws Exception {
        Issued revoked = server();
        CrlPeriod period = new CrlPeriod(java.math.BigInteger.ONE, certs.now(), Duration.ofDays(1));
        Revocation one =
                new Revocation(revoked.certificate().getSerialNumber(), certs.now(), RevocationReason.KEY_COMPROMISE);
        Files.write(
                folder.resolve("ca.crl"), Pem.revocationLists(List.of(authority.revocationList(List.of(one), period))));
        try (LoopbackServer server = LoopbackServer.tlsKafka(revoked)) {
            assertThat(check(server, "--crl", "@ca.crl")).isEqualTo(12);
            assertThat(certs.output()).contains("is revoked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientCertificateIsDemandedTakenOrRefused(String protocol) throws Exception {
        deliver("app", authority.issue(CertificateRequest.client("app"), certs.now()));
        deliver("eve", newAuthority("Evil CA").issue(CertificateRequest.client("eve"), certs.now()));
        try (LoopbackServer server = LoopbackServer.tls(
                server(), List.of(authority.root()), ClientAuth.NEEDED, LoopbackServer::answerAsKafka, protocol)) {
            assertThat(check(server)).as(certs.output()).isEqualTo(7);
            assertThat(certs.output()).contains("the server demands a client certificate", "CN=Check CA");
            assertThat(check(server, "--cert", "@app.crt", "--key", "@app.key"))
                    .as(certs.output())
                    .isZero();
            assertThat(certs.output()).contains("TLS:                " + protocol + " (");
            assertThat(check(server, "--cert", "@eve.crt", "--key", "@eve.key"))
                    .as(certs.output())
                    .isEqualTo(7);
            assertThat(certs.output()).contains("refuses the client certificate CN=eve of the authority CN=Evil CA");
        }
    }

    @Test
    void aClientCertificateThatIsOnlyWantedMayBeLeftOut() throws Exception {
        try (LoopbackServer server = LoopbackServer.tls(
                server(),
                List.of(authority.root()),
                ClientAuth.WANTED,
                LoopbackServer::answerAsKafka,
                "TLSv1.3",
                "TLSv1.2")) {
            assertThat(check(server)).as(certs.output()).isZero();
            assertThat(certs.output()).contains("client certificate: asked for");
        }
    }

    @Test
    void tlsWithoutKafkaBehindItIsToldAndIsNoFault() throws Exception {
        try (LoopbackServer server = LoopbackServer.tls(
                server(),
                List.of(),
                ClientAuth.NONE,
                connection -> connection.getInputStream().read(),
                "TLSv1.3")) {
            assertThat(check(server)).isZero();
            assertThat(certs.output()).contains("NOTE: TLS works, but no Kafka broker answers");
        }
    }

    @Test
    void storesOfJavaAreTakenToo() throws Exception {
        certs.quickCa("auth");
        certs.succeed("issue-client", "--ca", "@auth", "--out", "@out", "--name", "app", "--jks");
        certs.succeed("issue-server", "--ca", "@auth", "--out", "@out", "--name", "broker", "--host", "127.0.0.1");
        try (LoopbackServer server = LoopbackServer.tls(
                certs.issued("out/broker"),
                certs.certificates("auth/ca.crt"),
                ClientAuth.NEEDED,
                LoopbackServer::answerAsKafka,
                "TLSv1.3")) {
            for (String kind : List.of("p12", "jks")) {
                certs.succeed(
                        "check",
                        server.address(),
                        "--truststore",
                        "@out/app.truststore." + kind,
                        "--truststore-password-file",
                        "@out/app.password",
                        "--keystore",
                        "@out/app.keystore." + kind,
                        "--keystore-password-file",
                        "@out/app.password");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", ":9093", "localhost:", "localhost:0", "localhost:65536", "::1:9093", "a b:1"})
    void whatIsNoHostAndPortIsRefused(String target) {
        assertThat(certs.refusal("check", target)).contains("expected");
    }

    private void deliver(String name, Issued issued) {
        new NewFiles()
                .open(folder.resolve(name + ".crt"), Pem.certificates(issued.chain()))
                .secret(folder.resolve(name + ".key"), Pem.key(issued.key()))
                .write();
    }
}
