package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsCheckTest {
    private static final Optional<Path> FILE = Optional.of(Path.of("store"));
    private static final Optional<Secret> SECRET = Optional.of(Secret.ofText("do not show"));
    private static final Optional<Secret> NO_SECRET = Optional.empty();
    private static final Optional<Path> NO_FILE = Optional.empty();

    private static List<String> mistakes(KeyStoreSettings store) {
        return TlsSettings.of(store, TrustStoreSettings.none()).mistakes();
    }

    private static List<String> mistakes(TrustStoreSettings store) {
        return TlsSettings.of(KeyStoreSettings.none(), store).mistakes();
    }

    private static void assertOnly(List<String> mistakes, String part) {
        assertThat(mistakes).singleElement().asString().contains(part).doesNotContain("do not show");
    }

    @Test
    void theDefaultsContradictNothing() {
        assertThat(mistakes(KeyStoreSettings.none())).isEmpty();
        assertThat(mistakes(KeyStoreSettings.store("PKCS12", Path.of("a"), Secret.ofText("b"))))
                .isEmpty();
        assertThat(mistakes(KeyStoreSettings.pem(Path.of("a"), SECRET))).isEmpty();
        assertThat(mistakes(TrustStoreSettings.pem(Path.of("a")))).isEmpty();
    }

    // CONFORMANCE TLS-26, one line each.
    @Test
    void contradictionsInTheKeyStoreAreNamed() {
        assertOnly(
                mistakes(new KeyStoreSettings("JKS", NO_FILE, NO_SECRET, NO_SECRET, SECRET, SECRET)),
                "ssl.keystore.type = JKS");
        assertOnly(
                mistakes(new KeyStoreSettings("PEM", NO_FILE, NO_SECRET, NO_SECRET, SECRET, NO_SECRET)),
                "ssl.keystore.key is set without");
        assertOnly(
                mistakes(new KeyStoreSettings("PEM", NO_FILE, NO_SECRET, NO_SECRET, NO_SECRET, SECRET)),
                "ssl.keystore.certificate.chain is set without");
        assertOnly(
                mistakes(new KeyStoreSettings("PEM", FILE, NO_SECRET, NO_SECRET, SECRET, SECRET)),
                "ssl.keystore.key and ssl.keystore.location");
        assertOnly(
                mistakes(new KeyStoreSettings("PEM", FILE, SECRET, NO_SECRET, NO_SECRET, NO_SECRET)),
                "ssl.keystore.password is set with ssl.keystore.type = PEM");
        assertOnly(
                mistakes(new KeyStoreSettings("JKS", NO_FILE, SECRET, NO_SECRET, NO_SECRET, NO_SECRET)),
                "ssl.keystore.password is set without ssl.keystore.location");
        assertOnly(
                mistakes(new KeyStoreSettings("PKCS12", FILE, NO_SECRET, NO_SECRET, NO_SECRET, NO_SECRET)),
                "ssl.keystore.location is set without ssl.keystore.password");
        assertOnly(
                mistakes(new KeyStoreSettings("JKS", NO_FILE, NO_SECRET, SECRET, NO_SECRET, NO_SECRET)),
                "ssl.key.password is set without a key store");
    }

    // CONFORMANCE TLS-28.
    @Test
    void contradictionsInTheTrustStoreAreNamed() {
        assertOnly(
                mistakes(new TrustStoreSettings("PEM", FILE, SECRET, NO_SECRET)),
                "ssl.truststore.password is set with ssl.truststore.type = PEM");
        assertOnly(
                mistakes(new TrustStoreSettings("PEM", FILE, NO_SECRET, SECRET)),
                "ssl.truststore.certificates and ssl.truststore.location");
        assertOnly(mistakes(new TrustStoreSettings("JKS", NO_FILE, NO_SECRET, SECRET)), "ssl.truststore.type = JKS");
        assertOnly(
                mistakes(new TrustStoreSettings("JKS", NO_FILE, SECRET, NO_SECRET)),
                "ssl.truststore.password is set without ssl.truststore.location");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSLv3", "TLSv1", "TLSv1.1", "tlsv1.3", ""})
    void oldAndUnknownVersionsAreRefused(String protocol) {
        TlsSettings settings = TlsSettings.of(KeyStoreSettings.none(), TrustStoreSettings.none())
                .withProtocols(List.of(protocol));

        assertOnly(settings.mistakes(), "ssl.enabled.protocols = " + protocol);
    }

    // CONFORMANCE TLS-43.
    @ParameterizedTest
    @ValueSource(strings = {"TLS_NO_SUCH_SUITE", "TLS_RSA_WITH_NULL_SHA256", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"})
    void unknownAndNakedSuitesAreRefused(String suite) {
        TlsSettings settings = TlsSettings.of(KeyStoreSettings.none(), TrustStoreSettings.none())
                .withCipherSuites(List.of(suite));

        assertOnly(settings.mistakes(), suite);
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        TlsSettings settings = TlsSettings.of(
                        new KeyStoreSettings("PEM", FILE, SECRET, NO_SECRET, SECRET, NO_SECRET),
                        TrustStoreSettings.none())
                .withProtocols(List.of())
                .withEndpointIdentification("ldaps");

        assertThat(settings.mistakes()).hasSize(5);
        assertThatThrownBy(() -> TlsMaterial.load(settings))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("ssl.endpoint.identification.algorithm = ldaps");
    }

    @Test
    void aSuiteListWithoutTls13SwitchesItOff() {
        TlsSettings settings = TlsSettings.of(KeyStoreSettings.none(), TrustStoreSettings.none())
                .withCipherSuites(List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));

        assertThat(CipherSuites.protocols(settings)).containsExactly("TLSv1.2");
        assertThatThrownBy(() -> CipherSuites.protocols(settings.withProtocols(List.of("TLSv1.3"))))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("at least one suite of TLSv1.3");
    }

    // BoringSSL cannot offer a part of the TLS 1.3 suites, so the JDK has to.
    @Test
    void aPartOfTheTls13SuitesIsLeftToTheJdk() {
        TestPki pki = new TestPki();
        TlsSettings settings = pki.serverSettings().withCipherSuites(List.of("TLS_AES_256_GCM_SHA384"));
        TlsMaterial material = TlsMaterial.load(settings);

        assertThat(Contexts.provider(settings, material)).isEqualTo(TlsProvider.JDK);
        assertThatThrownBy(() ->
                        Contexts.provider(settings.withCryptography(Cryptography.of(TlsProvider.OPENSSL)), material))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("OPENSSL");
    }

    @Test
    void wordsOfClientAuthAreKafkas() {
        assertThat(ClientAuth.parse("required")).contains(ClientAuth.REQUIRED);
        assertThat(ClientAuth.parse("REQUIRED")).isEmpty();
        assertThat(ClientAuth.parse("yes")).isEmpty();
    }
}
