package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyStores;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.StorePassword;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the one who checks shows when the server asks for a certificate. */
final class ClientOptions {
    @Option(names = "--cert", paramLabel = "FILE", description = "Client certificate with its chain, as PEM.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = "Its key, as PEM.")
    private Optional<Path> key = Optional.empty();

    @Option(names = "--key-password-file", paramLabel = "FILE", description = "Opens an encrypted key.")
    private Optional<Path> keyPassword = Optional.empty();

    @Option(names = "--keystore", paramLabel = "FILE", description = "Client certificate and key, as PKCS#12 or JKS.")
    private Optional<Path> store = Optional.empty();

    @Option(names = "--keystore-password-file", paramLabel = "FILE", description = "Opens the key store.")
    private Optional<Path> storePassword = Optional.empty();

    Optional<Issued> identity() {
        if (certificate.isPresent() != key.isPresent()) {
            throw new CertsException("only one of --cert and --key (expected: both, or --keystore)");
        }
        if (certificate.isPresent() && store.isPresent()) {
            throw new CertsException("both --cert and --keystore (expected: one of them)");
        }
        if (store.isPresent()) {
            return store.map(this::fromStore);
        }
        return certificate.map(file -> fromPem(file, key.orElse(file)));
    }

    private Issued fromPem(Path certificateFile, Path keyFile) {
        List<X509Certificate> chain = Pem.readCertificates(NewFiles.read(certificateFile), certificateFile.toString());
        PrivateKey secret =
                Pem.readKey(NewFiles.read(keyFile), keyPassword.map(StorePassword::read), keyFile.toString());
        if (!CertificateAuthority.belongTogether(secret, chain.get(0).getPublicKey())) {
            throw new CertsException(keyFile + " does not belong to " + certificateFile
                    + " (expected: the key of its first certificate)");
        }
        return new Issued(secret, chain);
    }

    private Issued fromStore(Path file) {
        byte[] bytes = NewFiles.read(file);
        KeyStores kind = KeyStores.of(bytes)
                .orElseThrow(() -> new CertsException(
                        file + " is neither PKCS#12 nor JKS (expected: a key store; PEM goes to --cert and --key)"));
        char[] opens = storePassword
                .map(StorePassword::read)
                .orElseThrow(() -> new CertsException("--keystore needs --keystore-password-file"));
        return kind.readKey(bytes, opens, file.toString());
    }
}
