package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.OtherName;
import io.gatehouse.certs.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What a new certificate says and where it goes; the same for servers and clients. */
final class IssueOptions {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the new files.")
    private Path target = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "CN",
            description = "Common name, and name of the files (default: admin for issue-admin, else required).")
    private Optional<String> name = Optional.empty();

    @Option(names = "--organization", paramLabel = "O", defaultValue = "", description = "Organization, if any.")
    private String organization = "";

    @Option(names = "--uri", paramLabel = "URI", description = "URI in the names, SPIFFE for example; may be repeated.")
    private List<String> uris = List.of();

    @Option(names = "--email", paramLabel = "ADDRESS", description = "Mail address in the names; may be repeated.")
    private List<String> emails = List.of();

    @Option(names = "--days", defaultValue = "397", description = "Days until it expires (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(
            names = "--key-type",
            defaultValue = "EC",
            description = "EC (P-256), RSA (3072 bits) or ED25519 (default: ${DEFAULT-VALUE}).")
    private KeyType keyType = KeyType.EC;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Password of the stores, on its first line; without it a random one is made and written.")
    private Optional<Path> password = Optional.empty();

    @Option(names = "--jks", description = "Also write JKS stores, for programs that read nothing else.")
    private boolean jks;

    @Option(names = "--encrypt-key", description = "Encrypt the PEM key too, with the stores' password.")
    private boolean encryptKey;

    @Option(names = "--force", description = "Overwrite files that are there.")
    private boolean force;

    @Option(names = "--json", description = "Tell what was made as JSON.")
    private boolean json;

    Path target() {
        return target;
    }

    boolean force() {
        return force;
    }

    boolean json() {
        return json;
    }

    String fileName(Role role) {
        String given = name.orElseGet(() -> {
            if (role == Role.ADMIN) {
                return "admin";
            }
            throw new CertsException("--name is missing (expected: the common name, which also names the files)");
        });
        requireFileName(given);
        return given;
    }

    static void requireFileName(String name) {
        if (!name.matches("[A-Za-z0-9._@-]+") || name.startsWith(".")) {
            throw new CertsException("--name = \"" + Printable.of(name)
                    + "\" (expected: letters, digits and . _ @ -, because it also names the files)");
        }
    }

    Delivery.Forms forms() {
        return new Delivery.Forms(jks, encryptKey, password);
    }

    /** The request with everything that these options say. */
    CertificateRequest complete(CertificateRequest request) {
        List<OtherName> others = Stream.concat(
                        uris.stream().map(OtherName::uri), emails.stream().map(OtherName::email))
                .toList();
        return request.withOrganization(organization)
                .withOtherNames(others)
                .withKeyType(keyType)
                .withValidity(Days.of(days));
    }
}
