package io.gatehouse.certs.command;

import io.gatehouse.certs.Printable;
import io.gatehouse.certs.Revocation;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import io.gatehouse.certs.folder.Register;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists what an authority has issued, oldest first; needs no password.",
        footer = {"", "Example:", "  certs.sh list --ca ca --expires-within 30"})
final class ListCertificates implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Option(
            names = "--expires-within",
            paramLabel = "DAYS",
            description = "Only living ones that end within so many days; exit code 3 when there are any.")
    private Optional<Integer> expiresWithin = Optional.empty();

    @Option(names = "--json", description = "As a JSON list.")
    private boolean json;

    ListCertificates(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return FolderLock.during(authority.path(), this::list);
    }

    private int list() {
        Instant now = surroundings.now();
        AuthorityFolder folder = authority.open(surroundings.random());
        List<Register.Entry> entries = folder.register().entries().stream()
                .filter(entry -> expiresWithin
                        .map(days -> entry.living(now)
                                && CertificateReport.of(entry.certificate(), now)
                                        .expiresWithin(Duration.ofDays(days)))
                        .orElse(true))
                .toList();
        if (json) {
            surroundings
                    .out()
                    .println(Json.of(
                            entries.stream().map(entry -> json(entry, now)).toList()));
        } else {
            entries.forEach(entry -> surroundings.out().println(line(entry, now)));
            if (entries.isEmpty()) {
                surroundings.out().println("none");
            }
        }
        return expiresWithin.isPresent() && !entries.isEmpty() ? Inspect.EXIT_EXPIRING : 0;
    }

    private static String line(Register.Entry entry, Instant now) {
        CertificateReport report = CertificateReport.of(entry.certificate(), now);
        return report.serial() + "  " + entry.certificate().getNotAfter().toInstant() + "  " + state(entry, report)
                + "  " + report.subject() + authority(entry);
    }

    /** Two certificates of one authority, as rotation makes them, differ in who vouches for it. */
    private static String authority(Register.Entry entry) {
        return entry.certificate().getBasicConstraints() < 0
                ? ""
                : ", an authority, by " + Printable.of(entry.certificate().getIssuerX500Principal());
    }

    private static String state(Register.Entry entry, CertificateReport report) {
        return entry.revocation()
                .map(revoked ->
                        "revoked at " + revoked.at() + " (" + revoked.reason().text() + ")")
                .orElseGet(report::remaining);
    }

    private static Map<String, Object> json(Register.Entry entry, Instant now) {
        Map<String, Object> all = CertificateReport.of(entry.certificate(), now).json();
        all.put("revoked", entry.revocation().isPresent());
        entry.revocation().map(Revocation::at).ifPresent(at -> all.put("revokedAt", at.toString()));
        entry.revocation().ifPresent(one -> all.put("reason", one.reason().text()));
        return all;
    }
}
