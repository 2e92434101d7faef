package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.StorePassword;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import io.gatehouse.certs.folder.FolderUpdate;
import io.gatehouse.certs.folder.Register;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Overwrites by nature: the names, the purposes and the stores' password stay, so that nobody's settings change. */
@Command(
        name = "renew",
        mixinStandardHelpOptions = true,
        description = "Renews a certificate in its folder: the same names and store password, a new key, later dates.",
        footer = {"", "Example:", "  certs.sh renew --ca ca --out certs --name broker-1"})
final class Renew implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder that holds the files.")
    private Path target = Path.of("");

    @Option(names = "--name", required = true, paramLabel = "CN", description = "Name of the files.")
    private String name = "";

    @Option(names = "--days", defaultValue = "397", description = "Days until it expires (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(names = "--keep-key", description = "Certify the old key again, for peers that have pinned it.")
    private boolean keepKey;

    @Option(names = "--key-type", description = "EC, RSA or ED25519 for the new key; default: as the old one.")
    private Optional<KeyType> keyType = Optional.empty();

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Password of the stores, if it is not in DIR.")
    private Optional<Path> password = Optional.empty();

    @Option(names = "--json", description = "Tell what was made as JSON.")
    private boolean json;

    Renew(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        IssueOptions.requireFileName(name);
        FolderUpdate.recover(target);
        return FolderLock.during(authority.path(), this::renew);
    }

    private int renew() {
        Instant now = surroundings.now();
        AuthorityFolder folder = authority.open(surroundings.random());
        Path certificateFile = file(".crt");
        X509Certificate old = Pem.readCertificates(NewFiles.read(certificateFile), certificateFile.toString())
                .get(0);
        requireOurs(folder.register(), old);
        char[] secret = password.or(() -> existing(".password"))
                .map(StorePassword::read)
                .orElseThrow(() -> new CertsException(file(".password")
                        + " does not exist (expected: it, or --password-file with the stores' password)"));
        byte[] keyFile = NewFiles.read(file(".key"));
        boolean encrypted = new String(keyFile, StandardCharsets.US_ASCII).contains("ENCRYPTED PRIVATE KEY");
        CertificateAuthority signer = folder.authority();
        Issued issued = issued(
                signer,
                old,
                Pem.readKey(keyFile, Optional.of(secret), file(".key").toString()),
                now);
        Delivery.Forms forms = new Delivery.Forms(existing(".keystore.jks").isPresent(), encrypted, password);
        Written files = new Delivery(name, role(old), forms, secret)
                .into(target, issued, folder.anchors(), surroundings.keyEncryption());
        Arrays.fill(secret, '\0');
        Issuing issuing = new Issuing(surroundings);
        issuing.register(folder, issued.certificate());
        files.update().commit();
        issuing.tell(files, issued.certificate(), json, now);
        return 0;
    }

    private Issued issued(CertificateAuthority signer, X509Certificate old, PrivateKey oldKey, Instant now) {
        if (!CertificateAuthority.belongTogether(oldKey, old.getPublicKey())) {
            throw new CertsException(
                    file(".key") + " does not belong to " + file(".crt") + " (expected: the key of that certificate)");
        }
        if (keepKey) {
            return new Issued(oldKey, signer.renew(old, old.getPublicKey(), Days.of(days), now));
        }
        KeyPair pair =
                keyType.orElseGet(() -> KeyType.of(oldKey.getAlgorithm())).newPair(surroundings.random());
        return new Issued(pair.getPrivate(), signer.renew(old, pair.getPublic(), Days.of(days), now));
    }

    private void requireOurs(Register register, X509Certificate old) {
        Register.Entry entry = register.find(old.getSerialNumber())
                .filter(found -> found.certificate().equals(old))
                .orElseThrow(() -> new CertsException(file(".crt") + " is not in the register of " + authority.path()
                        + " (expected: a certificate that this authority issued)"));
        entry.revocation().ifPresent(revoked -> {
            throw new CertsException(file(".crt") + " was revoked at " + revoked.at() + " ("
                    + revoked.reason().text() + ") (expected: a new certificate, by an issue command)");
        });
    }

    private Role role(X509Certificate old) {
        if (existing(".zookeeper.properties").isPresent()) {
            return Role.ZOOKEEPER;
        }
        if (existing(".zookeeper-client.properties").isPresent()) {
            return Role.ADMIN;
        }
        return CertificateReport.of(old, surroundings.now()).forServers() ? Role.SERVER : Role.CLIENT;
    }

    private Optional<Path> existing(String suffix) {
        return Optional.of(file(suffix)).filter(Files::exists);
    }

    private Path file(String suffix) {
        return target.resolve(name + suffix);
    }
}
