package io.gatehouse.tls;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.Issued;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that our own authority would not make. */
record OddLeaf(
        X500Name subject,
        Instant from,
        Instant until,
        List<KeyPurposeId> purposes,
        List<GeneralName> names,
        int keyUsage) {

    static OddLeaf named(X500Name subject, Instant now) {
        return new OddLeaf(
                subject,
                now.minus(Duration.ofDays(2)),
                now.plus(Duration.ofDays(2)),
                List.of(),
                List.of(),
                KeyUsage.digitalSignature);
    }

    static OddLeaf app(Instant now) {
        return named(new X500Name("CN=app"), now);
    }

    OddLeaf valid(Instant newFrom, Instant newUntil) {
        return new OddLeaf(subject, newFrom, newUntil, purposes, names, keyUsage);
    }

    OddLeaf with(KeyPurposeId... newPurposes) {
        return new OddLeaf(subject, from, until, List.of(newPurposes), names, keyUsage);
    }

    OddLeaf with(GeneralName... newNames) {
        return new OddLeaf(subject, from, until, purposes, List.of(newNames), keyUsage);
    }

    OddLeaf withKeyUsage(int newKeyUsage) {
        return new OddLeaf(subject, from, until, purposes, names, newKeyUsage);
    }

    Issued signedBy(CertificateAuthority authority) throws Exception {
        KeyPair pair = pair();
        return new Issued(
                pair.getPrivate(),
                List.of(certificate(
                        X500Name.getInstance(authority
                                .certificate()
                                .getSubjectX500Principal()
                                .getEncoded()),
                        pair,
                        authority.key())));
    }

    Issued selfSigned() throws Exception {
        KeyPair pair = pair();
        return new Issued(pair.getPrivate(), List.of(certificate(subject, pair, pair.getPrivate())));
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256, TestPki.RANDOM);
        return generator.generateKeyPair();
    }

    private X509Certificate certificate(X500Name issuer, KeyPair pair, java.security.PrivateKey signer)
            throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(100, TestPki.RANDOM),
                Date.from(from),
                Date.from(until),
                subject,
                pair.getPublic());
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
        if (!purposes.isEmpty()) {
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
        }
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    subject.getRDNs().length == 0,
                    new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    }
}
