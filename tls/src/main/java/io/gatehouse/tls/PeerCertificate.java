package io.gatehouse.tls;

import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;

/** The name in a peer's certificate: the subject of the leaf in RFC 2253 form (CONFORMANCE TLS-51). */
public final class PeerCertificate {
    /** The attributes that say who a peer is: 2.5.4.3 and 0.9.2342.19200300.100.1.1. */
    private static final Map<String, String> NAMES = Map.of("550403", "CN", "0992268993f22c640101", "UID");

    /**
     * What RFC 2253 has words for: CN, C, L, ST, STREET, O, OU, DC, UID. The JVM writes their values as text, and takes every
     * string for UTF-8: two signs of a BMPString become four letters, and the umlauts of a T61String all the same sign. Of
     * other attributes it writes the bytes.
     */
    private static final Set<String> WRITTEN_AS_TEXT = Set.of(
            "550403",
            "550406",
            "550407",
            "550408",
            "550409",
            "55040a",
            "55040b",
            "0992268993f22c640119",
            "0992268993f22c640101");

    private PeerCertificate() {}

    /** What the peer showed in the handshake, leaf first; empty when it showed nothing. */
    public static List<X509Certificate> chain(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (!(certificate instanceof X509Certificate x509)) {
                    return List.of();
                }
                chain.add(x509);
            }
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
        return chain;
    }

    /**
     * The name that the peer proved with {@link #chain}; empty when it showed nothing. A certificate whose name could be
     * read in two ways never gets here: the handshake refuses it (attack 41).
     */
    public static Optional<String> name(List<X509Certificate> chain, NameSource source) {
        try {
            return chain.isEmpty() ? Optional.empty() : Optional.of(source.read(chain.get(0)));
        } catch (CertificateException e) {
            throw new IllegalStateException("a session with an ambiguous peer name passed the handshake", e);
        }
    }

    /**
     * The name that peers read in our own certificate; empty when there is no key store.
     *
     * @throws TlsConfigurationException when they would refuse it
     */
    public static Optional<String> ownName(TlsMaterial material, NameSource source) {
        try {
            return material.hasKey()
                    ? Optional.of(source.read(material.keys().get(0).leaf()))
                    : Optional.empty();
        } catch (CertificateException e) {
            throw new TlsConfigurationException(
                    "other brokers would not know this broker by its certificate: " + e.getMessage(), e);
        }
    }

    /**
     * The subject in RFC 2253 form; refused when it is empty, has two common names or user ids (which one is it?), or has
     * characters that readers do not agree on (a NUL ends the name for some and not for others).
     */
    static String clearSubject(X509Certificate leaf) throws CertificateException {
        List<SubjectParts.Part> parts = SubjectParts.of(leaf.getSubjectX500Principal());
        if (parts.isEmpty()) {
            throw new CertificateException("the certificate has an empty subject (expected: a name)");
        }
        Set<String> once = new HashSet<>();
        for (SubjectParts.Part part : parts) {
            String name = NAMES.get(part.type());
            if (name != null && !once.add(name)) {
                throw new CertificateException("the certificate's subject has two of " + name + " (expected: one)");
            }
            if (part.text().filter(PeerCertificate::hasControl).isPresent()) {
                throw new CertificateException("the certificate's subject has control characters");
            }
            if (part.text().isPresent() && WRITTEN_AS_TEXT.contains(part.type()) && !part.plain()) {
                throw new CertificateException("the certificate's subject has characters that not every reader reads"
                        + " alike (expected: UTF8String)");
            }
        }
        // The same again on what the rules will see: another reader may decode a string type otherwise.
        String text = leaf.getSubjectX500Principal().getName(X500Principal.RFC2253);
        if (hasControl(text)) {
            throw new CertificateException("the certificate's subject has control characters");
        }
        return text;
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
