package io.gatehouse.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/**
 * A private authority: a key, its certificate, and the signing of others. A root signs intermediates, cross-certificates
 * and leaves, an intermediate signs leaves only.
 */
public final class CertificateAuthority {
    /** Long enough to outlive a cluster's planning, short enough that the algorithms still stand. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(3650);

    /** Below a root stand a cross-certificate of the next root, while the two overlap, and an issuing authority. */
    private static final int ROOT_PATH_LENGTH = 2;

    private static final int SIGNS_LEAVES_ONLY = 0;

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final List<X509Certificate> cross;
    private final SecureRandom random;

    private CertificateAuthority(
            PrivateKey key, List<X509Certificate> chain, List<X509Certificate> cross, SecureRandom random) {
        this.key = key;
        this.chain = List.copyOf(chain);
        this.cross = List.copyOf(cross);
        this.random = random;
    }

    /** A new root, signed by itself. */
    public static CertificateAuthority create(
            String name, KeyType keyType, Duration validity, Instant now, SecureRandom random) {
        return create(new AuthorityRequest(name, keyType, validity), now, random);
    }

    /** A new root, signed by itself. */
    public static CertificateAuthority create(AuthorityRequest request, Instant now, SecureRandom random) {
        KeyPair pair = request.keyType().newPair(random);
        X500Name self = subject(request.name(), request.organization());
        Signing signing = Signing.self(self, pair.getPrivate(), pair.getPublic(), random);
        JcaX509v3CertificateBuilder draft =
                signing.draft(new Signing.Content(self, pair.getPublic(), start(now), now.plus(request.validity())));
        addLimits(draft, request.limits());
        X509Certificate certificate = signing.sign(draft, pair.getPublic(), Optional.of(ROOT_PATH_LENGTH));
        return new CertificateAuthority(pair.getPrivate(), List.of(certificate), List.of(), random);
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
        return new CertificateAuthority(key, chain, List.of(), random);
    }

    /** The same, whose leaves also bring certificates by which those who trust another root find the way here. */
    public CertificateAuthority withCross(List<X509Certificate> certificates) {
        return new CertificateAuthority(key, chain, certificates, random);
    }

    /** An authority below this one, for leaves only. */
    public CertificateAuthority intermediate(String name, KeyType keyType, Duration validity, Instant now) {
        return intermediate(new AuthorityRequest(name, keyType, validity), now);
    }

    /** An authority below this one, for leaves only. */
    public CertificateAuthority intermediate(AuthorityRequest request, Instant now) {
        requireSignsAuthorities();
        KeyPair pair = request.keyType().newPair(random);
        JcaX509v3CertificateBuilder draft = draft(
                subject(request.name(), request.organization()), pair.getPublic(), now, end(now, request.validity()));
        addLimits(draft, request.limits());
        X509Certificate certificate = signing().sign(draft, pair.getPublic(), Optional.of(SIGNS_LEAVES_ONLY));
        return new CertificateAuthority(pair.getPrivate(), above(certificate), cross, random);
    }

    /** A new certificate for an authority below this one that keeps its name, key and limits. */
    public X509Certificate intermediateAgain(X509Certificate old, Duration validity, Instant now) {
        requireSignsAuthorities();
        JcaX509v3CertificateBuilder draft = draft(Signing.nameOf(old), old.getPublicKey(), now, end(now, validity));
        copy(old, Extension.nameConstraints, draft);
        return signing().sign(draft, old.getPublicKey(), Optional.of(SIGNS_LEAVES_ONLY));
    }

    /** A certificate by which those who trust this root trust another root too, as long as both live. */
    public X509Certificate crossSign(X509Certificate otherRoot, Instant now) {
        requireSignsAuthorities();
        Duration wanted = Duration.between(now, otherRoot.getNotAfter().toInstant());
        JcaX509v3CertificateBuilder draft =
                draft(Signing.nameOf(otherRoot), otherRoot.getPublicKey(), now, end(now, wanted));
        copy(otherRoot, Extension.nameConstraints, draft);
        int pathLength = Math.min(certificate().getBasicConstraints() - 1, otherRoot.getBasicConstraints());
        return signing().sign(draft, otherRoot.getPublicKey(), Optional.of(pathLength));
    }

    /** A new key and its certificate. */
    public Issued issue(CertificateRequest request, Instant now) {
        KeyPair pair = request.keyType().newPair(random);
        return new Issued(pair.getPrivate(), issue(request, pair.getPublic(), now));
    }

    /** A certificate for a key that somebody else holds, with the root left out. */
    public List<X509Certificate> issue(CertificateRequest request, PublicKey publicKey, Instant now) {
        JcaX509v3CertificateBuilder draft =
                draft(subject(request.name(), request.organization()), publicKey, now, end(now, request.validity()));
        if (!request.purposes().isEmpty()) {
            add(draft, Extension.extendedKeyUsage, false, purposes(request));
        }
        if (!request.hosts().isEmpty() || !request.otherNames().isEmpty()) {
            GeneralNames names = SubjectNames.of(request.hosts(), request.otherNames());
            requireWithinLimits(names);
            add(draft, Extension.subjectAlternativeName, false, names);
        }
        return withChain(signing().sign(draft, publicKey, Optional.empty()));
    }

    /** A certificate with the names and purposes of an old one, letter by letter. */
    public List<X509Certificate> renew(X509Certificate old, PublicKey publicKey, Duration validity, Instant now) {
        JcaX509v3CertificateBuilder draft = draft(Signing.nameOf(old), publicKey, now, end(now, validity));
        copy(old, Extension.extendedKeyUsage, draft);
        copy(old, Extension.subjectAlternativeName, draft);
        GeneralNames names =
                GeneralNames.fromExtensions(Signing.holder(old).getExtensions(), Extension.subjectAlternativeName);
        if (names != null) {
            requireWithinLimits(names);
        }
        return withChain(signing().sign(draft, publicKey, Optional.empty()));
    }

    /** The list of what this authority has revoked. */
    public X509CRL revocationList(List<Revocation> revoked, CrlPeriod period) {
        return period.list(revoked, signing());
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** This authority's certificate, those above it, and the root last. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** The certificate at the top, which peers must trust. */
    public X509Certificate root() {
        return chain.get(chain.size() - 1);
    }

    public List<X509Certificate> cross() {
        return cross;
    }

    public PrivateKey key() {
        return key;
    }

    private List<X509Certificate> withChain(X509Certificate leaf) {
        List<X509Certificate> issued = new ArrayList<>(List.of(leaf));
        chain.stream().filter(certificate -> !isRoot(certificate)).forEach(issued::add);
        issued.addAll(cross);
        return issued;
    }

    private List<X509Certificate> above(X509Certificate below) {
        List<X509Certificate> all = new ArrayList<>(List.of(below));
        all.addAll(chain);
        return all;
    }

    private void requireSignsAuthorities() {
        if (certificate().getBasicConstraints() < 1) {
            throw new CertsException(certificate().getSubjectX500Principal()
                    + " may not sign other authorities (expected: a root made by create-ca)");
        }
    }

    private void requireWithinLimits(GeneralNames names) {
        for (X509Certificate certificate : chain) {
            Extension limits = Signing.holder(certificate).getExtension(Extension.nameConstraints);
            if (limits != null) {
                NameLimits.require(
                        NameConstraints.getInstance(limits.getParsedValue()),
                        names.getNames(),
                        certificate.getSubjectX500Principal().getName());
            }
        }
    }

    private Signing signing() {
        return Signing.by(certificate(), key, random);
    }

    private JcaX509v3CertificateBuilder draft(X500Name subject, PublicKey publicKey, Instant now, Instant end) {
        return signing().draft(new Signing.Content(subject, publicKey, start(now), end));
    }

    private static Instant start(Instant now) {
        return now.minus(Signing.CLOCK_SKEW);
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

    private static void addLimits(JcaX509v3CertificateBuilder draft, Optional<NameLimits> limits) {
        limits.ifPresent(some -> add(draft, Extension.nameConstraints, true, some.extension()));
    }

    private static void copy(X509Certificate from, ASN1ObjectIdentifier id, JcaX509v3CertificateBuilder to) {
        Extension extension = Signing.holder(from).getExtension(id);
        if (extension != null) {
            add(to, id, extension.isCritical(), extension.getParsedValue());
        }
    }

    private static void add(
            JcaX509v3CertificateBuilder draft, ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        try {
            draft.addExtension(id, critical, value);
        } catch (IOException e) {
            throw new IllegalStateException("an extension cannot be encoded", e);
        }
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

    /** Whether the private key is that of the public one: it signs, and the other verifies. */
    public static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
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

    @Override
    public String toString() {
        return "CertificateAuthority" + Arrays.asList(certificate().getSubjectX500Principal());
    }
}
