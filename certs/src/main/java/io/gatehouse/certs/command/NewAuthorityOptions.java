package io.gatehouse.certs.command;

import io.gatehouse.certs.AuthorityRequest;
import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.KeyEncryption;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.StorePassword;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderUpdate;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a new authority is called and how its key is kept. */
final class NewAuthorityOptions {
    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Folder of the new authority.")
    private Path folder = Path.of("");

    @Option(names = "--name", paramLabel = "CN", description = "Common name.")
    private Optional<String> name = Optional.empty();

    @Mixin
    private AuthorityTraits traits = new AuthorityTraits();

    @Option(
            names = "--key-password-file",
            paramLabel = "FILE",
            description = "Encrypts ca.key with the password on its first line; without it a random one is made and"
                    + " written to ca.password.")
    private Optional<Path> keyPassword = Optional.empty();

    Path folder() {
        return folder;
    }

    AuthorityRequest request(String defaultName, int days) {
        return traits.request(name.orElse(defaultName), days);
    }

    Written files(CertificateAuthority authority, List<X509Certificate> anchors, KeyEncryption encryption) {
        char[] password =
                keyPassword.map(StorePassword::read).orElseGet(() -> StorePassword.random(encryption.random()));
        Written files = new Written(new FolderUpdate(folder))
                .open(
                        AuthorityFolder.CERTIFICATE,
                        Pem.certificates(authority.chain()),
                        authority.chain().size() == 1
                                ? "its certificate: give it to everyone who connects"
                                : "its certificate, and its root's")
                .secret(
                        AuthorityFolder.KEY,
                        encryption.pem(authority.key(), password),
                        "its key, encrypted: keep it where no broker can read it");
        if (keyPassword.isEmpty()) {
            files.secret(
                    AuthorityFolder.PASSWORD,
                    StorePassword.file(password),
                    "opens the key: better kept elsewhere, and named by --ca-key-password-file");
        }
        files.open(AuthorityFolder.BUNDLE, Pem.certificates(anchors), "the roots to trust; grows during a rotation");
        Arrays.fill(password, '\0');
        return files;
    }
}
