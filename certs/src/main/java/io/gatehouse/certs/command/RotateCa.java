package io.gatehouse.certs.command;

import io.gatehouse.certs.AuthorityRequest;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import io.gatehouse.certs.folder.FolderUpdate;
import io.gatehouse.certs.folder.Rotation;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rotate-ca",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a new root that signs from now on, while the old one stays trusted.",
            "Each root signs the other's key, so that during the overlap clients that know only one of them trust the"
                    + " certificates of both. finish-rotation ends the overlap."
        },
        footer = {"", "Example:", "  certs.sh rotate-ca --ca ca --name \"Example Kafka Root 2027\""})
final class RotateCa implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Option(
            names = "--name",
            paramLabel = "CN",
            description = "Common name of the new root; default: Gatehouse CA and today's date.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--days", defaultValue = "3650", description = "Days until it expires (default: ${DEFAULT-VALUE}).")
    private int days;

    @Mixin
    private AuthorityTraits traits = new AuthorityTraits();

    RotateCa(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return FolderLock.during(authority.path(), this::rotate);
    }

    private int rotate() {
        Instant now = surroundings.now();
        AuthorityFolder folder = authority.open(surroundings.random());
        String defaultName = "Gatehouse CA " + now.toString().substring(0, 10);
        AuthorityRequest request = traits.request(name.orElse(defaultName), days);
        FolderUpdate update = new FolderUpdate(folder.folder());
        X509Certificate next = Rotation.begin(folder, request, now, surroundings.keyEncryption(), update);
        update.commit();
        surroundings.out().println(next.getSubjectX500Principal().getName() + " signs from now on. What to do next:");
        surroundings
                .out()
                .println("  1. hand " + folder.folder().resolve(AuthorityFolder.BUNDLE)
                        + ", which holds both roots, to everyone who connects");
        surroundings
                .out()
                .println("  2. renew these certificates (renew, and renew-ca for issuing authorities); until"
                        + " then those who know only the new root");
        surroundings
                .out()
                .println("     need " + folder.folder().resolve(Rotation.OLD_BY_NEW) + " at the end of their chain:");
        Rotation.of(folder)
                .map(rotation -> rotation.notYetMoved(now))
                .ifPresent(all -> all.forEach(one -> surroundings
                        .out()
                        .println("       " + CertificateReport.of(one, now).subject() + ", serial "
                                + one.getSerialNumber().toString(16))));
        surroundings.out().println("  3. publish-crl, if you use revocation lists: there are two signers now");
        surroundings.out().println("  4. finish-rotation, when everyone has the new root");
        return 0;
    }
}
