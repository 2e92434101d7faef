package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.StorePassword;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import io.gatehouse.certs.folder.FolderUpdate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The way of every new key: signed, entered in the register, then handed over. */
final class Issuing {
    private final Surroundings surroundings;

    Issuing(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int issue(AuthorityOptions authorityOptions, IssueOptions options, Role role, CertificateRequest plain) {
        CertificateRequest request = options.complete(plain);
        return FolderLock.during(
                authorityOptions.path(),
                () -> issue(authorityOptions.open(surroundings.random()), options, role, request));
    }

    private int issue(AuthorityFolder folder, IssueOptions options, Role role, CertificateRequest request) {
        Instant now = surroundings.now();
        Issued issued = folder.authority().issue(request, now);
        char[] password = options.forms()
                .givenPassword()
                .map(StorePassword::read)
                .orElseGet(() -> StorePassword.random(surroundings.random()));
        Written files = new Delivery(options.fileName(role), role, options.forms(), password)
                .into(options.target(), issued, folder.anchors(), surroundings.keyEncryption());
        Arrays.fill(password, '\0');
        if (!options.force()) {
            files.update().requireNew("; or --force, which replaces it");
        }
        // The register first: a certificate that nobody got does no harm, one that nobody can revoke does.
        register(folder, issued.certificate());
        files.update().commit();
        tell(files, issued.certificate(), options.json(), now);
        Instant wanted = now.plus(request.validity()).truncatedTo(ChronoUnit.SECONDS);
        if (issued.certificate().getNotAfter().toInstant().isBefore(wanted)) {
            note(options.json(), "it ends with the authority itself, sooner than asked for");
        }
        return 0;
    }

    void register(AuthorityFolder folder, X509Certificate certificate) {
        FolderUpdate update = new FolderUpdate(folder.folder());
        folder.register().add(certificate, update);
        update.commit();
    }

    void tell(Written files, X509Certificate certificate, boolean json, Instant now) {
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("files", files.json());
            all.put("certificate", CertificateReport.of(certificate, now).json());
            surroundings.out().println(Json.of(all));
        } else {
            files.tell(surroundings.out());
        }
    }

    private void note(boolean json, String text) {
        if (!json) {
            surroundings.out().println("note: " + text);
        }
    }
}
