package io.gatehouse.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Asks the responder of a client certificate's authority whether the certificate was taken back (OCSP, RFC 6960). Only the
 * client's own certificate is asked about: those between it and the anchor are the business of revocation lists. The JVM's
 * path validation judges the answer: its signature, its certificate, its dates.
 *
 * <p>Thread: any that may block, never an event loop (attack 39).
 */
final class Responders {
    /** A decided answer is believed for so long; the question after that is a new one. */
    private static final Duration DECIDED_FOR = Duration.ofMinutes(1);

    /** A responder that does not answer is left in peace for so long. */
    private static final Duration SILENT_FOR = Duration.ofSeconds(5);

    private static final int VERDICTS_MAX = 10_000;

    private final ResponderSettings settings;
    private final Set<TrustAnchor> anchors;
    private final Responder responder = new Responder();
    private final Map<BigInteger, Verdict> verdicts = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BigInteger, Verdict> eldest) {
            return size() > VERDICTS_MAX;
        }
    };

    Responders(ResponderSettings settings, List<X509Certificate> anchors) {
        this.settings = settings;
        this.anchors =
                anchors.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toUnmodifiableSet());
    }

    /** Why the client with this chain, leaf first, is not to be believed, if so. May take some seconds. */
    Optional<String> refusal(List<X509Certificate> chain, Instant now) {
        return verdict(chain, now).refusal();
    }

    /** The same about a client that was believed before: silence alone speaks against nobody. */
    Optional<String> revocation(List<X509Certificate> chain, Instant now) {
        Verdict verdict = verdict(chain, now);
        return verdict.revoked() ? verdict.refusal() : Optional.empty();
    }

    private Verdict verdict(List<X509Certificate> chain, Instant now) {
        X509Certificate leaf = chain.get(0);
        Optional<Verdict> known = known(leaf, now);
        return known.isPresent() ? known.get() : keep(ask(chain, now));
    }

    private synchronized Optional<Verdict> known(X509Certificate leaf, Instant now) {
        return Optional.ofNullable(verdicts.get(leaf.getSerialNumber()))
                .filter(verdict -> verdict.leaf().equals(leaf) && now.isBefore(verdict.until()));
    }

    private synchronized Verdict keep(Verdict verdict) {
        verdicts.put(verdict.leaf().getSerialNumber(), verdict);
        return verdict;
    }

    private Verdict ask(List<X509Certificate> chain, Instant now) {
        X509Certificate leaf = chain.get(0);
        try {
            PKIXCertPathBuilderResult built = path(chain);
            if (built.getCertPath().getCertificates().isEmpty()) {
                return new Verdict(
                        leaf, false, Optional.empty(), now.plus(DECIDED_FOR)); // Trusted by itself, not by its issuer.
            }
            judge(built.getCertPath(), leaf, responder.ask(address(leaf), question(leaf, issuer(built))));
            return new Verdict(leaf, false, Optional.empty(), now.plus(DECIDED_FOR));
        } catch (CertPathValidatorException e) {
            return revoked(e)
                    ? new Verdict(
                            leaf,
                            true,
                            Optional.of("the responder says: " + TlsSelfTest.rootMessage(e)),
                            now.plus(DECIDED_FOR))
                    : undecided(leaf, TlsSelfTest.rootMessage(e), now);
        } catch (GeneralSecurityException
                | IOException
                | OCSPException
                | OperatorCreationException
                | RuntimeException e) { // Answers are a stranger's bytes, and certificates odd ones at times.
            return undecided(leaf, TlsSelfTest.rootMessage(e), now);
        }
    }

    private Verdict undecided(X509Certificate leaf, String reason, Instant now) {
        return new Verdict(
                leaf,
                false,
                settings.silenceAllowed()
                        ? Optional.empty()
                        : Optional.of("nobody says whether the certificate was revoked: " + reason),
                now.plus(SILENT_FOR));
    }

    private PKIXCertPathBuilderResult path(List<X509Certificate> chain) throws GeneralSecurityException {
        X509CertSelector wanted = new X509CertSelector();
        wanted.setCertificate(chain.get(0));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, wanted);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
        if (CertPathBuilder.getInstance("PKIX").build(parameters) instanceof PKIXCertPathBuilderResult built) {
            return built;
        }
        throw new IllegalStateException("the PKIX path builder of this JVM makes no PKIX path");
    }

    private static X509Certificate issuer(PKIXCertPathBuilderResult built) {
        return built.getCertPath().getCertificates().size() > 1
                ? (X509Certificate) built.getCertPath().getCertificates().get(1)
                : built.getTrustAnchor().getTrustedCert();
    }

    private URI address(X509Certificate leaf) throws CertificateEncodingException, IOException {
        return settings.address().isPresent() ? settings.address().get() : named(leaf);
    }

    private static URI named(X509Certificate leaf) throws CertificateEncodingException, IOException {
        AuthorityInformationAccess access =
                AuthorityInformationAccess.fromExtensions(new JcaX509CertificateHolder(leaf).getExtensions());
        if (access != null) {
            for (AccessDescription one : access.getAccessDescriptions()) {
                GeneralName place = one.getAccessLocation();
                if (one.getAccessMethod().equals(AccessDescription.id_ad_ocsp)
                        && place.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    return URI.create(place.getName().toString());
                }
            }
        }
        throw new IOException("the certificate names no responder (expected: an address in its extension"
                + " authorityInfoAccess, or ssl.ocsp.responder.url)");
    }

    private static byte[] question(X509Certificate leaf, X509Certificate issuer)
            throws GeneralSecurityException, IOException, OCSPException, OperatorCreationException {
        X509CertificateHolder holder = new JcaX509CertificateHolder(issuer);
        return new OCSPReqBuilder()
                .addRequest(new CertificateID(
                        // SHA-1 names the issuer here and protects nothing; responders know no other (RFC 5019 2.1.1).
                        new JcaDigestCalculatorProviderBuilder()
                                .build()
                                .get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1)),
                        holder,
                        leaf.getSerialNumber()))
                .build()
                .getEncoded();
    }

    private void judge(CertPath path, X509Certificate leaf, byte[] answer) throws GeneralSecurityException {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        if (!(validator.getRevocationChecker() instanceof PKIXRevocationChecker checker)) {
            throw new IllegalStateException("this JVM's path validation reads no answers of responders");
        }
        checker.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.ONLY_END_ENTITY, PKIXRevocationChecker.Option.NO_FALLBACK));
        checker.setOcspResponses(Map.of(leaf, answer));
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.addCertPathChecker(checker);
        validator.validate(path, parameters);
    }

    private static boolean revoked(CertPathValidatorException e) {
        return e.getReason() == CertPathValidatorException.BasicReason.REVOKED
                || e.getCause() instanceof CertificateRevokedException;
    }

    /**
     * What was answered about a certificate, and how long that counts.
     *
     * @param revoked the authority has said so; otherwise a refusal is for want of an answer
     */
    private record Verdict(X509Certificate leaf, boolean revoked, Optional<String> refusal, Instant until) {}
}
