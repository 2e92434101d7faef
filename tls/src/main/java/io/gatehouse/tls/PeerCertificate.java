package io.gatehouse.tls;

import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** The name in a peer's certificate: the subject of the leaf in RFC 2253 form (CONFORMANCE TLS-51). */
public final class PeerCertificate {
    private PeerCertificate() {}

    /**
     * The name that the peer proved in the handshake; empty when it showed no certificate. A certificate with a name
     * that could be read in two ways never gets here: the handshake refuses it (attack 41).
     */
    public static Optional<String> distinguishedName(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            if (chain.length == 0 || !(chain[0] instanceof X509Certificate leaf)) {
                return Optional.empty();
            }
            requireClearName(leaf);
            return Optional.of(rfc2253(leaf));
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        } catch (CertificateException e) {
            throw new IllegalStateException("a session with an ambiguous peer name passed the handshake", e);
        }
    }

    /** The name that peers read in our own certificate; empty when there is no key store. */
    public static Optional<String> ownName(TlsMaterial material) {
        return material.keys().stream()
                .findFirst()
                .map(key -> rfc2253(key.chain().get(0)));
    }

    /**
     * Refuses a subject that is empty, has two common names or user ids (which one is it?), or has control characters
     * (a NUL ends the name for some readers and not for others).
     */
    static void requireClearName(X509Certificate leaf) throws CertificateException {
        X500Name subject = X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded());
        if (subject.getRDNs().length == 0) {
            throw new CertificateException("the certificate has an empty subject (expected: a name)");
        }
        Set<ASN1ObjectIdentifier> once = new HashSet<>();
        for (RDN rdn : subject.getRDNs()) {
            for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
                requireClear(part, once);
            }
        }
        // The same again on what the rules will see: another reader may decode a string type otherwise.
        if (hasControl(rfc2253(leaf))) {
            throw new CertificateException("the certificate's subject has control characters");
        }
    }

    private static void requireClear(AttributeTypeAndValue part, Set<ASN1ObjectIdentifier> once)
            throws CertificateException {
        ASN1ObjectIdentifier type = part.getType();
        boolean names = type.equals(BCStyle.CN) || type.equals(BCStyle.UID);
        if (names && !once.add(type)) {
            throw new CertificateException("the certificate's subject has two of " + type.getId() + " (expected: one)");
        }
        if (part.getValue() instanceof ASN1String text && hasControl(text.getString())) {
            throw new CertificateException("the certificate's subject has control characters");
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static String rfc2253(X509Certificate leaf) {
        return leaf.getSubjectX500Principal().getName(X500Principal.RFC2253);
    }
}
