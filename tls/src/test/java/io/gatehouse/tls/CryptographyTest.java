package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONFORMANCE TLS-38 to TLS-40: which parts of the JVM do the cryptography. */
final class CryptographyTest {
    private static final Cryptography USUAL = Cryptography.of(TlsProvider.AUTO);

    private final TestPki pki = new TestPki();

    private static Cryptography with(String key, String value) {
        boolean random = key.equals("ssl.secure.random.implementation");
        return new Cryptography(
                key.equals("ssl.provider") ? TlsProvider.JDK : TlsProvider.AUTO,
                key.equals("ssl.provider") ? Optional.of(value) : Optional.empty(),
                key.equals("ssl.keymanager.algorithm") ? value : USUAL.keyManagers(),
                key.equals("ssl.trustmanager.algorithm") ? value : USUAL.trustManagers(),
                random ? Optional.of(value) : Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "ssl.provider, SunJSSE",
        "ssl.keymanager.algorithm, SunX509",
        "ssl.trustmanager.algorithm, PKIX",
        "ssl.secure.random.implementation, SHA1PRNG"
    })
    void whatTheJvmDoesNotHaveIsRefusedWithWhatItHas(String key, String known) {
        TlsSettings settings = pki.serverSettings().withCryptography(with(key, "NoSuchThing"));

        assertThat(settings.mistakes())
                .singleElement()
                .asString()
                .startsWithIgnoringCase(key + " = NoSuchThing (expected: one of ")
                .containsIgnoringCase(known);
        assertThat(settings.withCryptography(with(key, known)).mistakes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ssl.provider, SunJSSE, JDK",
        "ssl.keymanager.algorithm, NewSunX509, JDK",
        "ssl.trustmanager.algorithm, SunX509, OPENSSL",
        "ssl.secure.random.implementation, SHA1PRNG, JDK"
    })
    void handshakesAreMadeWithIt(String key, String value, String provider) {
        TlsSettings settings =
                pki.serverSettings().withClientAuth(ClientAuth.REQUIRED).withCryptography(with(key, value));
        TlsSettings calling = pki.settings(pki.client()).withCryptography(with(key, value));
        try (TlsServer server = TlsServer.of(settings, TlsMaterial.load(settings));
                TlsClient client = TlsClient.of(calling, TlsMaterial.load(calling));
                Wire wire = new Wire(
                        client.handler(ByteBufAllocator.DEFAULT, "localhost", 9092),
                        server.handler(ByteBufAllocator.DEFAULT))) {
            wire.run();

            assertThat(server.provider()).isEqualTo(provider);
            assertThat(wire.server().ready()).isTrue();
            assertThat(server.name(PeerCertificate.chain(wire.server().session())))
                    .contains("CN=app");
        }
    }

    @Test
    void openSslCannotBeToldToUseThem() {
        Cryptography both = new Cryptography(
                TlsProvider.OPENSSL,
                Optional.empty(),
                USUAL.keyManagers(),
                USUAL.trustManagers(),
                Optional.of("SHA1PRNG"));

        assertThat(both.mistakes()).singleElement().asString().startsWith("ssl.provider = OPENSSL is set with");
    }

    @Test
    void onlyPkixReadsRevocationLists() {
        TlsSettings settings = pki.serverSettings()
                .withRevocation(RevocationSettings.lists(Path.of("revoked.crl")))
                .withCryptography(with("ssl.trustmanager.algorithm", "SunX509"));

        assertThat(settings.mistakes()).singleElement().asString().contains("expected: PKIX, because ssl.crl.location");
    }

    @Test
    void aRegisteredProviderMakesTheContexts() {
        Counting provider = new Counting();
        Security.addProvider(provider);
        try {
            TlsSettings settings = pki.serverSettings().withCryptography(with("ssl.provider", provider.getName()));
            assertThat(settings.mistakes()).isEmpty();
            int before = provider.made.get();

            try (TlsServer server = TlsServer.of(settings, TlsMaterial.load(settings))) {
                assertThat(server.provider()).isEqualTo("JDK");
                assertThat(provider.made.get()).isGreaterThan(before);
            }
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    @Test
    void theDefaultsAreTheJvms() {
        assertThat(USUAL.keyManagers()).isEqualTo(KeyManagerFactory.getDefaultAlgorithm());
        assertThat(USUAL.mistakes()).isEmpty();
        assertThat(USUAL.needsJvm()).isFalse();
    }

    /** The JDK's own TLS under another name. */
    private static final class Counting extends Provider {
        private static final long serialVersionUID = 1;

        private final AtomicInteger made = new AtomicInteger();

        Counting() {
            super("Counting", "1", "for a test");
            putService(new Service(this, "SSLContext", "TLS", "elsewhere", List.of(), Map.of()) {
                @Override
                public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                    made.incrementAndGet();
                    return Security.getProvider("SunJSSE")
                            .getService("SSLContext", "TLS")
                            .newInstance(null);
                }
            });
        }
    }
}
