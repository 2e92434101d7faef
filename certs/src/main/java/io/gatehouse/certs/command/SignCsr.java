package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.OtherName;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.SigningRequest;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import io.gatehouse.certs.folder.FolderUpdate;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Of a request only the key is taken as it is; the names are those that the command line says or accepts. */
@Command(
        name = "sign-csr",
        mixinStandardHelpOptions = true,
        description = {
            "Signs a request that somebody else made, with a key that we never see.",
            "Shows what the request asks for. The certificate gets the names given here, or with --accept-names those of"
                    + " the request; purposes follow from --for, everything else in the request is ignored."
        },
        footer = {
            "",
            "Example:",
            "  certs.sh sign-csr --ca ca --for server --out certs --name broker-2 --host broker-2.example.org b2.csr"
        })
final class SignCsr implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Parameters(paramLabel = "FILE", description = "The request, PKCS#10 as PEM or DER.")
    private Path request = Path.of("");

    @Option(names = "--for", required = true, paramLabel = "ROLE", description = "server, zookeeper, client or admin.")
    private Role role = Role.CLIENT;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the new files.")
    private Path target = Path.of("");

    @Option(names = "--name", paramLabel = "CN", description = "Common name that the certificate gets.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--organization", paramLabel = "O", defaultValue = "", description = "Organization that it gets.")
    private String organization = "";

    @Option(names = "--host", split = ",", paramLabel = "NAME", description = "Host that it gets; may be repeated.")
    private List<String> hosts = List.of();

    @Option(names = "--uri", paramLabel = "URI", description = "URI that it gets; may be repeated.")
    private List<String> uris = List.of();

    @Option(names = "--email", paramLabel = "ADDRESS", description = "Mail address that it gets; may be repeated.")
    private List<String> emails = List.of();

    @Option(names = "--accept-names", description = "It gets the names that the request asks for.")
    private boolean acceptNames;

    @Option(names = "--days", defaultValue = "397", description = "Days until it expires (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(names = "--force", description = "Overwrite files that are there.")
    private boolean force;

    SignCsr(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        SigningRequest asked = SigningRequest.read(NewFiles.read(request), request.toString());
        show(asked);
        if (acceptNames == name.isPresent()) {
            throw new CertsException(
                    "which names the certificate gets is not said (expected: either --name, and --host,"
                            + " --uri or --email as needed, or --accept-names for those shown above)");
        }
        CertificateRequest certificate = acceptNames ? accepted(asked) : named();
        return FolderLock.during(authority.path(), () -> sign(asked, certificate.withValidity(Days.of(days))));
    }

    private int sign(SigningRequest asked, CertificateRequest certificate) {
        AuthorityFolder folder = authority.open(surroundings.random());
        Instant now = surroundings.now();
        List<X509Certificate> chain = folder.authority().issue(certificate, asked.key(), now);
        String file = certificate.name();
        IssueOptions.requireFileName(file);
        Written files = new Written(new FolderUpdate(target))
                .open(file + ".crt", Pem.certificates(chain), "certificate chain, PEM")
                .open(file + ".ca.crt", Pem.certificates(folder.anchors()), "the authority to trust, PEM");
        if (!force) {
            files.update().requireNew("; or --force, which replaces it");
        }
        new Issuing(surroundings).register(folder, chain.get(0));
        files.update().commit();
        files.tell(surroundings.out());
        return 0;
    }

    private void show(SigningRequest asked) {
        surroundings.out().println("the request asks for:");
        RequestReport.lines(asked).forEach(line -> surroundings.out().println("  " + line));
    }

    private CertificateRequest accepted(SigningRequest asked) {
        if (!hosts.isEmpty() || !uris.isEmpty() || !emails.isEmpty()) {
            throw new CertsException("--accept-names takes the names of the request (expected: no --host, --uri or"
                    + " --email with it)");
        }
        String commonName = asked.commonName()
                .orElseThrow(() -> new CertsException(
                        request + " asks for no common name (expected: --name, and the other names with it)"));
        return plain(commonName, asked.hosts())
                .withOrganization(asked.organization())
                .withOtherNames(asked.otherNames());
    }

    private CertificateRequest named() {
        List<OtherName> others =
                new ArrayList<>(uris.stream().map(OtherName::uri).toList());
        emails.stream().map(OtherName::email).forEach(others::add);
        return plain(name.orElse(""), hosts.stream().map(Host::parse).toList())
                .withOrganization(organization)
                .withOtherNames(others);
    }

    private CertificateRequest plain(String commonName, List<Host> names) {
        return role.server()
                ? CertificateRequest.server(commonName, names)
                : CertificateRequest.client(commonName).withHosts(names);
    }
}
