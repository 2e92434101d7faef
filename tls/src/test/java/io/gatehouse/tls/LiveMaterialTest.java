package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.Pkcs12;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attack 51, CONFORMANCE TLS-55 to TLS-58, PEERS A1: files that are replaced while a broker runs. */
final class LiveMaterialTest {
    private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

    private final TestPki pki = new TestPki();
    private final Instant now = pki.now();

    @TempDir
    private Path temporary;

    private TlsFolder files;

    @BeforeEach
    void aBrokersFiles() {
        files = new TlsFolder(temporary).own(pki.server()).trusting(pki.root().root());
    }

    private LiveMaterial live() {
        return LiveMaterial.load(files.settings(), new ReloadRules(files.settings(), false, false, false));
    }

    private static X509Certificate leaf(LiveMaterial live) {
        return live.current().keys().get(0).leaf();
    }

    /** Two looks, as a change needs them. */
    private Reload settled(LiveMaterial live) {
        assertThat(live.look(now)).isEqualTo(Reload.SETTLING);
        return live.look(now);
    }

    private void assertKept(LiveMaterial live, String reason) {
        X509Certificate before = leaf(live);
        Reload outcome = settled(live);

        assertThat(outcome.state()).isEqualTo(Reload.State.REFUSED);
        assertThat(outcome.reason()).contains(reason);
        assertThat(leaf(live)).isEqualTo(before);
        assertThat(live.look(now)).as("told once").isEqualTo(Reload.SAME);
    }

    @Test
    void unchangedFilesChangeNothing() {
        LiveMaterial live = live();
        files.own(new Issued(
                live.current().keys().get(0).key(), live.current().keys().get(0).chain()));

        assertThat(live.look(now)).as("another file with the same content").isEqualTo(Reload.SAME);
    }

    @Test
    void aRenewedCertificateIsServedWhenTwoLooksSeeTheSame() {
        LiveMaterial live = live();
        Issued renewed = pki.server();
        files.own(renewed);

        Reload outcome = settled(live);

        assertThat(outcome.state()).isEqualTo(Reload.State.REPLACED);
        assertThat(outcome.reason())
                .contains("CN=broker-1")
                .contains(renewed.chain().get(0).getSerialNumber().toString(16));
        assertThat(leaf(live)).isEqualTo(renewed.chain().get(0));
        assertThat(live.look(now)).isEqualTo(Reload.SAME);
    }

    @Test
    void aFileThatIsStillBeingWrittenWaits() throws IOException {
        LiveMaterial live = live();
        byte[] whole = TlsFolder.pem(pki.server());
        Files.write(files.keyStore(), Arrays.copyOf(whole, whole.length / 2));
        assertThat(live.look(now)).isEqualTo(Reload.SETTLING);
        Files.write(files.keyStore(), whole);

        assertThat(settled(live).state()).isEqualTo(Reload.State.REPLACED);
    }

    @Test
    void aLinkThatPointsElsewhereIsAChange() throws IOException {
        Path first = Files.createDirectory(temporary.resolve("first"));
        Path second = Files.createDirectory(temporary.resolve("second"));
        for (Path version : List.of(first, second)) {
            new TlsFolder(version).own(pki.server()).trusting(pki.root().root());
        }
        Path data = temporary.resolve("data");
        Files.createSymbolicLink(data, first);
        files = new TlsFolder(data);
        LiveMaterial live = live();
        Files.delete(data);
        Files.createSymbolicLink(data, second);

        assertThat(settled(live).state()).isEqualTo(Reload.State.REPLACED);
    }

    @Test
    void halfAFileIsRefusedAndTheWholeOneTaken() throws IOException {
        LiveMaterial live = live();
        byte[] whole = TlsFolder.pem(pki.server());
        Files.write(files.keyStore(), Arrays.copyOf(whole, whole.length / 2));
        assertKept(live, "ssl.keystore.location");
        Files.write(files.keyStore(), whole);

        assertThat(settled(live).state()).isEqualTo(Reload.State.REPLACED);
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        LiveMaterial live = live();
        Files.delete(files.keyStore());

        assertKept(live, "expected: a readable file");
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        LiveMaterial live = live();
        Files.write(files.trustStore(), "no certificate here".getBytes(StandardCharsets.UTF_8));

        assertKept(live, "ssl.truststore.location");
    }

    @Test
    void aStoreOfAnotherPasswordOrWithoutAKeyIsRefused() {
        Path store = temporary.resolve("broker.p12");
        Secret password = Secret.ofText("the password that the settings know");
        char[] characters = "the password that the settings know".toCharArray();
        files.write(store, Pkcs12.keyStore(pki.server(), characters));
        TlsSettings settings = TlsSettings.of(
                KeyStoreSettings.store("PKCS12", store, password), TrustStoreSettings.pem(files.trustStore()));
        LiveMaterial live = LiveMaterial.load(settings, new ReloadRules(settings, false, false, false));

        files.write(store, Pkcs12.keyStore(pki.server(), "another".toCharArray()));
        assertKept(live, "does not open with ssl.keystore.password");
        files.write(store, Pkcs12.trustStore(List.of(pki.root().root()), characters));
        assertKept(live, "holds no private key");
    }

    @Test
    void anotherCertificatesKeyIsRefused() {
        LiveMaterial live = live();
        files.own(new Issued(pki.server().key(), pki.server().chain()));

        assertKept(live, "the private key is not the one of the certificate CN=broker-1");
    }

    @Test
    void anExpiredCertificateIsRefused() {
        LiveMaterial live = live();
        Instant longAgo = now.minus(Duration.ofDays(10));
        files.own(pki.root().issue(pki.serverRequest().withValidity(Duration.ofDays(2)), longAgo));

        assertKept(live, "expired at");
    }

    @Test
    void aCertificateThatIsNotValidYetIsTakenWhenItsTimeComes() {
        LiveMaterial live = live();
        files.own(pki.root().issue(pki.serverRequest(), now.plus(Duration.ofHours(2))));
        assertKept(live, "is not valid before");

        assertThat(live.look(now.plus(Duration.ofMinutes(5))))
                .as("still too early")
                .isEqualTo(Reload.SAME);
        assertThat(live.look(now.plus(Duration.ofHours(3))).state()).isEqualTo(Reload.State.REPLACED);
    }

    @Test
    void whatEndsSoonIsWarnedOf() {
        assertThat(live().current().warnings(now)).isEmpty();
        assertThat(live().current()
                        .warnings(pki.server()
                                .chain()
                                .get(0)
                                .getNotAfter()
                                .toInstant()
                                .minus(Duration.ofDays(3))))
                .isNotEmpty()
                .allMatch(warning -> warning.contains("expires at") || warning.contains("expired at"));
    }

    @Test
    void anotherSubjectIsRefusedUnlessAllowed() {
        LiveMaterial live = live();
        LiveMaterial lenient =
                LiveMaterial.load(files.settings(), new ReloadRules(files.settings(), false, true, false));
        files.own(pki.root()
                .issue(
                        CertificateRequest.server("other", List.of(Host.parse("localhost"), Host.parse("127.0.0.1"))),
                        now));

        assertKept(live, "ssl.allow.dn.changes=true");
        assertThat(settled(lenient).state()).isEqualTo(Reload.State.REPLACED);
    }

    @Test
    void lostNamesAreRefusedUnlessAllowed() {
        LiveMaterial live = live();
        LiveMaterial lenient =
                LiveMaterial.load(files.settings(), new ReloadRules(files.settings(), false, false, true));
        files.own(pki.root().issue(CertificateRequest.server("broker-1", List.of(Host.parse("localhost"))), now));

        assertKept(live, "lost the names 127.0.0.1");
        assertThat(settled(lenient).state()).isEqualTo(Reload.State.REPLACED);
    }

    @Test
    void aChainInTheWrongOrderIsRefused() {
        LiveMaterial live = live();
        Issued server = pki.server();
        Issued stranger = new TestPki().server();
        files.own(new Issued(
                server.key(), List.of(server.chain().get(0), stranger.chain().get(0))));

        assertKept(live, "is not signed by the next one");
    }

    // CONFORMANCE TLS-31, between brokers: an authority is changed by an overlap, not at once.
    @Test
    void otherBrokersMustStillBelieveUs() {
        LiveMaterial live = LiveMaterial.load(files.settings(), new ReloadRules(files.settings(), true, false, false));
        TestPki next = new TestPki();
        files.own(next.server());
        assertKept(live, "our own certificate is not accepted by our own trust store");
        files.trusting(next.root().root());
        assertKept(live, "our own certificate is not accepted by our own trust store");

        files.own(pki.server()).trusting(pki.root().root(), next.root().root());
        assertThat(settled(live).state()).as("first everybody trusts both").isEqualTo(Reload.State.REPLACED);
        files.own(next.server());
        assertThat(settled(live).state()).as("then the certificates change").isEqualTo(Reload.State.REPLACED);
        files.trusting(next.root().root());
        assertThat(settled(live).state()).as("then the old authority goes").isEqualTo(Reload.State.REPLACED);
    }

    @Test
    void ifOneUserCannotUseItNobodyDoes() {
        LiveMaterial live = live();
        AtomicBoolean used = new AtomicBoolean();
        AtomicBoolean dropped = new AtomicBoolean();
        live.add(next -> new LiveMaterial.Change() {
            @Override
            public void use() {
                used.set(true);
            }

            @Override
            public void drop() {
                dropped.set(true);
            }
        });
        live.add(next -> {
            throw new TlsConfigurationException("not with me");
        });
        files.own(pki.server());

        assertKept(live, "not with me");
        assertThat(used).isFalse();
        assertThat(dropped).isTrue();
    }

    // PEERS A1: a thousand replacements; every handshake succeeds, every open connection goes on.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void handshakesGoOnWhileFilesAreReplaced(TlsProvider provider) {
        assumeTrue(provider != TlsProvider.OPENSSL || OpenSsl.isAvailable());
        TlsSettings settings = files.settings().withCryptography(Cryptography.of(provider));
        LiveMaterial live = LiveMaterial.load(settings, new ReloadRules(settings, false, false, false));
        Issued[] versions = {pki.server(), pki.server()};
        try (TlsServer server = TlsServer.of(settings, live.current());
                TlsClient client = TlsClient.of(pki.anonymous(), TlsMaterial.load(pki.anonymous()));
                Wire old = new Wire(client.handler(ALLOC, "localhost", 9092), server.handler(ALLOC)).run()) {
            live.add(server);
            for (int i = 0; i < 500; i++) {
                files.own(versions[i % 2]);
                assertThat(settled(live).state()).isEqualTo(Reload.State.REPLACED);
                try (Wire fresh = new Wire(client.handler(ALLOC, "localhost", 9092), server.handler(ALLOC)).run()) {
                    assertThat(fresh.client().ready())
                            .as(fresh.client().failure())
                            .isTrue();
                    assertThat(PeerCertificate.chain(fresh.client().session()).get(0))
                            .isEqualTo(versions[i % 2].chain().get(0));
                }
            }
            old.client().send("still here");
            old.run();

            assertThat(old.server().received()).isEqualTo("still here");
            assertThat(server.generation()).isEqualTo(500);
        }
    }

    // While a context is replaced its predecessor is freed: no connection may meet it half gone.
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void connectionsComeInFromOtherThreadsMeanwhile(TlsProvider provider) throws Exception {
        assumeTrue(provider != TlsProvider.OPENSSL || OpenSsl.isAvailable());
        TlsSettings settings = pki.serverSettings().withCryptography(Cryptography.of(provider));
        TlsMaterial material = TlsMaterial.load(settings);
        AtomicBoolean over = new AtomicBoolean();
        try (TlsServer server = TlsServer.of(settings, material);
                TlsClient client = TlsClient.of(pki.anonymous(), TlsMaterial.load(pki.anonymous()))) {
            Thread replacing = new Thread(() -> {
                while (!over.get()) {
                    server.prepare(material).use();
                    client.prepare(TlsMaterial.load(pki.anonymous())).use();
                }
            });
            replacing.start();
            try {
                for (int i = 0; i < 200; i++) {
                    try (Wire wire = new Wire(client.handler(ALLOC, "localhost", 9092), server.handler(ALLOC)).run()) {
                        assertThat(wire.client().ready())
                                .as(wire.client().failure())
                                .isTrue();
                    }
                }
            } finally {
                over.set(true);
                replacing.join();
            }
        }
    }
}
