package io.gatehouse.broker.main.quickstart;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Pkcs12;
import io.gatehouse.certs.StorePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The authority and the three certificates: made once, found again later. */
final class Certificates {
    static final String BROKER = "broker";
    static final String ZOOKEEPER = "zookeeper";
    static final String ADMIN = "admin";

    private static final List<Host> LOOPBACK = List.of(Host.parse("localhost"), Host.parse("127.0.0.1"));
    /** One that ends while the broker runs is as good as expired. */
    private static final Duration LEFT_MIN = Duration.ofDays(1);

    private final Workspace workspace;
    private final SecureRandom random;
    private final Instant now;

    Certificates(Workspace workspace, SecureRandom random, Instant now) {
        this.workspace = workspace;
        this.random = random;
        this.now = now;
    }

    /** Makes what is missing; what was done, in a few words. */
    String ensure() {
        CertificateAuthority authority = authority();
        boolean made = ensure(authority, CertificateRequest.server(BROKER, LOOPBACK));
        made |= ensure(authority, CertificateRequest.server(ZOOKEEPER, LOOPBACK));
        made |= ensure(authority, CertificateRequest.client(ADMIN));
        return made ? "made for broker, ZooKeeper and admin, with an authority" : "found, and valid";
    }

    private CertificateAuthority authority() {
        Path certificate = workspace.authorityCertificate();
        Path key = workspace.authorityKey();
        if (Files.exists(certificate) || Files.exists(key)) {
            return CertificateAuthority.of(
                    Pem.readKey(read(key), Optional.empty(), key.toString()),
                    Pem.readCertificates(read(certificate), certificate.toString()),
                    random);
        }
        CertificateAuthority authority = CertificateAuthority.create(
                "Gatehouse quickstart CA", KeyType.EC, CertificateAuthority.DEFAULT_VALIDITY, now, random);
        new NewFiles()
                .open(certificate, Pem.certificates(List.of(authority.certificate())))
                .secret(key, Pem.key(authority.key()))
                .write();
        return authority;
    }

    /** Whether it had to be made. */
    private boolean ensure(CertificateAuthority authority, CertificateRequest request) {
        String name = request.name();
        Path certificate = workspace.certificate(name);
        if (Files.exists(certificate)) {
            requireValid(Pem.readCertificates(read(certificate), certificate.toString()), certificate);
            return false;
        }
        Issued issued = authority.issue(request, now);
        char[] password = StorePassword.random(random);
        new NewFiles()
                .secret(workspace.keyStore(name), Pkcs12.keyStore(issued, password))
                .secret(workspace.trustStore(name), Pkcs12.trustStore(List.of(authority.root()), password))
                .secret(workspace.storePassword(name), StorePassword.file(password))
                // Last, because its presence says that the others are there.
                .open(certificate, Pem.certificates(issued.chain()))
                .write();
        Arrays.fill(password, '\0');
        return true;
    }

    private void requireValid(List<X509Certificate> chain, Path file) {
        for (X509Certificate certificate : chain) {
            Instant end = certificate.getNotAfter().toInstant();
            if (now.plus(LEFT_MIN).isAfter(end)) {
                throw new QuickstartFailure("the certificate " + file + " ends at " + end + "; remove the folder "
                        + workspace.certificates() + " and start again, new ones will be made.");
            }
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new QuickstartFailure(Explanation.of(e) + ".", e);
        }
    }
}
