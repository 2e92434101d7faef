package io.gatehouse.certs.command;

import io.gatehouse.certs.Printable;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;

/** What a revocation list says. */
final class CrlReport {
    private static final String NUMBER = "2.5.29.20";
    /** A list may have a million entries; nobody reads them on a terminal. */
    private static final int SHOWN_MAX = 100;

    private final X509CRL list;
    private final Instant now;

    private CrlReport(X509CRL list, Instant now) {
        this.list = list;
        this.now = now;
    }

    static CrlReport of(X509CRL list, Instant now) {
        return new CrlReport(list, now);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("issuer:      " + Printable.of(list.getIssuerX500Principal().getName()));
        lines.add("number:      " + number());
        lines.add("made at:     " + list.getThisUpdate().toInstant());
        lines.add("next one:    " + next().map(this::nextText).orElse("not said"));
        lines.add("signed with: " + list.getSigAlgName());
        lines.add("revoked:     " + entries().size());
        entries().stream()
                .limit(SHOWN_MAX)
                .forEach(entry -> lines.add("  " + entry.getSerialNumber().toString(16) + " since "
                        + entry.getRevocationDate().toInstant() + reason(entry)));
        if (entries().size() > SHOWN_MAX) {
            lines.add("  and " + (entries().size() - SHOWN_MAX) + " more");
        }
        return lines;
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("issuer", list.getIssuerX500Principal().getName());
        all.put("number", number());
        all.put("thisUpdate", list.getThisUpdate().toInstant().toString());
        next().ifPresent(next -> all.put("nextUpdate", next.toString()));
        all.put("overdue", overdue());
        all.put(
                "revoked",
                entries().stream()
                        .map(entry -> entry.getSerialNumber().toString(16))
                        .toList());
        return all;
    }

    boolean expiresWithin(Duration margin) {
        return next().map(next -> now.plus(margin).isAfter(next)).orElse(false);
    }

    private boolean overdue() {
        return expiresWithin(Duration.ZERO);
    }

    private Optional<Instant> next() {
        return Optional.ofNullable(list.getNextUpdate()).map(Date::toInstant);
    }

    private String nextText(Instant next) {
        return next
                + (overdue()
                        ? " (OVERDUE: who checks it refuses everybody)"
                        : " (" + Duration.between(now, next).toDays() + " days left)");
    }

    private String number() {
        byte[] value = list.getExtensionValue(NUMBER);
        return value == null
                ? "none"
                : ASN1Integer.getInstance(ASN1OctetString.getInstance(value).getOctets())
                        .getValue()
                        .toString();
    }

    private Set<? extends X509CRLEntry> entries() {
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        return entries == null ? Set.of() : entries;
    }

    private static String reason(X509CRLEntry entry) {
        return entry.getRevocationReason() == null ? "" : " (" + entry.getRevocationReason() + ")";
    }
}
