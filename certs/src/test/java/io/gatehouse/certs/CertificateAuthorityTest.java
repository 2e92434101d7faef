package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateAuthorityTest {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final SecureRandom random = new SecureRandom();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private CertificateAuthority root() {
        return CertificateAuthority.create("Test CA", KeyType.EC, CertificateAuthority.DEFAULT_VALIDITY, now, random);
    }

    private static CertificateRequest broker() {
        return CertificateRequest.server("broker-1", List.of(Host.parse("localhost"), Host.parse("127.0.0.1")));
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void aServerCertificateIsValidUnderItsRootAndSaysWhatItIsFor(KeyType keyType) throws Exception {
        CertificateAuthority root = CertificateAuthority.create("Test CA", keyType, Duration.ofDays(3650), now, random);

        X509Certificate leaf = root.issue(broker().withKeyType(keyType), now).certificate();

        requireValidPath(List.of(leaf), root.root());
        assertThat(leaf.getExtendedKeyUsage()).containsExactlyInAnyOrder(SERVER_AUTH, CLIENT_AUTH);
        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("localhost", "127.0.0.1");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getKeyUsage()).startsWith(true, false, false, false, false, false, false);
    }

    @Test
    void aClientCertificateMayNotBeUsedAsAServer() throws Exception {
        X509Certificate leaf =
                root().issue(CertificateRequest.client("app"), now).certificate();

        assertThat(leaf.getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
        assertThat(leaf.getSubjectAlternativeNames()).isNull();
    }

    @Test
    void aRootMaySignCertificatesAndNothingElse() {
        X509Certificate root = root().certificate();

        assertThat(root.getBasicConstraints()).isEqualTo(2);
        assertThat(root.getKeyUsage()).startsWith(false, false, false, false, false, true, true);
        assertThat(root.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
    }

    @Test
    void serialsAreRandomAndAtLeast64BitsLong() {
        CertificateAuthority root = root();

        Set<Object> serials = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            X509Certificate leaf =
                    root.issue(CertificateRequest.client("app"), now).certificate();
            assertThat(leaf.getSerialNumber().bitLength()).isBetween(64, 159);
            serials.add(leaf.getSerialNumber());
        }

        assertThat(serials).hasSize(20);
    }

    @Test
    void aCertificateIsValidAFewMinutesBeforeItWasMade() {
        X509Certificate leaf = root().issue(broker(), now).certificate();

        assertThat(leaf.getNotBefore().toInstant()).isEqualTo(now.minus(Duration.ofMinutes(5)));
    }

    @Test
    void aCertificateDoesNotOutliveItsAuthority() {
        CertificateAuthority root =
                CertificateAuthority.create("Test CA", KeyType.EC, Duration.ofDays(30), now, random);

        X509Certificate leaf = root.issue(broker(), now).certificate();

        assertThat(leaf.getNotAfter()).isEqualTo(root.certificate().getNotAfter());
    }

    @Test
    void anExpiredAuthoritySignsNothing() {
        CertificateAuthority root =
                CertificateAuthority.create("Test CA", KeyType.EC, Duration.ofDays(30), now, random);

        assertThatThrownBy(() -> root.issue(broker(), now.plus(Duration.ofDays(31))))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("expired at");
    }

    @Test
    void aLeafOfAnIntermediateBringsTheIntermediateButNotTheRoot() throws Exception {
        CertificateAuthority root = root();
        CertificateAuthority between = root.intermediate("Test Issuing CA", KeyType.EC, Duration.ofDays(365), now);

        Issued issued = between.issue(broker(), now);

        assertThat(issued.chain()).containsExactly(issued.certificate(), between.certificate());
        requireValidPath(issued.chain(), root.certificate());
    }

    @Test
    void anIntermediateMayNotMakeAnother() {
        CertificateAuthority between = root().intermediate("Issuing CA", KeyType.EC, Duration.ofDays(365), now);

        assertThatThrownBy(() -> between.intermediate("Third CA", KeyType.EC, Duration.ofDays(365), now))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("may not sign other authorities");
    }

    @Test
    void anotherAuthoritysKeyIsRefused() {
        CertificateAuthority root = root();

        assertThatThrownBy(() -> CertificateAuthority.of(root.key(), List.of(root().certificate()), random))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("does not belong");
    }

    @Test
    void aLeafIsNotTakenForAnAuthority() {
        Issued leaf = root().issue(broker(), now);

        assertThatThrownBy(() -> CertificateAuthority.of(leaf.key(), leaf.chain(), random))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("CA:TRUE");
    }

    @Test
    void aCommaInANameIsPartOfTheName() {
        X509Certificate leaf =
                root().issue(CertificateRequest.client("app, inc"), now).certificate();

        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=app\\, inc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " app", "a\u0000b", "a\nb"})
    void aNameThatCannotBeReadIsRefused(String name) {
        assertThatThrownBy(() -> CertificateRequest.client(name)).isInstanceOf(CertsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a", "a..b", "300.1.1.1", "1.2.3", "http://a", "a_b", "*.*.a", "a,b"})
    void aHostThatIsNeitherNameNorAddressIsRefused(String host) {
        assertThatThrownBy(() -> Host.parse(host)).isInstanceOf(CertsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "a.example.com", "*.example.com", "10.0.0.1", "::1", "2001:db8::1"})
    void namesAndAddressesAreTaken(String host) {
        assertThat(Host.parse(host).value()).isEqualTo(host);
    }

    @Test
    void theTextOfAKeyIsNotInTheTextOfItsHolder() {
        assertThat(root().issue(broker(), now)).hasToString("Issued[CN=broker-1]");
    }

    private static void requireValidPath(List<X509Certificate> chain, X509Certificate root) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    }
}
