package io.gatehouse.certs.command;

import io.gatehouse.certs.KeyText;
import io.gatehouse.certs.Printable;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a certificate says: in lines for people, and as a map for scripts. */
final class CertificateReport {
    private static final Map<String, String> PURPOSES = Map.of(
            "1.3.6.1.5.5.7.3.1", "serverAuth",
            "1.3.6.1.5.5.7.3.2", "clientAuth",
            "2.5.29.37.0", "any");
    /** RFC 5280 4.2.1.3, in the order of the bits. */
    private static final List<String> USAGES = List.of(
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly");
    /** RFC 5280 4.2.1.6, GeneralName. */
    private static final Map<Integer, String> OTHER_NAMES = Map.of(1, "email:", 6, "URI:");

    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final X509Certificate certificate;
    private final Instant now;

    private CertificateReport(X509Certificate certificate, Instant now) {
        this.certificate = certificate;
        this.now = now;
    }

    static CertificateReport of(X509Certificate certificate, Instant now) {
        return new CertificateReport(certificate, now);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("subject:     " + subject());
        lines.add("issuer:      "
                + Printable.of(certificate.getIssuerX500Principal().getName()));
        lines.add("serial:      " + serial());
        lines.add("valid from:  " + certificate.getNotBefore().toInstant());
        lines.add("valid until: " + certificate.getNotAfter().toInstant() + " (" + remaining() + ")");
        lines.add("key:         " + KeyText.of(certificate.getPublicKey()) + ", signed with "
                + certificate.getSigAlgName());
        lines.add("authority:   " + authority());
        lines.add("usage:       " + joined(usages(), "not restricted"));
        lines.add("purposes:    " + joined(purposes(), "not restricted"));
        lines.add("hosts:       " + joined(hosts(), "none"));
        if (!otherNames().isEmpty()) {
            lines.add("other names: " + String.join(", ", otherNames()));
        }
        lines.add("sha-256:     " + fingerprint("SHA-256"));
        lines.add("sha-1:       " + fingerprint("SHA-1"));
        return lines;
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("subject", certificate.getSubjectX500Principal().getName());
        all.put("issuer", certificate.getIssuerX500Principal().getName());
        all.put("serial", serial());
        all.put("notBefore", certificate.getNotBefore().toInstant().toString());
        all.put("notAfter", certificate.getNotAfter().toInstant().toString());
        all.put("daysLeft", left().toDays());
        all.put("expired", left().isNegative());
        all.put("key", KeyText.of(certificate.getPublicKey()));
        all.put("signature", certificate.getSigAlgName());
        all.put("authority", certificate.getBasicConstraints() >= 0);
        all.put("usages", usages());
        all.put("purposes", purposes());
        all.put("hosts", hosts());
        all.put("otherNames", otherNames());
        all.put("sha256", fingerprint("SHA-256"));
        return all;
    }

    String subject() {
        return Printable.of(certificate.getSubjectX500Principal().getName());
    }

    String serial() {
        return certificate.getSerialNumber().toString(16);
    }

    boolean forServers() {
        return purposes().contains("serverAuth");
    }

    boolean expiresWithin(Duration margin) {
        return now.plus(margin).isAfter(certificate.getNotAfter().toInstant());
    }

    String remaining() {
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return "not valid yet";
        }
        return left().isNegative() ? "EXPIRED" : left().toDays() + " days left";
    }

    private Duration left() {
        return Duration.between(now, certificate.getNotAfter().toInstant());
    }

    private String authority() {
        int below = certificate.getBasicConstraints();
        if (below < 0) {
            return "no";
        }
        return below == Integer.MAX_VALUE ? "yes" : "yes, with at most " + below + " below it";
    }

    private List<String> usages() {
        boolean[] bits = certificate.getKeyUsage();
        List<String> usages = new ArrayList<>();
        for (int i = 0; bits != null && i < bits.length && i < USAGES.size(); i++) {
            if (bits[i]) {
                usages.add(USAGES.get(i));
            }
        }
        return usages;
    }

    private List<String> purposes() {
        try {
            List<String> ids = certificate.getExtendedKeyUsage();
            return ids == null
                    ? List.of()
                    : ids.stream().map(id -> PURPOSES.getOrDefault(id, id)).toList();
        } catch (CertificateParsingException e) {
            return List.of("unreadable");
        }
    }

    private List<String> hosts() {
        return names().stream()
                .filter(name -> name.get(0).equals(DNS) || name.get(0).equals(ADDRESS))
                .map(name -> Printable.of(String.valueOf(name.get(1))))
                .toList();
    }

    private List<String> otherNames() {
        return names().stream()
                .filter(name -> !name.get(0).equals(DNS) && !name.get(0).equals(ADDRESS))
                .map(name -> OTHER_NAMES.containsKey(name.get(0))
                        ? OTHER_NAMES.get(name.get(0)) + Printable.of(String.valueOf(name.get(1)))
                        : "of kind " + name.get(0))
                .toList();
    }

    private Collection<List<?>> names() {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of(List.of(DNS, "unreadable"));
        }
    }

    private String fingerprint(String algorithm) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + algorithm, e);
        }
    }

    private static String joined(List<String> words, String none) {
        return words.isEmpty() ? none : String.join(", ", words);
    }
}
