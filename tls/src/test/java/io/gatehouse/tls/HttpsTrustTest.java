package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom an https client of ours believes (CONFORMANCE OAU-08, attack 102). */
final class HttpsTrustTest {
    private final CertificateAuthority right = authority();
    private Optional<HttpsServer> running = Optional.empty();

    private static CertificateAuthority authority() {
        return CertificateAuthority.create("test", KeyType.EC, Duration.ofDays(1), Instant.now(), new SecureRandom());
    }

    private URI serve(String name) throws GeneralSecurityException, IOException {
        Issued issued = right.issue(CertificateRequest.server("idp", List.of(Host.parse(name))), Instant.now());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("idp", issued.key(), new char[0], issued.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        running = Optional.of(server);
        return URI.create("https://localhost:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        running.ifPresent(server -> server.stop(0));
    }

    private static int ask(URI address, CertificateAuthority trusted) throws Exception {
        String pem = new String(Pem.certificates(List.of(trusted.root())), StandardCharsets.US_ASCII);
        TrustStoreSettings settings = new TrustStoreSettings(
                StoreFormat.PEM, Optional.empty(), Optional.empty(), Optional.of(Secret.ofText(pem)));
        return HttpClient.newBuilder()
                .sslContext(HttpsTrust.context(settings))
                .build()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aServerOfTheAuthorityIsBelieved() throws Exception {
        assertThat(ask(serve("localhost"), right)).isEqualTo(204);
    }

    @Test
    void aServerOfAnotherAuthorityIsNot() throws Exception {
        URI address = serve("localhost");

        assertThatThrownBy(() -> ask(address, authority())).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void norIsOneWithAnotherName() throws Exception {
        URI address = serve("other.example");

        assertThatThrownBy(() -> ask(address, right)).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aStoreThatCannotBeReadIsSaidSo() {
        assertThatThrownBy(() -> HttpsTrust.context(TrustStoreSettings.pem(Path.of("/nowhere/ca.pem"))))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("/nowhere/ca.pem");
    }
}
