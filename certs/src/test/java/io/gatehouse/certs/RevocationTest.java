package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RevocationTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandRun certs = new CommandRun(folder);

    @BeforeEach
    void anAuthorityWithTwoClients() {
        certs = new CommandRun(folder);
        certs.quickCa("ca");
        certs.succeed("issue-client", "--ca", "@ca", "--out", "@out", "--name", "alice");
        certs.succeed("issue-client", "--ca", "@ca", "--out", "@out", "--name", "bob");
    }

    @Test
    void aRevokedCertificateIsRefusedByJavaAndTheOthersAreNot() throws Exception {
        certs.succeed("revoke", "--ca", "@ca", "--cert", "@out/alice.crt", "--reason", "keyCompromise");

        assertThatThrownBy(() -> validate("out/alice.crt"))
                .isInstanceOfSatisfying(
                        CertPathValidatorException.class,
                        e -> assertThat(e.getReason()).isEqualTo(CertPathValidatorException.BasicReason.REVOKED));
        assertThatCode(() -> validate("out/bob.crt")).doesNotThrowAnyException();
    }

    @Test
    void opensslJudgesTheSame() throws Exception {
        Counterpart.requireOpenssl();
        certs.succeed("revoke", "--ca", "@ca", "--name", "alice");

        String verify = "verify -crl_check -CAfile ca/ca.crt -CRLfile ca/ca.crl out/";
        assertThat(Counterpart.openssl(folder, (verify + "alice.crt").split(" "))
                        .output())
                .contains("certificate revoked");
        assertThat(Counterpart.mustOpenssl(folder, verify + "bob.crt")).contains("OK");
        assertThat(Counterpart.mustOpenssl(folder, "crl -in ca/ca.crl -noout -text -CAfile ca/ca.crt"))
                .contains("verify OK", "Version 2", "X509v3 CRL Number", "X509v3 Authority Key Identifier");
    }

    @Test
    void aListSaysWhenTheNextIsDueWhoSignedItAndWhy() throws Exception {
        certs.succeed("revoke", "--ca", "@ca", "--name", "alice", "--reason", "superseded", "--days", "3");

        X509CRL list = lists().get(0);

        assertThat(list.getVersion()).isEqualTo(2);
        assertThat(list.getNextUpdate().toInstant())
                .isEqualTo(certs.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(3)));
        assertThat(AuthorityKeyIdentifier.getInstance(octets(list, "2.5.29.35")).getKeyIdentifierOctets())
                .isEqualTo(ASN1OctetString.getInstance(octets(certs.certificate("ca/ca.crt"), "2.5.29.14"))
                        .getOctets());
        assertThat(list.getRevokedCertificate(certs.certificate("out/alice.crt"))
                        .getRevocationReason())
                .hasToString("SUPERSEDED");
    }

    @Test
    void withoutAReasonTheCodeIsAbsentAsTheRfcAsks() throws Exception {
        certs.succeed("revoke", "--ca", "@ca", "--name", "alice");

        assertThat(lists().get(0)
                        .getRevokedCertificate(certs.certificate("out/alice.crt"))
                        .hasExtensions())
                .isFalse();
    }

    @Test
    void theNumberOfAListGrowsWithEveryList() throws Exception {
        certs.succeed("publish-crl", "--ca", "@ca");
        BigInteger first = number(lists().get(0));
        certs.succeed("revoke", "--ca", "@ca", "--name", "alice");
        BigInteger second = number(lists().get(0));
        certs.succeed("publish-crl", "--ca", "@ca", "--out", "@elsewhere/kafka.crl");

        assertThat(second).isGreaterThan(first);
        assertThat(number(lists().get(0))).isGreaterThan(second);
        assertThat(folder.resolve("elsewhere/kafka.crl")).hasSameBinaryContentAs(folder.resolve("ca/ca.crl"));
        assertThat(lists().get(0).getRevokedCertificates()).hasSize(1);
    }

    @Test
    void aListReplacesAnOlderListButNoOtherFile() throws Exception {
        Files.writeString(folder.resolve("notes"), "mine");

        assertThat(certs.refusal("publish-crl", "--ca", "@ca", "--out", "@notes"))
                .contains("no revocation list");
        certs.succeed("publish-crl", "--ca", "@ca", "--out", "@copy.crl");
        certs.succeed("publish-crl", "--ca", "@ca", "--out", "@copy.crl");

        assertThat(folder.resolve("notes")).hasContent("mine");
    }

    @Test
    void whatIsRevokedStaysSoAndIsNotRevokedTwice() throws Exception {
        certs.succeed("revoke", "--ca", "@ca", "--name", "alice");
        String serial = certs.certificate("out/alice.crt").getSerialNumber().toString(16);

        assertThat(certs.refusal("revoke", "--ca", "@ca", "--serial", serial)).contains("was revoked at");
        assertThat(certs.refusal("renew", "--ca", "@ca", "--out", "@out", "--name", "alice"))
                .contains("was revoked");
        certs.succeed("list", "--ca", "@ca");
        assertThat(certs.output()).containsPattern(serial + ".*revoked at .*CN=alice");
    }

    @Test
    void onlyWhatThisAuthorityIssuedCanBeRevoked() {
        certs.quickCa("other");
        certs.succeed("issue-client", "--ca", "@other", "--out", "@out", "--name", "eve");

        assertThat(certs.refusal("revoke", "--ca", "@ca", "--cert", "@out/eve.crt"))
                .contains("was not issued by");
        assertThat(certs.refusal("revoke", "--ca", "@ca", "--serial", "12")).contains("in the register");
        assertThat(certs.refusal("revoke", "--ca", "@ca", "--serial", "zz")).contains("hexadecimal");
        assertThat(certs.refusal("revoke", "--ca", "@ca", "--name", "nobody")).contains("0 living");
        assertThat(certs.refusal("revoke", "--ca", "@ca", "--name", "bob", "--reason", "boredom"))
                .contains("keyCompromise");
    }

    @Test
    void aCertificateFromBeforeTheRegisterCanBeRevokedByItsFile() throws Exception {
        Files.delete(folder.resolve("ca/register/issued/"
                + certs.certificate("out/bob.crt").getSerialNumber().toString(16) + ".crt"));

        certs.succeed("revoke", "--ca", "@ca", "--cert", "@out/bob.crt");

        assertThatThrownBy(() -> validate("out/bob.crt")).isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void aDamagedRegisterIsToldAndNothingIsForgotten() throws Exception {
        certs.succeed("revoke", "--ca", "@ca", "--name", "alice");
        byte[] list = Files.readAllBytes(folder.resolve("ca/ca.crl"));
        Files.writeString(folder.resolve("ca/register/revoked"), "half a li");

        assertThat(certs.refusal("publish-crl", "--ca", "@ca")).contains("cannot be read");

        assertThat(folder.resolve("ca/ca.crl")).hasBinaryContent(list);
    }

    @Test
    void theRegisterIsForItsOwnerOnly() throws Exception {
        certs.succeed("revoke", "--ca", "@ca", "--name", "alice");

        try (var files = Files.walk(folder.resolve("ca/register"))) {
            assertThat(files.toList())
                    .hasSizeGreaterThan(4)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void listShowsWhatEndsSoon() {
        certs.succeed("issue-client", "--ca", "@ca", "--out", "@out", "--name", "short", "--days", "10");

        assertThat(certs.run("list", "--ca", "@ca", "--expires-within", "30")).isEqualTo(3);
        assertThat(certs.output()).contains("CN=short").doesNotContain("CN=alice");
        certs.succeed("list", "--ca", "@ca", "--json");
        assertThat(certs.output()).startsWith("[{").contains("\"subject\":\"CN=alice\"", "\"revoked\":false");
    }

    private void validate(String leaf) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(certs.certificate("ca/ca.crt"), null)));
        parameters.setRevocationEnabled(true);
        parameters.setDate(Date.from(certs.now()));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists())));
        CertPathValidator.getInstance("PKIX")
                .validate(factory.generateCertPath(List.of(certs.certificate(leaf))), parameters);
    }

    private List<X509CRL> lists() throws Exception {
        Collection<?> all = CertificateFactory.getInstance("X.509")
                .generateCRLs(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("ca/ca.crl"))));
        return all.stream().map(X509CRL.class::cast).toList();
    }

    private static BigInteger number(X509CRL list) {
        return ASN1Integer.getInstance(octets(list, "2.5.29.20")).getValue();
    }

    private static byte[] octets(java.security.cert.X509Extension holder, String id) {
        return ASN1OctetString.getInstance(holder.getExtensionValue(id)).getOctets();
    }
}
