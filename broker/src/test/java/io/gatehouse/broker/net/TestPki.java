package io.gatehouse.broker.net;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Pkcs12;
import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.TlsClient;
import io.gatehouse.tls.TlsMaterial;
import io.gatehouse.tls.TlsServer;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.tls.TrustStoreSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An authority with a server and a client, as files in a folder. */
final class TestPki {
    private static final String PASSWORD = "for-the-test";

    private final Path folder;

    TestPki(Path folder) {
        this.folder = folder;
        SecureRandom random = new SecureRandom();
        Instant now = Instant.now();
        CertificateAuthority authority =
                CertificateAuthority.create("test", KeyType.EC, Duration.ofDays(1), now, random);
        new NewFiles()
                .open(folder.resolve("ca.pem"), Pem.certificates(List.of(authority.root())))
                .secret(
                        folder.resolve("server.p12"),
                        store(authority.issue(
                                CertificateRequest.server(
                                                "server", List.of(Host.parse("localhost"), Host.parse("127.0.0.1")))
                                        .withValidity(Duration.ofHours(1)),
                                now)))
                .secret(
                        folder.resolve("client.p12"),
                        store(authority.issue(
                                CertificateRequest.client("client").withValidity(Duration.ofHours(1)), now)))
                .write();
    }

    TlsServer server(ClientAuth clientAuth) {
        TlsSettings settings = settings("server.p12").withClientAuth(clientAuth);
        return TlsServer.of(settings, TlsMaterial.load(settings));
    }

    TlsClient client() {
        TlsSettings settings = settings("client.p12");
        return TlsClient.of(settings, TlsMaterial.load(settings));
    }

    private TlsSettings settings(String keys) {
        return TlsSettings.of(
                KeyStoreSettings.store("PKCS12", folder.resolve(keys), Secret.ofText(PASSWORD)),
                TrustStoreSettings.pem(folder.resolve("ca.pem")));
    }

    private static byte[] store(Issued issued) {
        return Pkcs12.keyStore(issued, PASSWORD.toCharArray());
    }
}
