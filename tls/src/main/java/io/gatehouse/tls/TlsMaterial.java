package io.gatehouse.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Keys with their chains, and the anchors of our trust, read once and then immutable. */
public final class TlsMaterial {
    private static final String SELF = "";

    /** Whoever renews by hand needs some days to notice. */
    private static final Duration SOON = Duration.ofDays(14);

    private final List<KeyEntry> keys;
    private final Optional<List<X509Certificate>> anchors;
    private final Optional<RevocationLists> revocation;

    private TlsMaterial(
            List<KeyEntry> keys, Optional<List<X509Certificate>> anchors, Optional<RevocationLists> revocation) {
        this.keys = List.copyOf(keys);
        this.anchors = anchors.map(List::copyOf);
        this.revocation = revocation;
    }

    /**
     * Reads everything that the settings name.
     *
     * @throws TlsConfigurationException for contradictory settings, unreadable files, wrong passwords
     */
    public static TlsMaterial load(TlsSettings settings) {
        List<String> mistakes = settings.mistakes();
        if (!mistakes.isEmpty()) {
            throw new TlsConfigurationException(String.join("\n", mistakes));
        }
        List<KeyEntry> keys = settings.keyStore().present()
                ? StoreReader.keys(settings.keyStore(), settings.worldReadableKeys())
                : List.of();
        for (KeyEntry entry : keys) {
            entry.foreignKey().ifPresent(mistake -> {
                throw new TlsConfigurationException("ssl.keystore.location: " + mistake);
            });
        }
        Optional<List<X509Certificate>> anchors = settings.trustStore().present()
                ? Optional.of(StoreReader.anchors(settings.trustStore()))
                : Optional.empty();
        RevocationSettings revocation = settings.revocation();
        return new TlsMaterial(
                keys,
                anchors,
                revocation.location().map(path -> RevocationLists.load(revocation, path, anchors.orElse(List.of()))));
    }

    /** Whether there is a private key to show; a server needs one (CONFORMANCE TLS-30). */
    public boolean hasKey() {
        return !keys.isEmpty();
    }

    /** What peers refuse of ours at {@code now} or soon, and what we cannot judge them by, one sentence each (TLS-34). */
    public List<String> warnings(Instant now) {
        List<String> warnings = outOfDate(now);
        for (KeyEntry entry : keys) {
            entry.brokenChain().ifPresent(warnings::add);
            Instant end = entry.end();
            if (now.isBefore(end) && now.plus(SOON).isAfter(end)) {
                warnings.add(
                        "certificate " + entry.leaf().getSubjectX500Principal().getName() + " expires at " + end
                                + ", or its authority's does (expected: more than " + SOON.toDays() + " days left)");
            }
        }
        revocation.ifPresent(lists -> warnings.addAll(lists.mistakes(Optional.empty(), now)));
        return warnings;
    }

    /** Of the certificates that we show, the one that ends first. */
    public X509Certificate endsFirst() {
        return keys.stream()
                .map(KeyEntry::leaf)
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow();
    }

    /** Why clients that were told to go to {@code host} will refuse us there, if they will (CONFORMANCE TLS-49). */
    public Optional<String> notFor(String host) {
        return keys.stream()
                .filter(entry -> !ServerNames.of(entry.leaf()).cover(host))
                .findFirst()
                .map(entry ->
                        "certificate " + entry.leaf().getSubjectX500Principal().getName() + " is not for " + host
                                + ", where clients are told to connect (expected: " + host + " among its names; it has "
                                + ServerNames.of(entry.leaf()) + ")");
    }

    List<String> outOfDate(Instant now) {
        List<String> warnings = new ArrayList<>();
        for (KeyEntry entry : keys) {
            for (X509Certificate certificate : entry.chain()) {
                String name = certificate.getSubjectX500Principal().getName();
                if (now.isAfter(certificate.getNotAfter().toInstant())) {
                    warnings.add("certificate " + name + " expired at "
                            + certificate.getNotAfter().toInstant());
                }
                if (now.isBefore(certificate.getNotBefore().toInstant())) {
                    warnings.add("certificate " + name + " is not valid before "
                            + certificate.getNotBefore().toInstant());
                }
            }
        }
        return warnings;
    }

    List<KeyEntry> keys() {
        return keys;
    }

    /** Whom we believe; none where that is the JVM's affair. */
    List<X509Certificate> anchors() {
        return anchors.orElse(List.of());
    }

    /** Whether we have authorities of our own choice to believe. */
    boolean hasAnchors() {
        return anchors.isPresent();
    }

    Optional<RevocationLists> revocation() {
        return revocation;
    }

    /** Who we are with this, in one line for the operator: subject, serial number, end. */
    String describe() {
        return keys.stream()
                .map(entry -> entry.leaf().getSubjectX500Principal().getName() + ", serial "
                        + entry.leaf().getSerialNumber().toString(16) + ", until "
                        + entry.leaf().getNotAfter().toInstant())
                .collect(Collectors.joining("; "));
    }

    /** Initialises {@code factory} with our keys; the store lives in this heap only, so its password protects nothing. */
    <F extends KeyManagerFactory> F fill(F factory) {
        try {
            // JKS and not PKCS#12: the latter derives a key from the password for each entry, at each start.
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            for (int i = 0; i < keys.size(); i++) {
                KeyEntry entry = keys.get(i);
                store.setKeyEntry(
                        "key-" + i,
                        entry.key(),
                        SELF.toCharArray(),
                        entry.chain().toArray(Certificate[]::new));
            }
            factory.init(store, SELF.toCharArray());
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsConfigurationException("the private key cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    /** The judge of peers: only the configured anchors count; intermediates that we send or receive widen nothing. */
    X509ExtendedTrustManager trustManager(Cryptography cryptography) {
        try {
            KeyStore store = null;
            if (anchors.isPresent()) {
                store = KeyStore.getInstance("JKS");
                store.load(null, null);
                int number = 0;
                for (X509Certificate anchor : anchors.get()) {
                    store.setCertificateEntry("anchor-" + number++, anchor);
                }
            }
            TrustManagerFactory factory = cryptography.trustManagerFactory();
            if (revocation.isPresent() && store != null) {
                factory.init(new CertPathTrustManagerParameters(revocation.get().parameters(store)));
            } else {
                factory.init(store);
            }
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager judge) {
                    return judge;
                }
            }
            throw new TlsConfigurationException("ssl.trustmanager.algorithm = " + cryptography.trustManagers()
                    + " makes no trust manager for TLS (expected: one that does, PKIX for example)");
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsConfigurationException("the trusted certificates cannot be used: " + e.getMessage(), e);
        }
    }
}
