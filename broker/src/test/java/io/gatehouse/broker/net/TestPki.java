package io.gatehouse.broker.net;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.CrlPeriod;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Pkcs12;
import io.gatehouse.certs.Revocation;
import io.gatehouse.certs.RevocationReason;
import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.Cryptography;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.ResponderSettings;
import io.gatehouse.tls.RevocationSettings;
import io.gatehouse.tls.TlsClient;
import io.gatehouse.tls.TlsMaterial;
import io.gatehouse.tls.TlsProvider;
import io.gatehouse.tls.TlsServer;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.tls.TrustStoreSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority with a server and a client, as files in a folder. */
final class TestPki {
    private static final String PASSWORD = "for-the-test";

    private final Path folder;

    private final CertificateAuthority authority;
    private final Instant now = Instant.now();
    private final Map<String, X509Certificate> clients = new HashMap<>();

    TestPki(Path folder) {
        this.folder = folder;
        authority = CertificateAuthority.create("test", KeyType.EC, Duration.ofDays(1), now, new SecureRandom());
        new NewFiles()
                .open(folder.resolve("ca.pem"), Pem.certificates(List.of(authority.root())))
                .secret(
                        folder.resolve("server.p12"),
                        store(authority.issue(
                                CertificateRequest.server(
                                                "server", List.of(Host.parse("localhost"), Host.parse("127.0.0.1")))
                                        .withValidity(Duration.ofHours(1)),
                                now)))
                .write();
        addClient("client");
    }

    /** Valid for an hour. */
    X509Certificate addClient(String name) {
        Issued issued = authority.issue(CertificateRequest.client(name).withValidity(Duration.ofHours(1)), now);
        new NewFiles().secret(folder.resolve(name + ".p12"), store(issued)).write();
        clients.put(name, issued.chain().get(0));
        return issued.chain().get(0);
    }

    /** Of a client's certificate, hexadecimal. */
    String serial(String name) {
        return Objects.requireNonNull(clients.get(name)).getSerialNumber().toString(16);
    }

    /** From now on the authority's list names these and nobody else. */
    void revoke(String... names) throws IOException {
        List<Revocation> revoked = Arrays.stream(names)
                .map(name -> Objects.requireNonNull(clients.get(name)))
                .map(one -> new Revocation(one.getSerialNumber(), now, RevocationReason.KEY_COMPROMISE))
                .toList();
        CrlPeriod period = new CrlPeriod(BigInteger.valueOf(names.length), now, Duration.ofDays(1));
        Files.write(
                folder.resolve("revoked.crl"), Pem.revocationLists(List.of(authority.revocationList(revoked, period))));
    }

    TlsSettings serverWithLists() {
        return settings("server.p12")
                .withClientAuth(ClientAuth.REQUIRED)
                .withRevocation(RevocationSettings.lists(folder.resolve("revoked.crl")));
    }

    /** Lets a client in when the responder at {@code address} says that its certificate is good. */
    TlsServer serverThatAsks(URI address) {
        TlsSettings settings = settings("server.p12")
                .withClientAuth(ClientAuth.REQUIRED)
                .withRevocation(RevocationSettings.responders(new ResponderSettings(Optional.of(address), false)));
        return TlsServer.of(settings, TlsMaterial.load(settings));
    }

    /** What the authority's responder says about the certificate that it is asked about. */
    byte[] answer(byte[] question, CertificateStatus status) throws Exception {
        BasicOCSPRespBuilder answer = new JcaBasicOCSPRespBuilder(
                authority.root().getPublicKey(), new BcDigestCalculatorProvider().get(RespID.HASH_SHA1));
        answer.addResponse(new OCSPReq(question).getRequestList()[0].getCertID(), status);
        return new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        answer.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key()),
                                new X509CertificateHolder[0],
                                Date.from(now)))
                .getEncoded();
    }

    TlsServer server(ClientAuth clientAuth, TlsProvider provider) {
        TlsSettings settings =
                settings("server.p12").withClientAuth(clientAuth).withCryptography(Cryptography.of(provider));
        return TlsServer.of(settings, TlsMaterial.load(settings));
    }

    TlsClient client() {
        return client("client");
    }

    TlsClient client(String name) {
        TlsSettings settings = settings(name + ".p12");
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
