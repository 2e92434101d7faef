package io.gatehouse.tls;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.Issued;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Somebody with a key, a name and the certificates above, who signs whatever a test asks for, entitled or not. */
record Signer(X500Name name, KeyPair pair, List<X509Certificate> chain) {
    /** What is written into a certificate. */
    interface Content {
        void of(X509v3CertificateBuilder builder) throws Exception;
    }

    Signer {
        chain = List.copyOf(chain);
    }

    /** Somebody without a certificate. */
    static Signer nobody(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256, TestPki.RANDOM);
        return new Signer(new X500Name("CN=" + name), generator.generateKeyPair(), List.of());
    }

    /** The root that a test's servers trust; it is not sent along. */
    static Signer of(CertificateAuthority root) {
        KeyPair pair = new KeyPair(root.certificate().getPublicKey(), root.key());
        return new Signer(
                X500Name.getInstance(
                        root.certificate().getSubjectX500Principal().getEncoded()),
                pair,
                List.of());
    }

    static Signer of(Issued issued) {
        X509Certificate leaf = issued.chain().get(0);
        return new Signer(
                X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded()),
                new KeyPair(leaf.getPublicKey(), issued.key()),
                issued.chain());
    }

    /** Below this one: with a new key. */
    Signer signs(String newName, Content... contents) throws Exception {
        return certify(nobody(newName), contents);
    }

    /** The other's name and key, vouched for by this one. */
    Signer certify(Signer other, Content... contents) throws Exception {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(100, TestPki.RANDOM),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                other.name,
                other.pair.getPublic());
        for (Content content : contents) {
            content.of(builder);
        }
        PrivateKey key = pair.getPrivate();
        X509Certificate made = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        List<X509Certificate> whole = new ArrayList<>(List.of(made));
        whole.addAll(chain);
        return new Signer(other.name, other.pair, whole);
    }

    Issued issued() {
        return new Issued(pair.getPrivate(), chain);
    }

    static Content authority() {
        return builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        };
    }

    /** An authority with so many authorities below it at most. */
    static Content authority(int below) {
        return builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(below));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        };
    }

    static Content signingOnly() {
        return builder -> builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    }
}
