package io.gatehouse.certs.check;

import io.gatehouse.certs.Host;
import io.gatehouse.certs.Printable;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges a chain that a server sent as a client would, and one fault at a time, so that each can be told. */
final class ChainJudge {
    /** Time for a renewal that goes wrong once. */
    private static final Duration SOON = Duration.ofDays(14);
    /** No honest path is longer; and a loop of cross-certificates must end. */
    private static final int STEPS_MAX = 10;

    /** So many names can be read in a sentence. */
    private static final int HELD_MAX = 5;

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final List<X509Certificate> chain;
    private final TrustSource trust;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    ChainJudge(List<X509Certificate> chain, TrustSource trust, Instant now) {
        this.chain = chain;
        this.trust = trust;
        this.now = now;
    }

    List<Finding> judge(Host expected, List<X509CRL> revocationLists) {
        chain.forEach(this::dates);
        issuers();
        purpose();
        new NameJudge(chain.get(0)).judge(expected).ifPresent(findings::add);
        revocationLists.forEach(this::revoked);
        return List.copyOf(findings);
    }

    private void dates(X509Certificate certificate) {
        Instant start = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        String which = which(certificate);
        if (now.isBefore(start)) {
            add(
                    Fault.NOT_YET_VALID,
                    which + " is valid from " + start + " on; it is " + now + " here",
                    "compare the clocks of both machines; if they agree, wait or issue it again");
        } else if (now.isAfter(end)) {
            add(
                    Fault.EXPIRED,
                    which + " expired at " + end + ", "
                            + Duration.between(end, now).toDays() + " days ago",
                    "renew it (certs.sh renew) and let the server load it");
        } else if (now.plus(SOON).isAfter(end)) {
            add(
                    Fault.EXPIRES_SOON,
                    which + " expires at " + end + ", in "
                            + Duration.between(now, end).toDays() + " days",
                    "renew it now (certs.sh renew)");
        }
    }

    /** Goes from issuer to issuer, up to a certificate that is trusted, or says what is missing. */
    private void issuers() {
        X509Certificate top = chain.get(0);
        for (int step = 0; step < STEPS_MAX; step++) {
            X509Certificate current = top;
            Optional<X509Certificate> anchor = trust.anchors().stream()
                    .filter(one -> one.equals(current) || signed(one, current))
                    .findFirst();
            if (anchor.isPresent()) {
                if (!chain.contains(anchor.get())) {
                    dates(anchor.get()); // Java looks away when a trusted root has expired; OpenSSL does not.
                }
                path();
                return;
            }
            Optional<X509Certificate> next = chain.stream()
                    .filter(other -> !other.equals(current) && signed(other, current))
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            top = next.get();
        }
        missing(top);
    }

    private void missing(X509Certificate top) {
        String issuer = Printable.of(top.getIssuerX500Principal());
        String holds = trust.name() + " holds " + held();
        boolean namesake = trust.anchors().stream()
                .anyMatch(anchor -> anchor.getSubjectX500Principal().equals(top.getIssuerX500Principal()));
        if (namesake) {
            add(
                    Fault.NOT_TRUSTED,
                    trust.name() + " holds an authority " + issuer + ", but with another key than the one that signed "
                            + which(top),
                    "take the authority's certificate of this cluster; there are two authorities of one name");
        } else if (signed(top, top)) {
            add(
                    Fault.NOT_TRUSTED,
                    "the server's chain ends in "
                            + Printable.of(top.getSubjectX500Principal())
                            + ", which is signed by itself and not trusted: "
                            + holds,
                    "add that certificate to the trust store, if it is the authority that you mean");
        } else {
            boolean alone = chain.size() == 1;
            add(
                    Fault.NOT_TRUSTED,
                    (alone ? "the server sends its own certificate only; " : "the server's chain has a gap: ")
                            + which(top) + " is issued by " + issuer + ", which the server does not send, and "
                            + holds,
                    "if that is a root, add it to the trust store; if it is an intermediate, put it into the server's key"
                            + " store, so that the server sends the whole chain");
        }
    }

    /** What the walk cannot see: lengths, limits of names, weak algorithms. Dates are told elsewhere. */
    private void path() {
        try {
            X509CertSelector leaf = new X509CertSelector();
            leaf.setCertificate(chain.get(0));
            Set<TrustAnchor> anchors = trust.anchors().stream()
                    .map(anchor -> new TrustAnchor(anchor, null))
                    .collect(Collectors.toSet());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(withinDates()));
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (CertPathBuilderException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            add(
                    Fault.NOT_TRUSTED,
                    "the chain leads to a certificate that is trusted, but is not valid: "
                            + Printable.of(String.valueOf(reason.getMessage())),
                    "look at each certificate (certs.sh inspect), at its path length and its name constraints first");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no PKIX", e);
        } catch (RuntimeException e) {
            // Java 17 runs off the end of an address where name constraints mix IPv4 and IPv6; its clients fail alike.
            add(
                    Fault.NOT_TRUSTED,
                    "Java cannot judge the chain and fails with " + e.getClass().getSimpleName()
                            + ", and so will every Java client",
                    "look at the name constraints of its authorities first (openssl x509 -text)");
        }
    }

    private Instant withinDates() {
        Instant instant = now;
        for (X509Certificate certificate : chain) {
            Instant start = certificate.getNotBefore().toInstant();
            Instant end = certificate.getNotAfter().toInstant();
            instant = instant.isBefore(start) ? start : instant.isAfter(end) ? end : instant;
        }
        return instant;
    }

    private void purpose() {
        try {
            List<String> purposes = chain.get(0).getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(SERVER_AUTH) && !purposes.contains(ANY_PURPOSE)) {
                add(
                        Fault.WRONG_PURPOSE,
                        which(chain.get(0)) + " is not for servers (no serverAuth)",
                        "issue one with certs.sh issue-server");
            }
        } catch (GeneralSecurityException e) {
            add(
                    Fault.WRONG_PURPOSE,
                    which(chain.get(0)) + " has purposes that cannot be read",
                    "issue it again with certs.sh issue-server");
        }
    }

    private void revoked(X509CRL list) {
        for (X509Certificate certificate : chain) {
            if (list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                    && list.isRevoked(certificate)) {
                add(
                        Fault.REVOKED,
                        which(certificate) + " is revoked",
                        "issue a new certificate with a new key (certs.sh issue-server)");
            }
        }
    }

    private String held() {
        if (trust.anchors().isEmpty()) {
            return "no certificate at all";
        }
        if (trust.anchors().size() > HELD_MAX) {
            return trust.anchors().size() + " certificates, none of that name";
        }
        return trust.anchors().stream()
                .map(anchor -> Printable.of(anchor.getSubjectX500Principal()))
                .collect(Collectors.joining("; "));
    }

    private String which(X509Certificate certificate) {
        return (certificate.equals(chain.get(0)) ? "the server's certificate " : "the certificate ")
                + Printable.of(certificate.getSubjectX500Principal());
    }

    private static boolean signed(X509Certificate issuer, X509Certificate subject) {
        if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) {
            return false;
        }
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private void add(Fault fault, String found, String remedy) {
        findings.add(new Finding(fault, found, remedy));
    }
}
