package io.gatehouse.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A private authority: a key, its certificate, and the signing of others. A root signs intermediates and leaves, an
 * intermediate signs leaves only.
 */
public final class CertificateAuthority {
    /** Long enough to outlive a cluster's planning, short enough that the algorithms still stand. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(3650);

    /** A clock that runs a little behind must not refuse a certificate that was made a second ago. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    /** CA/Browser forum asks for at least 64 random bits, RFC 5280 allows at most 159. */
    private static final int SERIAL_BITS = 127;

    private static final int SIGNS_INTERMEDIATES = 1;
    private static final int SIGNS_LEAVES_ONLY = 0;
    private static final int NOT_AN_AUTHORITY = -1;

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final SecureRandom random;

    private CertificateAuthority(PrivateKey key, List<X509Certificate> chain, SecureRandom random) {
        this.key = key;
        this.chain = List.copyOf(chain);
        this.random = random;
    }

    /** A new root, signed by itself. */
    public static CertificateAuthority create(
            String name, KeyType keyType, Duration validity, Instant now, SecureRandom random) {
        CertificateRequest.requireName("name", name);
        KeyPair pair = keyType.newPair(random);
        X500Name self = subject(name, "");
        JcaX509v3CertificateBuilder draft = draft(self, self, pair.getPublic(), now, now.plus(validity), random);
        X509Certificate certificate =
                sign(draft, pair.getPrivate(), pair.getPublic(), pair.getPublic(), SIGNS_INTERMEDIATES);
        return new CertificateAuthority(pair.getPrivate(), List.of(certificate), random);
    }

    /**
     * An authority that exists: its chain, itself first, and its key.
     *
     * @throws CertsException when the key is another's, or the certificate may not sign
     */
    public static CertificateAuthority of(PrivateKey key, List<X509Certificate> chain, SecureRandom random) {
        X509Certificate certificate = chain.get(0);
        if (certificate.getBasicConstraints() < 0) {
            throw new CertsException("the certificate " + certificate.getSubjectX500Principal()
                    + " is not an authority's (expected: one with CA:TRUE)");
        }
        if (!belongTogether(key, certificate.getPublicKey())) {
            throw new CertsException("the key does not belong to the certificate "
                    + certificate.getSubjectX500Principal() + " (expected: the key made with it)");
        }
        return new CertificateAuthority(key, chain, random);
    }

    /** An authority below this one, for leaves only. */
    public CertificateAuthority intermediate(String name, KeyType keyType, Duration validity, Instant now) {
        CertificateRequest.requireName("name", name);
        if (certificate().getBasicConstraints() < SIGNS_INTERMEDIATES) {
            throw new CertsException(certificate().getSubjectX500Principal() + " may not sign other authorities");
        }
        KeyPair pair = keyType.newPair(random);
        JcaX509v3CertificateBuilder draft =
                draft(issuer(), subject(name, ""), pair.getPublic(), now, end(now, validity), random);
        X509Certificate certificate = sign(draft, key, pair.getPublic(), SIGNS_LEAVES_ONLY);
        List<X509Certificate> below = new ArrayList<>(List.of(certificate));
        below.addAll(chain);
        return new CertificateAuthority(pair.getPrivate(), below, random);
    }

    /** A new key and its certificate. */
    public Issued issue(CertificateRequest request, Instant now) {
        KeyPair pair = request.keyType().newPair(random);
        return new Issued(pair.getPrivate(), issue(request, pair.getPublic(), now));
    }

    private List<X509Certificate> issue(CertificateRequest request, PublicKey publicKey, Instant now) {
        JcaX509v3CertificateBuilder draft = draft(
                issuer(),
                subject(request.name(), request.organization()),
                publicKey,
                now,
                end(now, request.validity()),
                random);
        try {
            if (!request.purposes().isEmpty()) {
                draft.addExtension(Extension.extendedKeyUsage, false, purposes(request));
            }
            if (!request.hosts().isEmpty()) {
                draft.addExtension(Extension.subjectAlternativeName, false, names(request.hosts()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("an extension cannot be encoded", e);
        }
        List<X509Certificate> issued = new ArrayList<>(List.of(sign(draft, key, publicKey, NOT_AN_AUTHORITY)));
        chain.stream().filter(certificate -> !isRoot(certificate)).forEach(issued::add);
        return issued;
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The certificate at the top, which peers must trust. */
    public X509Certificate root() {
        return chain.get(chain.size() - 1);
    }

    public PrivateKey key() {
        return key;
    }

    private X509Certificate sign(
            JcaX509v3CertificateBuilder draft, PrivateKey signer, PublicKey subjectKey, int pathLength) {
        return sign(draft, signer, subjectKey, certificate().getPublicKey(), pathLength);
    }

    private static X509Certificate sign(
            JcaX509v3CertificateBuilder draft,
            PrivateKey signer,
            PublicKey subjectKey,
            PublicKey signerKey,
            int pathLength) {
        boolean authority = pathLength != NOT_AN_AUTHORITY;
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            draft.addExtension(
                    Extension.basicConstraints,
                    true,
                    authority ? new BasicConstraints(pathLength) : new BasicConstraints(false));
            draft.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
            draft.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(subjectKey));
            draft.addExtension(Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(signerKey));
            String algorithm = KeyType.of(signer.getAlgorithm()).signature();
            return new JcaX509CertificateConverter()
                    .getCertificate(draft.build(new JcaContentSignerBuilder(algorithm).build(signer)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate cannot be signed", e);
        }
    }

    private static JcaX509v3CertificateBuilder draft(
            X500Name issuer, X500Name subject, PublicKey publicKey, Instant now, Instant end, SecureRandom random) {
        Instant start = now.minus(CLOCK_SKEW).truncatedTo(ChronoUnit.SECONDS);
        BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
        return new JcaX509v3CertificateBuilder(issuer, serial, Date.from(start), Date.from(end), subject, publicKey);
    }

    /** No certificate outlives its authority: it would be refused from then on, long after it was forgotten. */
    private Instant end(Instant now, Duration validity) {
        Instant last = certificate().getNotAfter().toInstant();
        if (now.isAfter(last)) {
            throw new CertsException("the authority " + certificate().getSubjectX500Principal() + " expired at " + last
                    + " (expected: one that is valid; make a new one with create-ca)");
        }
        Instant wanted = now.plus(validity).truncatedTo(ChronoUnit.SECONDS);
        return wanted.isAfter(last) ? last : wanted;
    }

    private X500Name issuer() {
        return X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded());
    }

    private static boolean isRoot(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** Built, not parsed: a comma in a name stays a comma in the name. */
    private static X500Name subject(String name, String organization) {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        if (!organization.isEmpty()) {
            builder.addRDN(BCStyle.O, organization);
        }
        return builder.addRDN(BCStyle.CN, name).build();
    }

    private static ExtendedKeyUsage purposes(CertificateRequest request) {
        return new ExtendedKeyUsage(request.purposes().stream()
                .sorted()
                .map(purpose -> switch (purpose) {
                    case SERVER -> KeyPurposeId.id_kp_serverAuth;
                    case CLIENT -> KeyPurposeId.id_kp_clientAuth;
                })
                .toArray(KeyPurposeId[]::new));
    }

    private static GeneralNames names(List<Host> hosts) {
        return new GeneralNames(hosts.stream()
                .map(host ->
                        new GeneralName(host.address() ? GeneralName.iPAddress : GeneralName.dNSName, host.value()))
                .toArray(GeneralName[]::new));
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        byte[] text = {1, 2, 3};
        try {
            Signature signature =
                    Signature.getInstance(KeyType.of(key.getAlgorithm()).signature());
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
