package io.gatehouse.certs.command;

import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import io.gatehouse.certs.folder.FolderUpdate;
import io.gatehouse.certs.folder.Rotation;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "finish-rotation",
        mixinStandardHelpOptions = true,
        description = {
            "Ends the overlap: only the new root is handed out, and the old root's key is deleted.",
            "Refuses while certificates of the old root live that the new one has not replaced. For an issuing"
                    + " authority: its leaves bring no cross-certificate any more."
        },
        footer = {"", "Example:", "  certs.sh finish-rotation --ca ca"})
final class FinishRotation implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Option(names = "--force", description = "End it although certificates of the old root are still in use.")
    private boolean force;

    FinishRotation(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return FolderLock.during(authority.path(), this::finish);
    }

    private int finish() {
        AuthorityFolder folder = authority.open(surroundings.random());
        FolderUpdate update = new FolderUpdate(folder.folder());
        if (!folder.root()) {
            Rotation.finishBelow(folder, update);
            update.commit();
            surroundings.out().println("leaves of " + folder.folder() + " bring no cross-certificate any more");
            return 0;
        }
        Optional<Rotation> rotation = Rotation.of(folder);
        if (rotation.isEmpty()) {
            throw new CertsException(folder.folder() + " is not in a rotation (expected: rotate-ca before)");
        }
        List<X509Certificate> left = rotation.get().notYetMoved(surroundings.now());
        if (!left.isEmpty() && !force) {
            throw new CertsException("not replaced yet: "
                    + left.stream()
                            .map(one -> one.getSubjectX500Principal().getName() + " (serial "
                                    + one.getSerialNumber().toString(16) + ")")
                            .collect(Collectors.joining(", "))
                    + " (expected: renew or revoke each of them first; or --force)");
        }
        rotation.get().finish(update);
        update.commit();
        surroundings
                .out()
                .println("the overlap has ended: "
                        + folder.folder().resolve(AuthorityFolder.BUNDLE)
                        + " holds the new root alone; hand it out, and renew"
                        + " once more what still brings the cross-certificate");
        return 0;
    }
}
