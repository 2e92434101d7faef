package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import io.gatehouse.certs.folder.FolderUpdate;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The issuing authority keeps its key, so that what it has issued stays good; for a new key make a new one. */
@Command(
        name = "renew-ca",
        mixinStandardHelpOptions = true,
        description = "Renews an issuing authority's certificate by its root, also after the root was rotated. Its key"
                + " stays; for a new key use create-issuing-ca.",
        footer = {"", "Example:", "  certs.sh renew-ca --ca root --dir issuing"})
final class RenewCa implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions root = new AuthorityOptions();

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Folder of the issuing authority.")
    private Path issuing = Path.of("");

    @Option(names = "--days", defaultValue = "1825", description = "Days until it expires (default: ${DEFAULT-VALUE}).")
    private int days;

    RenewCa(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return FolderLock.during(root.path(), () -> FolderLock.during(issuing, this::renew));
    }

    private int renew() {
        AuthorityFolder above = root.open(surroundings.random());
        AuthorityFolder below = new AuthorityFolder(issuing, Optional.empty(), surroundings.random());
        X509Certificate old = below.chain().get(0);
        if (above.register().find(old.getSerialNumber()).isEmpty()) {
            throw new CertsException(
                    old.getSubjectX500Principal().getName() + " is not in the register of " + above.folder()
                            + " (expected: the issuing authority of this root; a root itself is replaced by rotate-ca)");
        }
        CertificateAuthority authority = above.authority();
        X509Certificate renewed = authority.intermediateAgain(old, Days.of(days), surroundings.now());
        List<X509Certificate> chain = new ArrayList<>(List.of(renewed));
        chain.addAll(authority.chain());
        Written files = new Written(new FolderUpdate(issuing))
                .open(AuthorityFolder.CERTIFICATE, Pem.certificates(chain), "its new certificate, and its root's")
                .open(AuthorityFolder.BUNDLE, Pem.certificates(above.anchors()), "the roots to trust");
        below.keepCross(authority.cross(), files.update());
        new Issuing(surroundings).register(above, renewed);
        files.update().commit();
        files.tell(surroundings.out());
        return 0;
    }
}
