package io.gatehouse.certs.command;

import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.KeyStores;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.StorePassword;
import io.gatehouse.certs.check.TrustSource;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom the one who checks trusts. */
final class TrustOptions {
    @Option(names = "--ca", paramLabel = "FILE", description = "Trusted authorities, as PEM.")
    private Optional<Path> pem = Optional.empty();

    @Option(names = "--truststore", paramLabel = "FILE", description = "Trusted authorities, as PKCS#12 or JKS.")
    private Optional<Path> store = Optional.empty();

    @Option(names = "--truststore-password-file", paramLabel = "FILE", description = "Opens the trust store.")
    private Optional<Path> password = Optional.empty();

    TrustSource source() {
        if (pem.isPresent() && store.isPresent()) {
            throw new CertsException("both --ca and --truststore (expected: one of them)");
        }
        if (pem.isPresent()) {
            String name = pem.get().toString();
            return new TrustSource(name, Pem.readCertificates(NewFiles.read(pem.get()), name));
        }
        return store.map(this::fromStore).orElseGet(TrustOptions::fromJava);
    }

    private TrustSource fromStore(Path file) {
        byte[] bytes = NewFiles.read(file);
        KeyStores kind = KeyStores.of(bytes)
                .orElseThrow(() -> new CertsException(
                        file + " is neither PKCS#12 nor JKS (expected: a trust store; PEM" + " goes to --ca)"));
        char[] opens = password.map(StorePassword::read)
                .orElseThrow(() -> new CertsException("--truststore needs --truststore-password-file"));
        List<X509Certificate> anchors = kind.read(bytes, opens, file.toString()).stream()
                .filter(entry -> !entry.key())
                .flatMap(entry -> entry.certificates().stream())
                .toList();
        return new TrustSource(file.toString(), anchors);
    }

    private static TrustSource fromJava() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init((@Nullable KeyStore) null);
            X509Certificate[] all = Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .map(X509TrustManager::getAcceptedIssuers)
                    .orElseGet(() -> new X509Certificate[0]);
            return new TrustSource("Java's own trust store (no --ca was given)", List.of(all));
        } catch (GeneralSecurityException e) {
            throw new CertsException("Java's own trust store cannot be read (expected: --ca or --truststore)", e);
        }
    }
}
