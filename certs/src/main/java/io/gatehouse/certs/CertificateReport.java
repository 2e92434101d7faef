package io.gatehouse.certs;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** What a certificate says, in lines for people. */
final class CertificateReport {
    private static final Map<String, String> PURPOSES = Map.of(
            "1.3.6.1.5.5.7.3.1", "serverAuth",
            "1.3.6.1.5.5.7.3.2", "clientAuth",
            "2.5.29.37.0", "any");

    private CertificateReport() {}

    static List<String> lines(X509Certificate certificate, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add("subject:     " + certificate.getSubjectX500Principal().getName());
        lines.add("issuer:      " + certificate.getIssuerX500Principal().getName());
        lines.add("serial:      " + certificate.getSerialNumber().toString(16));
        lines.add("valid from:  " + certificate.getNotBefore().toInstant());
        lines.add("valid until: " + certificate.getNotAfter().toInstant() + " (" + remaining(certificate, now) + ")");
        lines.add("key:         " + key(certificate.getPublicKey()) + ", signed with " + certificate.getSigAlgName());
        lines.add("authority:   " + (certificate.getBasicConstraints() >= 0 ? "yes" : "no"));
        lines.add("purposes:    " + purposes(certificate));
        lines.add("hosts:       " + hosts(certificate));
        lines.add("sha-256:     " + fingerprint(certificate));
        return lines;
    }

    static boolean expiresWithin(X509Certificate certificate, Duration margin, Instant now) {
        return now.plus(margin).isAfter(certificate.getNotAfter().toInstant());
    }

    private static String remaining(X509Certificate certificate, Instant now) {
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return "not valid yet";
        }
        Duration left = Duration.between(now, certificate.getNotAfter().toInstant());
        return left.isNegative() ? "EXPIRED" : left.toDays() + " days left";
    }

    private static String key(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        }
        if (key instanceof ECPublicKey ec) {
            return "EC " + ec.getParams().getOrder().bitLength();
        }
        return key.getAlgorithm();
    }

    private static String purposes(X509Certificate certificate) {
        try {
            Collection<String> oids = certificate.getExtendedKeyUsage();
            if (oids == null) {
                return "not restricted";
            }
            StringJoiner names = new StringJoiner(", ");
            oids.forEach(oid -> names.add(PURPOSES.getOrDefault(oid, oid)));
            return names.toString();
        } catch (CertificateParsingException e) {
            return "unreadable";
        }
    }

    private static String hosts(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return "none";
            }
            StringJoiner hosts = new StringJoiner(", ");
            names.forEach(name -> hosts.add(String.valueOf(name.get(1))));
            return hosts.toString();
        } catch (CertificateParsingException e) {
            return "unreadable";
        }
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (CertificateEncodingException e) {
            return "unreadable";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
