package io.gatehouse.broker.main;

import io.gatehouse.tls.TlsMaterial;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Written by the thread that follows the files, read by any. */
final class ServedCertificate implements ServedCertificateMXBean {
    private static final int HEXADECIMAL = 16;

    private volatile Shown shown;
    private final AtomicLong refusals = new AtomicLong();

    private record Shown(TlsMaterial material, X509Certificate certificate, Instant since, long replacements) {}

    ServedCertificate(TlsMaterial material, Instant since) {
        this.shown = new Shown(material, material.endsFirst(), since, 0);
    }

    /** What is shown now, which may be what was shown before. */
    void shows(TlsMaterial material, Instant now) {
        Shown before = shown;
        if (material != before.material()) {
            shown = new Shown(material, material.endsFirst(), now, before.replacements() + 1);
        }
    }

    void refused() {
        refusals.incrementAndGet();
    }

    @Override
    public String getSubject() {
        return shown.certificate().getSubjectX500Principal().getName();
    }

    @Override
    public String getSerialNumber() {
        return shown.certificate().getSerialNumber().toString(HEXADECIMAL);
    }

    @Override
    public long getNotAfterSeconds() {
        return shown.certificate().getNotAfter().toInstant().getEpochSecond();
    }

    @Override
    public long getLoadedAtSeconds() {
        return shown.since().getEpochSecond();
    }

    @Override
    public long getReplacements() {
        return shown.replacements();
    }

    @Override
    public long getRefusals() {
        return refusals.get();
    }
}
