package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PEERS A6 and A10: a root is replaced while clients of the old one, of the new one and of both come and go. */
final class RotationTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandRun certs = new CommandRun(folder);
    private List<X509Certificate> oldRoot = List.of();

    @BeforeEach
    void aRootWithOneServer() throws Exception {
        certs = new CommandRun(folder);
        certs.quickCa("ca");
        oldRoot = certs.certificates("ca/ca.crt");
        issueServer("ca", "before");
    }

    private void issueServer(String ca, String name) {
        certs.succeed(
                "issue-server", "--ca", "@" + ca, "--out", "@out", "--name", name, "--host", "broker.example.org");
    }

    private List<X509Certificate> rotate() throws Exception {
        certs.succeed("rotate-ca", "--ca", "@ca", "--name", "Next Root");
        return certs.certificates("ca/ca.crt");
    }

    private static void accepted(List<X509Certificate> anchors, Issued server) throws Exception {
        MemoryHandshake.clientTrusts(anchors, server, "broker.example.org");
    }

    @Test
    void aNewCertificateIsTrustedByClientsOfEitherRoot() throws Exception {
        List<X509Certificate> newRoot = rotate();
        issueServer("ca", "after");
        Issued server = certs.issued("out/after");

        assertThat(newRoot).isNotEqualTo(oldRoot).hasSize(1);
        accepted(oldRoot, server);
        accepted(newRoot, server);
        accepted(certs.certificates("ca/ca-bundle.crt"), server);
    }

    @Test
    void anOldCertificateIsTrustedByClientsOfTheNewRootOnceItBringsTheCrossCertificate() throws Exception {
        List<X509Certificate> newRoot = rotate();
        Issued server = certs.issued("out/before");
        List<X509Certificate> longer = new ArrayList<>(server.chain());
        longer.addAll(certs.certificates("ca/overlap/old-by-new.crt"));

        accepted(oldRoot, server);
        assertThatThrownBy(() -> accepted(newRoot, server)).isInstanceOf(SSLException.class);
        accepted(newRoot, new Issued(server.key(), longer));
        accepted(oldRoot, new Issued(server.key(), longer));
    }

    @Test
    void opensslFindsBothPathsToo() throws Exception {
        Counterpart.requireOpenssl();
        Files.copy(folder.resolve("ca/ca.crt"), folder.resolve("old.crt"));
        rotate();
        issueServer("ca", "after");

        for (String root : List.of("old.crt", "ca/ca.crt", "ca/ca-bundle.crt")) {
            assertThat(Counterpart.mustOpenssl(
                            folder,
                            "verify -x509_strict -purpose sslserver -verify_hostname broker.example.org -CAfile " + root
                                    + " -untrusted out/after.crt out/after.crt"))
                    .contains("OK");
        }
    }

    @Test
    void anIssuingAuthorityFollowsItsRoot() throws Exception {
        certs.succeed("create-issuing-ca", "--ca", "@ca", "--dir", "@issuing");
        issueServer("issuing", "first");
        List<X509Certificate> newRoot = rotate();

        certs.succeed("renew-ca", "--ca", "@ca", "--dir", "@issuing");
        issueServer("issuing", "second");

        accepted(oldRoot, certs.issued("out/first"));
        accepted(oldRoot, certs.issued("out/second"));
        accepted(newRoot, certs.issued("out/second"));
        Counterpart.requireOpenssl();
        Files.write(folder.resolve("old.crt"), Pem.certificates(oldRoot));
        for (String root : List.of("old.crt", "ca/ca.crt")) {
            assertThat(Counterpart.mustOpenssl(
                            folder,
                            "verify -x509_strict -CAfile " + root + " -untrusted out/second.crt out/second.crt"))
                    .contains("OK");
        }
    }

    @Test
    void duringTheOverlapBothRootsPublishTheirRevocations() throws Exception {
        rotate();
        issueServer("ca", "after");
        certs.succeed("revoke", "--ca", "@ca", "--name", "before");
        certs.succeed("revoke", "--ca", "@ca", "--name", "after");

        var lists = CertificateFactory.getInstance("X.509")
                .generateCRLs(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("ca/ca.crl"))));

        assertThat(lists).hasSize(2);
        for (String name : List.of("out/before.crt", "out/after.crt")) {
            X509Certificate revoked = certs.certificate(name);
            assertThat(lists).filteredOn(list -> list.isRevoked(revoked)).hasSize(1);
        }
        Counterpart.requireOpenssl();
        assertThat(Counterpart.openssl(
                                folder,
                                ("verify -crl_check_all -CAfile ca/overlap/old.crt -untrusted out/after.crt"
                                                + " -CRLfile ca/ca.crl out/after.crt")
                                        .split(" "))
                        .output())
                .contains("certificate revoked");
    }

    @Test
    void theOverlapEndsOnlyWhenNothingOfTheOldRootIsLeft() throws Exception {
        List<X509Certificate> newRoot = rotate();

        assertThat(certs.refusal("finish-rotation", "--ca", "@ca")).contains("not replaced yet", "CN=before");
        certs.succeed("renew", "--ca", "@ca", "--out", "@out", "--name", "before");
        certs.succeed("finish-rotation", "--ca", "@ca");
        issueServer("ca", "late");

        assertThat(certs.certificates("ca/ca-bundle.crt")).isEqualTo(newRoot);
        assertThat(certs.issued("out/late").chain()).hasSize(1);
        accepted(newRoot, certs.issued("out/late"));
        accepted(newRoot, certs.issued("out/before"));
        assertThatThrownBy(() -> accepted(oldRoot, certs.issued("out/late"))).isInstanceOf(SSLException.class);
        try (Stream<Path> files = Files.walk(folder.resolve("ca"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .doesNotContain("old.key", "cross.crt");
        }
        assertThat(certs.refusal("finish-rotation", "--ca", "@ca")).contains("not in a rotation");
    }

    @Test
    void theNewKeyIsEncryptedAndOneRotationRunsAtATime() throws Exception {
        rotate();

        assertThat(Files.readString(folder.resolve("ca/ca.key"))).startsWith("-----BEGIN ENCRYPTED");
        assertThat(Files.readString(folder.resolve("ca/overlap/old.key"))).startsWith("-----BEGIN ENCRYPTED");
        assertThat(certs.refusal("rotate-ca", "--ca", "@ca", "--name", "Third")).contains("finish-rotation first");
    }

    @Test
    void aNewRootHasAnotherNameThanTheOldOne() {
        assertThat(certs.refusal("rotate-ca", "--ca", "@ca", "--name", "Test ca"))
                .contains("another name");
        certs.pass(Duration.ofDays(1));
        certs.succeed("rotate-ca", "--ca", "@ca");
    }
}
