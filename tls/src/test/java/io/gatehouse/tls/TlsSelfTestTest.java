package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.certs.Issued;
import io.gatehouse.certs.Purpose;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONFORMANCE TLS-31 and TLS-32. */
final class TlsSelfTestTest {
    private final TestPki pki = new TestPki();

    private static void run(TlsSettings settings) {
        TlsSelfTest.run(settings.withClientAuth(ClientAuth.REQUIRED), TlsMaterial.load(settings));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aBrokerThatTrustsItselfPasses(String protocol) {
        TlsSettings settings = pki.serverSettings().withProtocols(List.of(protocol));

        assertThatCode(() -> run(settings)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustStoreWithoutOurAuthorityFails(String protocol) {
        TlsSettings settings = TlsSettings.of(
                        TestPki.inline(pki.server()),
                        TestPki.trusting(TestPki.newRoot(pki.now()).root()))
                .withProtocols(List.of(protocol));

        assertThatThrownBy(() -> run(settings))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("not accepted by our own trust store")
                .hasMessageContaining("ssl.truststore.location");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateForServersOnlyFails(String protocol) {
        Issued serverOnly = pki.root().issue(pki.serverRequest().withPurposes(Set.of(Purpose.SERVER)), pki.now());
        TlsSettings settings = pki.settings(serverOnly).withProtocols(List.of(protocol));

        assertThatThrownBy(() -> run(settings))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("clientAuth");
    }

    /** Brokers that log in by SASL show no certificate. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateForServersOnlyIsEnoughWhereClientsNeedNone(String protocol) {
        Issued serverOnly = pki.root().issue(pki.serverRequest().withPurposes(Set.of(Purpose.SERVER)), pki.now());
        TlsSettings settings = pki.settings(serverOnly).withProtocols(List.of(protocol));

        assertThatCode(() -> TlsSelfTest.run(settings, TlsMaterial.load(settings)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateForClientsOnlyFails(String protocol) {
        TlsSettings settings = pki.settings(pki.client()).withProtocols(List.of(protocol));

        assertThatThrownBy(() -> run(settings)).isInstanceOf(TlsConfigurationException.class);
    }
}
