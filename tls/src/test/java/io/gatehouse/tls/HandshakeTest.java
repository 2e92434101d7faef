package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same handshakes with both providers; each test names the provider of the server. */
final class HandshakeTest {
    private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

    private final TestPki pki = new TestPki();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private SslHandler server(TlsSettings settings, TlsProvider provider) {
        assumeTrue(provider != TlsProvider.OPENSSL || OpenSsl.isAvailable());
        TlsSettings chosen = settings.withCryptography(Cryptography.of(provider));
        TlsServer server = TlsServer.of(chosen, TlsMaterial.load(chosen));
        open.add(server);
        assertThat(server.provider()).isEqualTo(provider.name());
        return server.handler(ALLOC);
    }

    private SslHandler client(TlsSettings settings) {
        return client(settings, "localhost");
    }

    private SslHandler client(TlsSettings settings, String host) {
        TlsClient client = TlsClient.of(settings, TlsMaterial.load(settings));
        open.add(client);
        return client.handler(ALLOC, host, 9092);
    }

    /** A client that shows its certificate whatever authorities the server asks for. */
    private SslHandler stubborn(Issued own) {
        return new SslHandler(StubbornClient.engine(own, pki.root().root()));
    }

    private Wire shake(SslHandler client, SslHandler server) {
        Wire wire = new Wire(client, server);
        open.add(wire);
        return wire.run();
    }

    /** A client certificate against a server that requires one. */
    private Wire shakeAs(Issued client, TlsProvider provider) {
        return shake(stubborn(client), server(requiring(), provider));
    }

    private TlsSettings requiring() {
        return pki.serverSettings().withClientAuth(ClientAuth.REQUIRED);
    }

    private static void assertRefused(Wire wire) {
        assertThat(wire.server().ready()).isFalse();
        assertThat(wire.server().failure()).isNotEmpty();
        assertThat(wire.client().failure()).as("the client sees the alert").isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void bothSidesTalkTls13ByDefault(TlsProvider provider) {
        Wire wire = shake(client(pki.anonymous()), server(pki.serverSettings(), provider));
        wire.client().send("hello");
        wire.run();

        assertThat(wire.client().ready()).isTrue();
        assertThat(wire.server().session().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(wire.server().received()).isEqualTo("hello");
        assertThat(PeerCertificate.name(PeerCertificate.chain(wire.server().session()), NameSource.SUBJECT))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void tls12IsSpokenWithAForwardSecretSuite(TlsProvider provider) {
        Wire wire = shake(
                client(pki.anonymous().withProtocols(List.of("TLSv1.2"))), server(pki.serverSettings(), provider));

        assertThat(wire.client().ready()).isTrue();
        assertThat(wire.server().session().getProtocol()).isEqualTo("TLSv1.2");
        assertThat(wire.server().session().getCipherSuite()).contains("ECDHE").contains("GCM");
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void anRsaKeyWorksToo(TlsProvider provider) {
        Issued rsa = pki.root().issue(pki.serverRequest().withKeyType(KeyType.RSA), pki.now());

        assertThat(shake(client(pki.anonymous()), server(pki.settings(rsa), provider))
                        .client()
                        .ready())
                .isTrue();
    }

    // Attack 31.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void tls11IsRefused(TlsProvider provider) throws Exception {
        assumeTrue(OpenSsl.isAvailable());
        SslContext old = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .trustManager(pki.root().root())
                .protocols("TLSv1.1")
                .build();
        open.add(() -> ReferenceCountUtil.release(old));

        assertRefused(shake(old.newHandler(ALLOC, "localhost", 9092), server(pki.serverSettings(), provider)));
    }

    // Attack 31, CONFORMANCE TLS-42.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void tls12IsRefusedWhereOnly13IsAllowed(TlsProvider provider) {
        TlsSettings only13 = pki.serverSettings().withProtocols(List.of("TLSv1.3"));

        assertRefused(shake(client(pki.anonymous().withProtocols(List.of("TLSv1.2"))), server(only13, provider)));
    }

    // CONFORMANCE TLS-43.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void onlyTheListedSuitesAreNegotiated(TlsProvider provider) {
        String suite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
        TlsSettings one = pki.serverSettings().withCipherSuites(List.of(suite));

        Wire wire = shake(client(pki.anonymous()), server(one, provider));

        assertThat(wire.client().ready()).isTrue();
        assertThat(wire.server().session().getCipherSuite()).isEqualTo(suite);
    }

    // CONFORMANCE TLS-05.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aPlaintextClientIsHungUpOn(TlsProvider provider) {
        Wire wire = new Wire(client(pki.anonymous()), server(pki.serverSettings(), provider));
        open.add(wire);

        wire.server()
                .channel()
                .writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));

        assertThat(wire.server().failure()).contains("not an SSL/TLS record");
        assertThat(wire.server().channel().isOpen()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aClientThatStaysSilentLosesItsConnectionAtTheDeadline(TlsProvider provider) {
        Wire wire = new Wire(client(pki.anonymous()), server(pki.serverSettings(), provider));
        open.add(wire);

        wire.server().channel().advanceTimeBy(TlsDefaults.HANDSHAKE_DEADLINE.toSeconds() + 1, TimeUnit.SECONDS);
        wire.server().channel().runScheduledPendingTasks();

        assertThat(wire.server().failure()).contains("handshake timed out");
        assertThat(wire.server().channel().isOpen()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aServerOfAnotherAuthorityIsRefused(TlsProvider provider) {
        TlsSettings other = TlsSettings.of(
                KeyStoreSettings.none(),
                TestPki.trusting(TestPki.newRoot(pki.now()).root()));

        Wire wire = shake(client(other), server(pki.serverSettings(), provider));

        assertThat(wire.client().ready()).isFalse();
        assertThat(wire.client().failure()).contains("PKIX path");
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aClientCertificateBecomesAName(TlsProvider provider) {
        Wire wire = shakeAs(pki.client(), provider);

        assertThat(wire.server().ready()).isTrue();
        assertThat(PeerCertificate.name(PeerCertificate.chain(wire.server().session()), NameSource.SUBJECT))
                .contains("CN=app");
    }

    // Attack 34, CONFORMANCE TLS-46: the client of TLS 1.3 has finished and may send before the verdict.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void withoutTheRequiredCertificateNoByteReachesTheApplication(TlsProvider provider) {
        for (String protocol : TlsDefaults.PROTOCOLS) {
            SslHandler client = client(pki.anonymous().withProtocols(List.of(protocol)));
            Wire wire = new Wire(client, server(requiring(), provider));
            open.add(wire);
            wire.client().send("a request at once");

            wire.run();

            assertRefused(wire);
            assertThat(wire.server().received()).isEmpty();
        }
    }

    // CONFORMANCE TLS-45.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aRequestedCertificateMayBeMissingButNotWrong(TlsProvider provider) throws Exception {
        TlsSettings requesting = pki.serverSettings().withClientAuth(ClientAuth.REQUESTED);
        Issued stranger = OddLeaf.app(pki.now()).selfSigned();

        assertThat(shake(client(pki.anonymous()), server(requesting, provider))
                        .server()
                        .ready())
                .isTrue();
        assertRefused(shake(stubborn(stranger), server(requesting, provider)));
    }

    // Attack 35.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void onlyTheConfiguredAnchorsCount(TlsProvider provider) throws Exception {
        CertificateAuthority sameName = TestPki.newRoot(pki.now());
        CertificateAuthority mine = pki.root().intermediate("Mine", KeyType.EC, Duration.ofDays(10), pki.now());
        CertificateAuthority sibling = pki.root().intermediate("Sibling", KeyType.EC, Duration.ofDays(10), pki.now());
        CertificateRequest app = CertificateRequest.client("app");

        assertRefused(shakeAs(sameName.issue(app, pki.now()), provider));
        assertRefused(shakeAs(OddLeaf.app(pki.now()).selfSigned(), provider));
        assertThat(shakeAs(mine.issue(app, pki.now()), provider).server().ready())
                .as("an intermediate under the root")
                .isTrue();

        // The server's own chain holds "Mine" and "root" is known to all, but only "Mine" is trusted.
        TlsSettings narrow = TlsSettings.of(
                        TestPki.inline(mine.issue(pki.serverRequest(), pki.now())),
                        TestPki.trusting(mine.certificate()))
                .withClientAuth(ClientAuth.REQUIRED);
        Issued cousin = sibling.issue(app, pki.now());
        Issued withRoot = new Issued(
                cousin.key(),
                List.of(cousin.certificate(), sibling.certificate(), pki.root().root()));
        assertRefused(shake(stubborn(withRoot), server(narrow, provider)));
        assertThat(shake(client(pki.settings(mine.issue(app, pki.now()))), server(narrow, provider))
                        .server()
                        .ready())
                .isTrue();
    }

    // Attack 36.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aClientCertificateOutsideItsTimeIsRefused(TlsProvider provider) throws Exception {
        Instant now = pki.now();
        OddLeaf past = OddLeaf.app(now).valid(now.minus(Duration.ofDays(3)), now.minus(Duration.ofDays(1)));
        OddLeaf future = OddLeaf.app(now).valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(3)));

        assertRefused(shakeAs(past.signedBy(pki.root()), provider));
        assertRefused(shakeAs(future.signedBy(pki.root()), provider));
    }

    // Attacks 36 and 37: the JVM checks neither time nor purpose of a certificate that is itself an anchor.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aCertificateInTheTrustStoreMustStillBeValidAndForClients(TlsProvider provider) throws Exception {
        Instant now = pki.now();
        Issued good = OddLeaf.app(now).selfSigned();
        Issued expired = OddLeaf.app(now)
                .valid(now.minus(Duration.ofDays(3)), now.minus(Duration.ofDays(1)))
                .selfSigned();
        Issued signing = OddLeaf.app(now).with(KeyPurposeId.id_kp_codeSigning).selfSigned();

        assertThat(shake(stubborn(good), trustingServer(good, provider))
                        .server()
                        .ready())
                .isTrue();
        assertRefused(shake(stubborn(expired), trustingServer(expired, provider)));
        assertRefused(shake(stubborn(signing), trustingServer(signing, provider)));
    }

    private SslHandler trustingServer(Issued peer, TlsProvider provider) {
        TlsSettings pinned = TlsSettings.of(TestPki.inline(pki.server()), TestPki.trusting(peer.certificate()));
        return server(pinned.withClientAuth(ClientAuth.REQUIRED), provider);
    }

    // Attack 37: no extended key usage means every purpose (see PeerTrust).
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void theCertificateMustBeForClients(TlsProvider provider) throws Exception {
        OddLeaf leaf = OddLeaf.app(pki.now());

        assertRefused(shakeAs(leaf.with(KeyPurposeId.id_kp_serverAuth).signedBy(pki.root()), provider));
        assertRefused(shakeAs(leaf.with(KeyPurposeId.id_kp_codeSigning).signedBy(pki.root()), provider));
        assertRefused(shakeAs(leaf.withKeyUsage(KeyUsage.keyEncipherment).signedBy(pki.root()), provider));
        assertThat(shakeAs(leaf.signedBy(pki.root()), provider).server().ready())
                .isTrue();
        assertThat(shakeAs(leaf.with(KeyPurposeId.anyExtendedKeyUsage).signedBy(pki.root()), provider)
                        .server()
                        .ready())
                .isTrue();
    }

    // CONFORMANCE TLS-33.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void intermediatesAreSent(TlsProvider provider) throws Exception {
        CertificateAuthority between = pki.root().intermediate("Issuing", KeyType.EC, Duration.ofDays(10), pki.now());
        Issued issued = between.issue(pki.serverRequest(), pki.now());

        Wire wire = shake(client(pki.anonymous()), server(pki.settings(issued), provider));

        assertThat(Arrays.asList(wire.client().session().getPeerCertificates()))
                .isEqualTo(List.of(issued.certificate(), between.certificate()));
    }

    // Attack 33, CONFORMANCE TLS-09.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aSecondHandshakeIsRefused(TlsProvider provider) {
        TlsSettings old =
                pki.anonymous().withProtocols(List.of("TLSv1.2")).withCryptography(Cryptography.of(TlsProvider.JDK));
        Wire wire = shake(client(old), server(pki.serverSettings(), provider));
        assertThat(wire.client().ready()).isTrue();

        Future<Channel> second = wire.client().tls().renegotiate();
        wire.run();
        wire.client().send("after");
        wire.run();

        assertThat(second.isSuccess()).isFalse();
        assertThat(wire.client().failure() + wire.server().failure()).isNotEmpty();
        assertThat(wire.server().received()).isEmpty();
    }

    // Attack 42.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aClientChainOfHundredsOfKilobytesIsRefused(TlsProvider provider) {
        Issued client = pki.client();
        List<X509Certificate> chain = new ArrayList<>(List.of(client.certificate()));
        chain.addAll(Collections.nCopies(300, pki.root().root()));

        Wire wire = shakeAs(new Issued(client.key(), chain), provider);

        assertThat(wire.server().ready()).isFalse();
    }

    // Attack 43: the policy does not depend on the name that the client asks for.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void theNameThatAClientAsksForChangesNothing(TlsProvider provider) {
        TlsSettings anyName = pki.anonymous().withEndpointIdentification("");

        for (String host : List.of("localhost", "unknown.example", "10.0.0.1")) {
            assertRefused(shake(client(anyName, host), server(requiring(), provider)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void theCallersDeadlineIsSet(TlsProvider provider) {
        assumeTrue(provider != TlsProvider.OPENSSL || OpenSsl.isAvailable());
        TlsSettings settings = pki.serverSettings().withCryptography(Cryptography.of(provider));
        TlsServer server = TlsServer.of(settings, TlsMaterial.load(settings));
        open.add(server);

        SslHandler handler = server.handler(ALLOC, Duration.ofMillis(1234));

        assertThat(handler.getHandshakeTimeoutMillis()).isEqualTo(1234);
        SSLEngine engine = handler.engine();
        assertThat(engine.getUseClientMode()).isFalse();
        ReferenceCountUtil.release(engine);
    }
}
