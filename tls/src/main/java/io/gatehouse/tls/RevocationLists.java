package io.gatehouse.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * The certificate revocation lists of one file. They are local: no handshake ever waits for a server that tells about
 * certificates (attack 39).
 *
 * @param undecidedAllowed believe a certificate that no list in force speaks about
 */
record RevocationLists(List<X509CRL> lists, boolean undecidedAllowed) {
    private static final String KEY = "ssl.crl.location";

    RevocationLists {
        lists = List.copyOf(lists);
    }

    /**
     * Reads the lists and checks the signatures of those whose authority is an anchor; the others' are checked with the
     * chain that a peer shows.
     */
    static RevocationLists load(RevocationSettings settings, Path path, List<X509Certificate> anchors) {
        List<X509CRL> lists = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (CRL list : factory.generateCRLs(new ByteArrayInputStream(StoreReader.bytes(path, KEY)))) {
                lists.add((X509CRL) list);
            }
        } catch (CertificateException | CRLException e) {
            throw new TlsConfigurationException(
                    KEY + " = " + path + " cannot be read (expected: X.509 revocation lists, PEM or DER)", e);
        }
        if (lists.isEmpty()) {
            throw new TlsConfigurationException(KEY + " = " + path
                    + " holds no revocation list (expected: -----BEGIN X509 CRL----- blocks, or DER)");
        }
        lists.forEach(list -> requireSigned(list, anchors, path));
        return new RevocationLists(lists, settings.undecidedAllowed());
    }

    private static void requireSigned(X509CRL list, List<X509Certificate> anchors, Path path) {
        X500Principal issuer = list.getIssuerX500Principal();
        List<X509Certificate> named = anchors.stream()
                .filter(anchor -> anchor.getSubjectX500Principal().equals(issuer))
                .toList();
        if (!named.isEmpty() && named.stream().noneMatch(anchor -> signed(list, anchor))) {
            throw new TlsConfigurationException(KEY + " = " + path + ": the list of " + issuer.getName()
                    + " is not signed by that authority's key");
        }
    }

    private static boolean signed(X509CRL list, X509Certificate authority) {
        try {
            list.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** What is wrong with putting these in the place of {@code before} at {@code now}; an older list un-revokes. */
    List<String> mistakes(Optional<RevocationLists> before, Instant now) {
        List<String> mistakes = new ArrayList<>();
        for (X509CRL list : lists) {
            String issuer = list.getIssuerX500Principal().getName();
            if (expired(list, now) && !undecidedAllowed) {
                mistakes.add(KEY + ": the list of " + issuer + " was to be replaced by "
                        + list.getNextUpdate().toInstant() + " (expected: one in force)");
            }
            before.stream()
                    .flatMap(old -> old.lists().stream())
                    .filter(old -> old.getIssuerX500Principal().equals(list.getIssuerX500Principal()))
                    .map(old -> old.getThisUpdate().toInstant())
                    .filter(made -> made.isAfter(list.getThisUpdate().toInstant()))
                    .findFirst()
                    .ifPresent(made -> mistakes.add(KEY + ": the list of " + issuer + " of "
                            + list.getThisUpdate().toInstant() + " is older than the one in use, of " + made));
        }
        return mistakes;
    }

    /** From when on somebody who was believed today may not be, though nothing has changed. */
    Optional<Instant> end() {
        return undecidedAllowed
                ? Optional.empty()
                : lists.stream()
                        .flatMap(list -> Optional.ofNullable(list.getNextUpdate()).stream())
                        .map(Date::toInstant)
                        .min(Instant::compareTo);
    }

    private static boolean expired(X509CRL list, Instant now) {
        return list.getNextUpdate() != null && now.isAfter(list.getNextUpdate().toInstant());
    }

    /** What the JVM's path validation needs to ask these lists, and nobody else. */
    PKIXBuilderParameters parameters(KeyStore anchors) throws GeneralSecurityException, IOException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        parameters.addCertPathChecker(checker());
        return parameters;
    }

    private PKIXRevocationChecker checker() throws GeneralSecurityException {
        if (!(CertPathBuilder.getInstance("PKIX").getRevocationChecker() instanceof PKIXRevocationChecker checker)) {
            throw new InvalidAlgorithmParameterException("this JVM's path validation does not ask revocation lists");
        }
        Set<PKIXRevocationChecker.Option> options =
                EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK);
        if (undecidedAllowed) {
            options.add(PKIXRevocationChecker.Option.SOFT_FAIL);
        }
        checker.setOptions(options);
        return checker;
    }
}
