package io.gatehouse.zk;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.tls.TrustStoreSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A small authority with the certificates that the tests need. */
final class TestPki {
    static final String PASSWORD = "canary-store-password";

    private final Path folder;
    private final KeyPair caKeys = keys();
    private final X509Certificate ca;
    private int serial = 1;

    TestPki(Path folder) {
        this.folder = folder;
        this.ca = certificate("CN=Test CA", caKeys, Optional.empty());
    }

    /** Settings with a fresh certificate for {@code name}, valid for the given host name or address. */
    TlsSettings identity(String name, String host) {
        return identity(name, host, this);
    }

    /** As above, but trusting another authority. */
    TlsSettings identity(String name, String host, TestPki trusted) {
        KeyPair pair = keys();
        X509Certificate leaf = certificate("CN=" + name, pair, Optional.of(host));
        Path keyStore = folder.resolve(name + "-" + serial + ".p12");
        Path trustStore = folder.resolve(name + "-" + serial + "-trust.p12");
        write(
                keyStore,
                store -> store.setKeyEntry(
                        "key", pair.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {leaf, ca}));
        write(trustStore, store -> store.setCertificateEntry("ca", trusted.ca));
        return TlsSettings.of(
                KeyStoreSettings.store("PKCS12", keyStore, Secret.ofText(PASSWORD)),
                TrustStoreSettings.store("PKCS12", trustStore, Optional.of(Secret.ofText(PASSWORD))));
    }

    private X509Certificate certificate(String subject, KeyPair pair, Optional<String> host) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Principal("CN=Test CA"),
                    BigInteger.valueOf(serial++),
                    Date.from(now.minus(1, ChronoUnit.HOURS)),
                    Date.from(now.plus(1, ChronoUnit.DAYS)),
                    new X500Principal(subject),
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(host.isEmpty()));
            if (host.isPresent()) {
                int kind = Character.isDigit(host.get().charAt(0)) ? GeneralName.iPAddress : GeneralName.dNSName;
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, host.get())));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(caKeys.getPrivate())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, Filling filling) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.fill(store);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, PASSWORD.toCharArray());
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }
}
