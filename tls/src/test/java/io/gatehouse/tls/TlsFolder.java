package io.gatehouse.tls;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CrlPeriod;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Revocation;
import io.gatehouse.certs.RevocationReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The PEM files of one broker, which an operator replaces. */
record TlsFolder(Path folder) {
    Path keyStore() {
        return folder.resolve("broker.pem");
    }

    Path trustStore() {
        return folder.resolve("ca.pem");
    }

    Path lists() {
        return folder.resolve("revoked.crl");
    }

    TlsSettings settings() {
        return TlsSettings.of(KeyStoreSettings.pem(keyStore(), Optional.empty()), TrustStoreSettings.pem(trustStore()));
    }

    TlsSettings settingsWithLists() {
        return settings().withRevocation(RevocationSettings.lists(lists()));
    }

    TlsFolder own(Issued issued) {
        return write(keyStore(), pem(issued));
    }

    static byte[] pem(Issued issued) {
        return joined(Pem.certificates(issued.chain()), Pem.key(issued.key()));
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    TlsFolder trusting(X509Certificate... anchors) {
        return write(trustStore(), Pem.certificates(List.of(anchors)));
    }

    /** A list in force for a day that names these. */
    TlsFolder revoking(CertificateAuthority authority, Instant made, X509Certificate... revoked) {
        return revoking(authority, made, Duration.ofDays(1), revoked);
    }

    TlsFolder revoking(CertificateAuthority authority, Instant made, Duration until, X509Certificate... revoked) {
        List<Revocation> revocations = Arrays.stream(revoked)
                .map(one -> new Revocation(one.getSerialNumber(), made, RevocationReason.KEY_COMPROMISE))
                .toList();
        CrlPeriod period = new CrlPeriod(BigInteger.valueOf(made.toEpochMilli()), made, until);
        return write(lists(), Pem.revocationLists(List.of(authority.revocationList(revocations, period))));
    }

    /** As careful tools do it: another file takes the name. */
    TlsFolder write(Path file, byte[] content) {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(made, content);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
