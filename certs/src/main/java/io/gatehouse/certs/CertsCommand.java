package io.gatehouse.certs;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The four commands; each checks what it was given, makes values, and writes them in one go. */
@Command(
        name = "certs.sh",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes a certificate authority and certificates for brokers, ZooKeeper and clients.",
        exitCodeOnExecutionException = 1)
final class CertsCommand {
    static final String AUTHORITY_CERTIFICATE = "ca.crt";
    static final String AUTHORITY_KEY = "ca.key";
    /** {@code inspect --expires-within} found something: distinct from a failure, so that a script can tell. */
    static final int EXIT_EXPIRING = 3;
    /** A century; beyond it a date no longer fits every reader. */
    private static final int DAYS_MAX = 36_500;

    private final InstantSource clock;
    private final SecureRandom random;
    private final PrintWriter out;

    CertsCommand(InstantSource clock, SecureRandom random, PrintWriter out) {
        this.clock = clock;
        this.random = random;
        this.out = out;
    }

    /** Where a new certificate comes from and where it goes; the same for servers and clients. */
    static final class Issue {
        @Option(names = "--ca", required = true, paramLabel = "DIR", description = "Folder with ca.crt and ca.key.")
        private Path authority = Path.of("");

        @Option(names = "--ca-key-password-file", paramLabel = "FILE", description = "Opens an encrypted ca.key.")
        private Optional<Path> authorityPassword = Optional.empty();

        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the new files.")
        private Path target = Path.of("");

        @Option(
                names = "--name",
                required = true,
                paramLabel = "CN",
                description = "Common name, and name of the files.")
        private String name = "";

        @Option(names = "--organization", paramLabel = "O", defaultValue = "", description = "Organization, if any.")
        private String organization = "";

        @Option(
                names = "--days",
                defaultValue = "397",
                description = "Days until it expires (default: ${DEFAULT-VALUE}).")
        private int days;

        @Option(names = "--key-type", defaultValue = "EC", description = "EC or RSA (default: ${DEFAULT-VALUE}).")
        private KeyType keyType = KeyType.EC;

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "Password of the stores, on its first line; without it a random one is made and written.")
        private Optional<Path> password = Optional.empty();
    }

    @Command(name = "create-ca", description = "Makes a root authority: ca.crt and ca.key.")
    int createAuthority(
            @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Folder for the two files.")
                    Path folder,
            @Option(
                            names = "--name",
                            paramLabel = "CN",
                            defaultValue = "Gatehouse CA",
                            description = "Common name (default: ${DEFAULT-VALUE}).")
                    String name,
            @Option(
                            names = "--days",
                            defaultValue = "3650",
                            description = "Days until it expires (default: ${DEFAULT-VALUE}).")
                    int days,
            @Option(names = "--key-type", defaultValue = "EC", description = "EC or RSA (default: ${DEFAULT-VALUE}).")
                    KeyType keyType,
            @Option(
                            names = "--key-password-file",
                            paramLabel = "FILE",
                            description = "Encrypts ca.key with the password on the first line of this file.")
                    Optional<Path> keyPassword) {
        CertificateAuthority authority =
                CertificateAuthority.create(name, keyType, validity(days), clock.instant(), random);
        byte[] key = keyPassword
                .map(file -> Pem.encryptedKey(authority.key(), StorePassword.read(file), random))
                .orElseGet(() -> Pem.key(authority.key()));
        new NewFiles()
                .open(folder.resolve(AUTHORITY_CERTIFICATE), Pem.certificates(List.of(authority.certificate())))
                .secret(folder.resolve(AUTHORITY_KEY), key)
                .write();
        wrote(folder, AUTHORITY_CERTIFICATE, "give it to everyone who connects");
        wrote(folder, AUTHORITY_KEY, "keep it where no broker can read it");
        return 0;
    }

    @Command(
            name = "issue-server",
            description = "Makes a certificate for a broker or a ZooKeeper server: serverAuth and clientAuth.")
    int issueServer(
            @Mixin Issue issue,
            @Option(
                            names = "--host",
                            required = true,
                            split = ",",
                            paramLabel = "NAME",
                            description = "DNS name or IP address that clients connect to; may be repeated.")
                    List<String> hosts) {
        return issue(
                issue,
                CertificateRequest.server(
                        issue.name, hosts.stream().map(Host::parse).toList()));
    }

    @Command(
            name = "issue-client",
            description = "Makes a certificate for a client (clientAuth), and its properties file.")
    int issueClient(@Mixin Issue issue) {
        return issue(issue, CertificateRequest.client(issue.name));
    }

    @Command(name = "inspect", description = "Shows the certificates in a PEM file or a PKCS#12 store.")
    int inspect(
            @Parameters(paramLabel = "FILE", description = "PEM file or PKCS#12 store.") Path file,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            description = "Password of the store, on its first line.")
                    Optional<Path> password,
            @Option(
                            names = "--expires-within",
                            paramLabel = "DAYS",
                            description = "Exit code 3 when a certificate ends within so many days.")
                    Optional<Integer> expiresWithin) {
        Instant now = clock.instant();
        List<X509Certificate> certificates = certificates(file, password);
        boolean expiring = false;
        for (int i = 0; i < certificates.size(); i++) {
            out.println(
                    (i == 0 ? "" : System.lineSeparator()) + "certificate " + (i + 1) + " of " + certificates.size());
            CertificateReport.lines(certificates.get(i), now).forEach(line -> out.println("  " + line));
            Duration margin = Duration.ofDays(expiresWithin.orElse(0));
            expiring |= expiresWithin.isPresent() && CertificateReport.expiresWithin(certificates.get(i), margin, now);
        }
        return expiring ? EXIT_EXPIRING : 0;
    }

    private int issue(Issue issue, CertificateRequest request) {
        requireFileName(issue.name);
        CertificateAuthority authority = authority(issue);
        Issued issued = authority.issue(
                request.withOrganization(issue.organization)
                        .withKeyType(issue.keyType)
                        .withValidity(validity(issue.days)),
                clock.instant());
        char[] password = issue.password.map(StorePassword::read).orElseGet(() -> StorePassword.random(random));
        Path folder = issue.target;
        String name = issue.name;
        NewFiles files = new NewFiles()
                .open(folder.resolve(name + ".crt"), Pem.certificates(issued.chain()))
                .secret(folder.resolve(name + ".key"), Pem.key(issued.key()))
                .secret(folder.resolve(name + ".keystore.p12"), Pkcs12.keyStore(issued, password))
                .secret(
                        folder.resolve(name + ".truststore.p12"),
                        Pkcs12.trustStore(List.of(authority.root()), password));
        boolean client = !request.purposes().contains(Purpose.SERVER);
        if (issue.password.isEmpty()) {
            files.secret(folder.resolve(name + ".password"), StorePassword.file(password));
            if (client) {
                files.secret(folder.resolve(name + ".properties"), ClientProperties.of(folder, name, password));
            }
        }
        files.write();
        Arrays.fill(password, '\0');
        wrote(folder, name + ".crt", "certificate chain, PEM");
        wrote(folder, name + ".key", "private key, PEM");
        wrote(folder, name + ".keystore.p12", "key and chain for Java");
        wrote(folder, name + ".truststore.p12", "the authority for Java");
        if (issue.password.isEmpty()) {
            wrote(folder, name + ".password", "password of both stores");
            if (client) {
                wrote(folder, name + ".properties", "for Java clients of a listener that asks for certificates");
            }
        }
        return 0;
    }

    private CertificateAuthority authority(Issue issue) {
        Path certificateFile = issue.authority.resolve(AUTHORITY_CERTIFICATE);
        Path keyFile = issue.authority.resolve(AUTHORITY_KEY);
        List<X509Certificate> chain = Pem.readCertificates(NewFiles.read(certificateFile), certificateFile.toString());
        PrivateKey key = Pem.readKey(
                NewFiles.read(keyFile), issue.authorityPassword.map(StorePassword::read), keyFile.toString());
        return CertificateAuthority.of(key, chain, random);
    }

    private static List<X509Certificate> certificates(Path file, Optional<Path> password) {
        if (Files.isDirectory(file)) {
            throw new CertsException(file + " is a folder (expected: a PEM file or a PKCS#12 store)");
        }
        byte[] bytes = NewFiles.read(file);
        if (looksLikePem(bytes)) {
            return Pem.readCertificates(bytes, file.toString());
        }
        char[] characters = password.map(StorePassword::read)
                .orElseThrow(() -> new CertsException(
                        file + " is not PEM text (expected: for a PKCS#12 store also --password-file)"));
        return Pkcs12.readCertificates(bytes, characters, file.toString());
    }

    /** A PKCS#12 file is DER and starts with a SEQUENCE. */
    private static boolean looksLikePem(byte[] bytes) {
        return bytes.length == 0 || bytes[0] != 0x30;
    }

    private static void requireFileName(String name) {
        if (!name.matches("[A-Za-z0-9._@-]+") || name.startsWith(".")) {
            throw new CertsException("--name = \"" + name
                    + "\" (expected: letters, digits and . _ @ -, because it also names the files)");
        }
    }

    private static Duration validity(int days) {
        if (days < 1 || days > DAYS_MAX) {
            throw new CertsException("--days = " + days + " (expected: 1 to " + DAYS_MAX + ")");
        }
        return Duration.ofDays(days);
    }

    private void wrote(Path folder, String file, String what) {
        out.println("wrote " + folder.resolve(file) + "  (" + what + ")");
    }
}
