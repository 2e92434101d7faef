package io.gatehouse.certs.command;

import io.gatehouse.certs.KeyStores;
import io.gatehouse.certs.PemObjectFound;
import io.gatehouse.certs.Printable;
import io.gatehouse.certs.SigningRequest;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is found in a file, as blocks of lines and as a list for scripts. */
final class Inspection {
    private final Instant now;
    private final List<String> lines = new ArrayList<>();
    private final List<Map<String, Object>> json = new ArrayList<>();
    private final List<X509Certificate> certificates = new ArrayList<>();
    private final List<X509CRL> lists = new ArrayList<>();

    Inspection(Instant now) {
        this.now = now;
    }

    void add(PemObjectFound found) {
        found.certificate().ifPresent(certificate -> add("certificate", certificate));
        found.revocationList().ifPresent(this::add);
        found.request().ifPresent(this::add);
        found.key().ifPresent(key -> block("key", List.of(key), Map.of("kind", key)));
    }

    void add(KeyStores.Entry entry) {
        String what = entry.key() ? "key with its certificate" : "trusted certificate";
        for (int i = 0; i < entry.certificates().size(); i++) {
            add(
                    (i == 0 ? what : "its issuer's certificate") + ", alias " + entry.alias(),
                    entry.certificates().get(i));
        }
        if (entry.key()) {
            judgeChain(entry.certificates());
        }
    }

    private void add(String title, X509Certificate certificate) {
        certificates.add(certificate);
        CertificateReport report = CertificateReport.of(certificate, now);
        block(title, report.lines(), report.json());
    }

    private void add(X509CRL list) {
        lists.add(list);
        CrlReport report = CrlReport.of(list, now);
        block("revocation list", report.lines(), report.json());
    }

    private void add(SigningRequest request) {
        block("signing request", RequestReport.lines(request), RequestReport.json(request));
    }

    private void block(String title, List<String> content, Map<String, Object> map) {
        lines.add(title);
        content.forEach(line -> lines.add("  " + line));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("type", title);
        all.putAll(map);
        json.add(all);
    }

    /** Says whether each certificate is signed by the next, as a server must send them; roots of a bundle are no chain. */
    void judgeChain(List<X509Certificate> chain) {
        boolean leafFirst = chain.size() > 1 && chain.get(0).getBasicConstraints() < 0;
        if (!leafFirst) {
            return;
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!signed(chain.get(i + 1), chain.get(i))) {
                lines.add("chain: BROKEN, certificate " + (i + 1) + " is issued by "
                        + Printable.of(chain.get(i).getIssuerX500Principal()) + ", and the next is not that");
                return;
            }
        }
        lines.add("chain: each certificate is signed by the next; the last by "
                + Printable.of(chain.get(chain.size() - 1).getIssuerX500Principal()));
    }

    private static boolean signed(X509Certificate issuer, X509Certificate subject) {
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    boolean expiresWithin(Duration margin) {
        return certificates.stream()
                        .anyMatch(one -> CertificateReport.of(one, now).expiresWithin(margin))
                || lists.stream().anyMatch(one -> CrlReport.of(one, now).expiresWithin(margin));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    List<Map<String, Object>> json() {
        return List.copyOf(json);
    }
}
