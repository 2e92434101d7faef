package io.gatehouse.certs.command;

import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.KeyStores;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.PemObjectFound;
import io.gatehouse.certs.StorePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description =
                "Shows what is in a file: certificates, revocation lists, signing requests, PKCS#12 and JKS stores."
                        + " Of a private key only its kind is shown.",
        footer = {
            "",
            "Example:",
            "  certs.sh inspect certs/broker-1.keystore.p12 --password-file certs/broker-1.password"
        })
final class Inspect implements Callable<Integer> {
    /** {@code --expires-within} found something: distinct from a failure, so that a script can tell. */
    static final int EXIT_EXPIRING = 3;
    /** A bundle of all public authorities has a quarter of a megabyte. */
    private static final long BYTES_MAX = 16L << 20;

    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "PEM or DER file, or a PKCS#12 or JKS store.")
    private Path file = Path.of("");

    @Option(names = "--password-file", paramLabel = "FILE", description = "Password of the store, on its first line.")
    private Optional<Path> password = Optional.empty();

    @Option(
            names = "--expires-within",
            paramLabel = "DAYS",
            description = "Exit code 3 when a certificate ends, or a revocation list is due, within so many days.")
    private Optional<Integer> expiresWithin = Optional.empty();

    @Option(names = "--json", description = "As a JSON list.")
    private boolean json;

    Inspect(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Inspection inspection = new Inspection(surroundings.now());
        byte[] bytes = read();
        Optional<List<PemObjectFound>> single = Pem.readDer(bytes);
        Optional<KeyStores> store = KeyStores.of(bytes);
        if (single.isPresent()) {
            single.get().forEach(inspection::add);
        } else if (store.isPresent()) {
            store.get().read(bytes, storePassword(), file.toString()).forEach(inspection::add);
        } else {
            List<PemObjectFound> found = Pem.readAll(bytes, file.toString());
            if (found.isEmpty()) {
                throw new CertsException(
                        file + " holds no certificate, list, request or key (expected: PEM or DER, or a"
                                + " PKCS#12 or JKS store)");
            }
            found.forEach(inspection::add);
            inspection.judgeChain(
                    found.stream().flatMap(one -> one.certificate().stream()).toList());
        }
        if (json) {
            surroundings.out().println(Json.of(inspection.json()));
        } else {
            inspection.lines().forEach(surroundings.out()::println);
        }
        boolean soon = expiresWithin
                .map(days -> inspection.expiresWithin(Duration.ofDays(days)))
                .orElse(false);
        return soon ? EXIT_EXPIRING : 0;
    }

    private byte[] read() {
        if (Files.isDirectory(file)) {
            throw new CertsException(file + " is a folder (expected: a PEM file or a PKCS#12 store)");
        }
        try {
            if (Files.exists(file) && Files.size(file) > BYTES_MAX) {
                throw new CertsException(
                        file + " has " + Files.size(file) + " bytes (expected: at most " + BYTES_MAX + ")");
            }
        } catch (IOException e) {
            throw new CertsException(file + ": " + e.getMessage(), e);
        }
        return NewFiles.read(file);
    }

    private char[] storePassword() {
        return password.map(StorePassword::read)
                .orElseThrow(() -> new CertsException(
                        file + " is not PEM text (expected: for a PKCS#12 or JKS store also --password-file)"));
    }
}
