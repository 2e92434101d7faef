package io.gatehouse.certs;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * What a stranger asks to have signed (PKCS#10), read with suspicion: bounded in size, the signature checked before
 * anything is believed, and of its contents only the key and the names of kinds that we know. Whatever else it asks for
 * (authority, purposes, other extensions) is listed as ignored.
 */
public final class SigningRequest {
    /** A request with an RSA key of 8,192 bits and a hundred names stays below 16 KiB. */
    private static final int BYTES_MAX = 65_536;

    private static final int NAMES_MAX = 100;
    private static final int RSA_BITS_MIN = 2048;
    /** Verifying costs more than linearly; nobody needs more. */
    private static final int RSA_BITS_MAX = 8192;
    /** A large exponent makes every verification slow. */
    private static final int RSA_EXPONENT_BITS_MAX = 64;

    private static final int EC_BITS_MIN = 256;

    private final PublicKey key;
    private final String commonName;
    private final String organization;
    private final String subject;
    private final List<Host> hosts = new ArrayList<>();
    private final List<OtherName> otherNames = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    private SigningRequest(JcaPKCS10CertificationRequest request, String source) {
        this.key = permittedKey(request, source);
        requireProof(request, key, source);
        X500Name name = request.getSubject();
        this.subject = Printable.of(name.toString());
        this.commonName = text(name, BCStyle.CN, source);
        this.organization = text(name, BCStyle.O, source);
        for (RDN rdn : name.getRDNs()) {
            for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
                if (!BCStyle.CN.equals(part.getType()) && !BCStyle.O.equals(part.getType())) {
                    ignored.add("subject part " + BCStyle.INSTANCE.oidToDisplayName(part.getType()));
                }
            }
        }
        readAttributes(request, source);
    }

    /**
     * @param source what errors call it, a file name for example
     * @throws CertsException when it is no request, is not signed with its own key, or asks with a key that is too weak
     */
    public static SigningRequest read(byte[] bytes, String source) {
        if (bytes.length > BYTES_MAX) {
            throw new CertsException(source + " has " + bytes.length + " bytes (expected: a signing request of at most "
                    + BYTES_MAX + ")");
        }
        try {
            return new SigningRequest(new JcaPKCS10CertificationRequest(parse(bytes, source)), source);
        } catch (CertsException e) {
            throw e;
        } catch (RuntimeException e) {
            // A decoder's way to say that the bytes make no sense; its message may quote them.
            throw new CertsException(source + " cannot be read (expected: a signing request, PKCS#10)");
        }
    }

    private static PKCS10CertificationRequest parse(byte[] bytes, String source) {
        try {
            if (bytes.length > 0 && bytes[0] == 0x30) {
                return new PKCS10CertificationRequest(bytes);
            }
            try (PEMParser parser = new PEMParser(new StringReader(new String(bytes, StandardCharsets.US_ASCII)))) {
                Object first = parser.readObject();
                if (first instanceof PKCS10CertificationRequest request && parser.readObject() == null) {
                    return request;
                }
            }
        } catch (IOException e) {
            throw new CertsException(source + " cannot be read (expected: a signing request, PKCS#10)");
        }
        throw new CertsException(
                source + " holds something else (expected: one signing request, -----BEGIN CERTIFICATE REQUEST-----)");
    }

    private static PublicKey permittedKey(JcaPKCS10CertificationRequest request, String source) {
        PublicKey key;
        try {
            key = request.getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new CertsException(source + " has a key that cannot be read (expected: EC, RSA or Ed25519)");
        }
        if (!permitted(key)) {
            throw new CertsException(source + " has a key " + KeyText.of(key) + " (expected: EC from P-256 on, RSA of "
                    + RSA_BITS_MIN + " to " + RSA_BITS_MAX + " bits with a usual exponent, or Ed25519)");
        }
        return key;
    }

    private static boolean permitted(PublicKey key) {
        if (key instanceof EdECPublicKey ed) {
            return ed.getParams().getName().equals("Ed25519");
        }
        if (key instanceof ECPublicKey ec) {
            return ec.getParams().getOrder().bitLength() >= EC_BITS_MIN;
        }
        return key instanceof RSAPublicKey rsa && permitted(rsa);
    }

    private static boolean permitted(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        BigInteger exponent = key.getPublicExponent();
        return bits >= RSA_BITS_MIN
                && bits <= RSA_BITS_MAX
                && exponent.testBit(0)
                && exponent.compareTo(BigInteger.TWO) > 0
                && exponent.bitLength() <= RSA_EXPONENT_BITS_MAX;
    }

    /** Whoever asks must hold the key: otherwise somebody else's key would be given this name. */
    private static void requireProof(PKCS10CertificationRequest request, PublicKey key, String source) {
        try {
            if (request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                return;
            }
        } catch (OperatorCreationException | PKCSException e) {
            throw new CertsException(source + " is signed in a way that is not known here (expected: ECDSA, RSA or"
                    + " Ed25519 with SHA-256 or longer)");
        }
        throw new CertsException(source
                + " is not signed with its own key (expected: a request that was not changed after it was made)");
    }

    /** The one value of that kind in the subject; two would be ambiguous. */
    private static String text(X500Name name, org.bouncycastle.asn1.ASN1ObjectIdentifier kind, String source) {
        RDN[] found = name.getRDNs(kind);
        if (found.length == 0) {
            return "";
        }
        if (found.length > 1 || found[0].isMultiValued()) {
            throw new CertsException(
                    source + " has more than one " + BCStyle.INSTANCE.oidToDisplayName(kind) + " (expected: one)");
        }
        return found[0].getFirst().getValue() instanceof ASN1String value ? value.getString() : "";
    }

    private void readAttributes(PKCS10CertificationRequest request, String source) {
        for (Attribute attribute : request.getAttributes()) {
            if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
                readExtensions(attribute.getAttrValues(), source);
            } else if (!attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)) {
                ignored.add("attribute " + attribute.getAttrType());
            }
        }
    }

    private void readExtensions(ASN1Set values, String source) {
        for (int i = 0; i < values.size(); i++) {
            Extensions extensions = Extensions.getInstance(values.getObjectAt(i));
            for (var id : extensions.getExtensionOIDs()) {
                if (id.equals(Extension.subjectAlternativeName)) {
                    readNames(GeneralNames.getInstance(extensions.getExtensionParsedValue(id)), source);
                } else if (!id.equals(Extension.subjectKeyIdentifier)) {
                    ignored.add("extension " + ExtensionNames.of(id));
                }
            }
        }
    }

    private void readNames(GeneralNames names, String source) {
        if (names.getNames().length > NAMES_MAX) {
            throw new CertsException(
                    source + " asks for " + names.getNames().length + " names (expected: at most " + NAMES_MAX + ")");
        }
        for (GeneralName name : names.getNames()) {
            switch (name.getTagNo()) {
                case GeneralName.dNSName -> hosts.add(Host.parse(String.valueOf(name.getName())));
                case GeneralName.iPAddress -> hosts.add(Host.parse(SubjectNames.address(name)));
                case GeneralName.uniformResourceIdentifier ->
                    otherNames.add(OtherName.uri(String.valueOf(name.getName())));
                case GeneralName.rfc822Name -> otherNames.add(OtherName.email(String.valueOf(name.getName())));
                default -> ignored.add(SubjectNames.text(name));
            }
        }
    }

    public PublicKey key() {
        return key;
    }

    /** The subject in one line, fit to print. */
    public String subject() {
        return subject;
    }

    public Optional<String> commonName() {
        return commonName.isEmpty() ? Optional.empty() : Optional.of(commonName);
    }

    public String organization() {
        return organization;
    }

    public List<Host> hosts() {
        return List.copyOf(hosts);
    }

    public List<OtherName> otherNames() {
        return List.copyOf(otherNames);
    }

    /** What it asks for and will not get. */
    public List<String> ignored() {
        return List.copyOf(ignored);
    }
}
