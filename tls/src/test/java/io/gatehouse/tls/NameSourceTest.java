package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.certs.Issued;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PEERS A15: who a client is may stand in another place than the subject; attack 41: in one place only. */
final class NameSourceTest {
    private static final String SPIFFE = "spiffe://example.org/ns/pay/sa/api";

    private static GeneralName uri(String value) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, value);
    }

    private static GeneralName dns(String value) {
        return new GeneralName(GeneralName.dNSName, value);
    }

    private static GeneralName email(String value) {
        return new GeneralName(GeneralName.rfc822Name, value);
    }

    private static X509Certificate leaf(GeneralName... names) throws Exception {
        return OddLeaf.app(Instant.now()).with(names).selfSigned().certificate();
    }

    @Test
    void eachSourceFindsItsNameAmongOthers() throws Exception {
        X509Certificate leaf = leaf(uri(SPIFFE), dns("API.example.org"), email("pay@example.org"));

        assertThat(NameSource.SUBJECT.read(leaf)).isEqualTo("CN=app");
        assertThat(NameSource.URI.read(leaf)).isEqualTo(SPIFFE);
        assertThat(NameSource.DNS.read(leaf)).isEqualTo("api.example.org");
        assertThat(NameSource.EMAIL.read(leaf)).isEqualTo("pay@example.org");
    }

    @ParameterizedTest
    @EnumSource(names = "SUBJECT", mode = EnumSource.Mode.EXCLUDE)
    void noneAndTwoAreRefused(NameSource source) throws Exception {
        for (X509Certificate leaf : new X509Certificate[] {
            leaf(new GeneralName(GeneralName.iPAddress, "10.0.0.1")),
            leaf(
                    uri(SPIFFE),
                    uri(SPIFFE + "2"),
                    dns("a.example.org"),
                    dns("b.example.org"),
                    email("a@example.org"),
                    email("b@example.org"))
        }) {
            assertThatThrownBy(() -> source.read(leaf))
                    .isInstanceOf(CertificateException.class)
                    .hasMessageContaining("expected: exactly one");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://example.org/a?x=1",
                "spiffe://example.org/a#b",
                "spiffe://example.org/%61",
                "urn:example",
                "spiffe://example.org/a b",
                "spiffe://example.org/a\u0000b",
                "spiffe://example.org/a\nb"
            })
    void aUriThatCanBeWrittenInTwoWaysIsRefused(String value) {
        assertThatThrownBy(() -> NameSource.URI.read(leaf(uri(value)))).isInstanceOf(CertificateException.class);
    }

    @Test
    void aNameLongerThanSpiffesIsRefused() {
        assertThatThrownBy(() -> NameSource.URI.read(leaf(uri("spiffe://example.org/" + "x".repeat(2048)))))
                .hasMessageContaining("1 to 2048");
    }

    @Test
    void aWildcardNamesNobody() {
        assertThatThrownBy(() -> NameSource.DNS.read(leaf(dns("*.example.org"))))
                .hasMessageContaining("wildcard");
    }

    @ParameterizedTest
    @CsvSource({"subject,SUBJECT", "uri,URI", "dns,DNS", "email,EMAIL"})
    void theSettingNamesThem(String text, NameSource expected) {
        assertThat(NameSource.parse(text)).contains(expected);
        assertThat(NameSource.parse(text + "s")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void whoLacksTheNameDoesNotPassTheHandshake(TlsProvider provider) throws Exception {
        assumeTrue(provider != TlsProvider.OPENSSL || OpenSsl.isAvailable());
        TestPki pki = new TestPki();
        TlsSettings settings = pki.serverSettings()
                .withClientAuth(ClientAuth.REQUIRED)
                .withClientName(NameSource.URI)
                .withCryptography(Cryptography.of(provider));
        Issued named = OddLeaf.app(pki.now()).with(uri(SPIFFE)).signedBy(pki.root());
        try (TlsServer server = TlsServer.of(settings, TlsMaterial.load(settings));
                Wire good = wire(named, pki, server);
                Wire bad = wire(pki.client(), pki, server)) {
            assertThat(good.server().ready()).as(good.server().failure()).isTrue();
            assertThat(server.name(PeerCertificate.chain(good.server().session())))
                    .contains(SPIFFE);
            assertThat(bad.server().ready()).isFalse();
            assertThat(bad.server().failure()).contains("has 0 URI");
        }
    }

    private static Wire wire(Issued client, TestPki pki, TlsServer server) {
        return new Wire(
                        new SslHandler(StubbornClient.engine(client, pki.root().root())),
                        server.handler(ByteBufAllocator.DEFAULT))
                .run();
    }
}
