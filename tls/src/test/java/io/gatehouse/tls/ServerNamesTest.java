package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONFORMANCE TLS-49: which names a certificate serves, judged before clients do. */
final class ServerNamesTest {
    private final TestPki pki = new TestPki();

    private Issued many() throws Exception {
        return OddLeaf.named(new X500Name("CN=common.example"), Instant.now())
                .with(
                        new GeneralName(GeneralName.dNSName, "Broker-1.Example"),
                        new GeneralName(GeneralName.dNSName, "*.kafka.example"),
                        new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
                        new GeneralName(GeneralName.iPAddress, "2001:db8::7"))
                .signedBy(pki.root());
    }

    @ParameterizedTest
    @CsvSource({
        "broker-1.example,true",
        "BROKER-1.EXAMPLE,true",
        "broker-2.example,false",
        "b.kafka.example,true",
        "a.b.kafka.example,false",
        "kafka.example,false",
        ".kafka.example,false",
        "192.0.2.7,true",
        "192.0.2.8,false",
        "2001:db8::7,true",
        "2001:db8:0:0:0:0:0:7,true",
        "2001:db8::8,false",
        "common.example,false"
    })
    void aNameIsCoveredAsClientsSeeIt(String host, boolean covered) throws Exception {
        assertThat(ServerNames.of(many().certificate()).cover(host)).isEqualTo(covered);
    }

    @Test
    void theCommonNameCountsOnlyWithoutAlternativeNames() throws Exception {
        Issued old = OddLeaf.named(new X500Name("O=Example,CN=Broker-1.example"), Instant.now())
                .signedBy(pki.root());

        assertThat(ServerNames.of(old.certificate()).cover("broker-1.example")).isTrue();
        assertThat(ServerNames.of(old.certificate()).cover("example")).isFalse();
    }

    @Test
    void theOperatorReadsWhatIsMissingAndWhatIsThere() {
        Issued own =
                pki.root().issue(CertificateRequest.server("broker-1", List.of(Host.parse("localhost"))), pki.now());
        TlsMaterial material = TlsMaterial.load(pki.settings(own));

        assertThat(material.notFor("localhost")).isEmpty();
        assertThat(material.notFor("broker-1.example"))
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("CN=broker-1 is not for broker-1.example", "it has localhost"));
    }
}
