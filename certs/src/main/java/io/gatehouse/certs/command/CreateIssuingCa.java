package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "create-issuing-ca",
        mixinStandardHelpOptions = true,
        description = "Makes an authority below a root, for daily work, so that the root's key can be kept offline.",
        footer = {"", "Example:", "  certs.sh create-issuing-ca --ca root --dir issuing --permit example.org,10.0.0.0/8"
        })
final class CreateIssuingCa implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions root = new AuthorityOptions();

    @Mixin
    private NewAuthorityOptions options = new NewAuthorityOptions();

    @Option(names = "--days", defaultValue = "1825", description = "Days until it expires (default: ${DEFAULT-VALUE}).")
    private int days;

    CreateIssuingCa(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return FolderLock.during(root.path(), () -> {
            AuthorityFolder folder = root.open(surroundings.random());
            CertificateAuthority issuing =
                    folder.authority().intermediate(options.request("Gatehouse Issuing CA", days), surroundings.now());
            Written files = options.files(issuing, folder.anchors(), surroundings.keyEncryption());
            if (!issuing.cross().isEmpty()) {
                folder.keepCross(issuing.cross(), files.update());
            }
            files.update().requireNew("; an authority is never overwritten");
            new Issuing(surroundings).register(folder, issuing.certificate());
            files.update().commit();
            files.tell(surroundings.out());
            return 0;
        });
    }
}
