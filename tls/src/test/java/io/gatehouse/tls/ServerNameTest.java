package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attack 52: who answers must be who was called, and is hung up on otherwise. The parameter is the client's provider. */
final class ServerNameTest {
    private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

    private final TestPki pki = new TestPki();

    private boolean accepted(Issued server, String host, TlsProvider provider, String identification) {
        assumeTrue(provider != TlsProvider.OPENSSL || OpenSsl.isAvailable());
        TlsSettings own = pki.settings(server);
        TlsSettings other =
                pki.anonymous().withCryptography(Cryptography.of(provider)).withEndpointIdentification(identification);
        try (TlsServer listening = TlsServer.of(own, TlsMaterial.load(own));
                TlsClient calling = TlsClient.of(other, TlsMaterial.load(other));
                Wire wire = new Wire(calling.handler(ALLOC, host, 9092), listening.handler(ALLOC)).run()) {
            wire.client().send("a secret");
            wire.run();
            boolean ready = wire.client().ready();
            // CVE-2022-32531: after a failed check nothing is said, and the connection does not stay.
            assertThat(wire.client().channel().isOpen()).isEqualTo(ready);
            assertThat(wire.server().received()).isEqualTo(ready ? "a secret" : "");
            return ready;
        }
    }

    private Issued server(String... hosts) {
        List<Host> names = List.of(hosts).stream().map(Host::parse).toList();
        return pki.root().issue(CertificateRequest.server("broker-1", names), pki.now());
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void theNameOrTheAddressThatWasCalledMustBeInTheCertificate(TlsProvider provider) {
        assertThat(accepted(server("localhost"), "localhost", provider, "https"))
                .isTrue();
        assertThat(accepted(server("127.0.0.1"), "127.0.0.1", provider, "https"))
                .isTrue();
        assertThat(accepted(server("other.example"), "localhost", provider, "https"))
                .isFalse();
        // An address is not looked up: the machine's name for 127.0.0.1 does not help.
        assertThat(accepted(server("localhost"), "127.0.0.1", provider, "https"))
                .isFalse();
        assertThat(accepted(server("127.0.0.2"), "127.0.0.1", provider, "https"))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aWildcardStandsForOneLabelAndNeverForAll(TlsProvider provider) throws Exception {
        assertThat(accepted(server("*.example.com"), "a.example.com", provider, "https"))
                .isTrue();
        assertThat(accepted(server("*.example.com"), "a.b.example.com", provider, "https"))
                .isFalse();
        Issued all = OddLeaf.app(pki.now())
                .with(new GeneralName(GeneralName.dNSName, "*"))
                .signedBy(pki.root());
        assertThat(accepted(all, "localhost", provider, "https")).isFalse();
    }

    // CONFORMANCE TLS-49.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void anEmptyAlgorithmTurnsTheCheckOff(TlsProvider provider) {
        assertThat(accepted(server("other.example"), "localhost", provider, "")).isTrue();
    }

    @Test
    void theContextForLibrariesChecksTheNameByItself() {
        assertThat(acceptedByLibrary(server("localhost"))).isTrue();
        assertThat(acceptedByLibrary(server("other.example"))).isFalse();
    }

    /** An engine as a library makes it that knows nothing of endpoint identification. */
    private boolean acceptedByLibrary(Issued server) {
        TlsSettings own = pki.settings(server);
        TlsSettings other = pki.anonymous();
        try (TlsServer listening = TlsServer.of(own, TlsMaterial.load(own));
                TlsClient calling = TlsClient.of(other, TlsMaterial.load(other))) {
            SSLEngine engine = calling.jdkContext().createSSLEngine("localhost", 9092);
            engine.setUseClientMode(true);
            try (Wire wire = new Wire(new SslHandler(engine), listening.handler(ALLOC)).run()) {
                return wire.client().ready();
            }
        }
    }
}
