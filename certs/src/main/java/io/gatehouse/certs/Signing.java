package io.gatehouse.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** One issuer's hand: its name, its key and the identifier by which its certificates point to that key. */
final class Signing {
    /** A clock that runs a little behind must not refuse a certificate that was made a second ago. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    /** CA/Browser forum asks for at least 64 random bits, RFC 5280 allows at most 159. */
    private static final int SERIAL_BITS = 127;

    private final X500Name issuer;
    private final PrivateKey key;
    private final AuthorityKeyIdentifier keyId;
    private final SecureRandom random;

    private Signing(X500Name issuer, PrivateKey key, AuthorityKeyIdentifier keyId, SecureRandom random) {
        this.issuer = issuer;
        this.key = key;
        this.keyId = keyId;
        this.random = random;
    }

    /** For a certificate that does not exist yet: a root's own. */
    static Signing self(X500Name name, PrivateKey key, PublicKey publicKey, SecureRandom random) {
        return new Signing(name, key, new AuthorityKeyIdentifier(idOf(publicKey).getKeyIdentifier()), random);
    }

    /** As the issuer's certificate names its key, which is not always how we would. */
    static Signing by(X509Certificate issuer, PrivateKey key, SecureRandom random) {
        SubjectKeyIdentifier id = SubjectKeyIdentifier.fromExtensions(
                holder(issuer).getExtensions() == null
                        ? new org.bouncycastle.asn1.x509.Extensions(new Extension[0])
                        : holder(issuer).getExtensions());
        return new Signing(
                nameOf(issuer),
                key,
                new AuthorityKeyIdentifier((id == null ? idOf(issuer.getPublicKey()) : id).getKeyIdentifier()),
                random);
    }

    AuthorityKeyIdentifier keyId() {
        return keyId;
    }

    X500Name issuer() {
        return issuer;
    }

    /** What a certificate says beside the names of its two sides. */
    record Content(X500Name subject, PublicKey publicKey, Instant notBefore, Instant notAfter) {}

    JcaX509v3CertificateBuilder draft(Content content) {
        BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
        return new JcaX509v3CertificateBuilder(
                issuer,
                serial,
                Date.from(content.notBefore().truncatedTo(ChronoUnit.SECONDS)),
                Date.from(content.notAfter().truncatedTo(ChronoUnit.SECONDS)),
                content.subject(),
                content.publicKey());
    }

    /**
     * Adds what every certificate has, and signs.
     *
     * @param pathLength how many authorities may stand below this one; empty for a leaf
     */
    X509Certificate sign(JcaX509v3CertificateBuilder draft, PublicKey subjectKey, Optional<Integer> pathLength) {
        try {
            draft.addExtension(
                    Extension.basicConstraints,
                    true,
                    pathLength.map(BasicConstraints::new).orElseGet(() -> new BasicConstraints(false)));
            draft.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(
                            pathLength.isPresent()
                                    ? KeyUsage.keyCertSign | KeyUsage.cRLSign
                                    : KeyUsage.digitalSignature));
            draft.addExtension(Extension.subjectKeyIdentifier, false, idOf(subjectKey));
            draft.addExtension(Extension.authorityKeyIdentifier, false, keyId);
            return new JcaX509CertificateConverter().getCertificate(draft.build(signer()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be signed", e);
        }
    }

    ContentSigner signer() {
        try {
            return new JcaContentSignerBuilder(KeyType.of(key.getAlgorithm()).signature()).build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("this key cannot sign", e);
        }
    }

    static X500Name nameOf(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    static X509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new X509CertificateHolder(certificate.getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a certificate cannot be encoded", e);
        }
    }

    private static SubjectKeyIdentifier idOf(PublicKey key) {
        try {
            return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-1 for key identifiers", e);
        }
    }
}
