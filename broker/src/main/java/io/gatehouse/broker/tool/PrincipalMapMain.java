package io.gatehouse.broker.tool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.tls.NameSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * {@code bin/certs.sh principal-map test}: who a broker would take the holder of a certificate for, by the same code that
 * the broker uses (CONFORMANCE PMR rows, {@code ssl.principal.source}).
 */
public final class PrincipalMapMain {
    private static final String RULES_KEY = "ssl.principal.mapping.rules";
    private static final String SOURCE_KEY = "ssl.principal.source";
    private static final int NOBODY = 3;

    private static final String USAGE = """
            Tells the principal that a broker makes of a client's certificate.

            usage: certs.sh principal-map test (--config FILE [--listener NAME] | [--rules TEXT] [--source NAME])
                                               (--cert FILE | --name TEXT)...

              --config FILE     a broker's properties: ssl.principal.mapping.rules and ssl.principal.source
              --listener NAME   with that listener's own values, where it has some
              --rules TEXT      instead of a file (without either: DEFAULT)
              --source NAME     subject, uri, dns or email (without: subject)
              --cert FILE       a certificate, PEM or DER; of a chain the first
              --name TEXT       a name as it would stand in a certificate
              --help            this text

            Exits with 3 when one of them would be refused.

            examples:
              certs.sh principal-map test --config config/server.properties --listener INTERNAL --cert data/certs/admin.crt
              certs.sh principal-map test --rules 'RULE:^CN=([^,]+).*$/$1/L,DEFAULT' --name 'CN=Payments,O=Example'
            """;

    private PrincipalMapMain() {}

    public static void main(String[] arguments) {
        int code = run(List.of(arguments), System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The exit code: 1 if a file cannot be read or the rules are no rules, 2 for wrong arguments, 3 if one is nobody. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        if (arguments.isEmpty() || !arguments.get(0).equals("test")) {
            err.print(USAGE);
            return 2;
        }
        try {
            OptionReader.Options options = new OptionReader(
                            Set.of("config", "listener", "rules", "source", "cert", "name"), Set.of())
                    .read(arguments.subList(1, arguments.size()));
            if (!options.has("cert") && !options.has("name")) {
                throw ToolRefusal.withUsage("nobody to ask about (expected: --cert FILE or --name TEXT)");
            }
            return new Question(options, out).answer();
        } catch (ToolRefusal e) {
            err.println("certs.sh principal-map: " + e.getMessage());
            if (e.showUsage()) {
                err.print(USAGE);
            }
            return e.showUsage() ? 2 : 1;
        } catch (IOException | CertificateException e) {
            err.println("certs.sh principal-map: " + e.getMessage());
            return 1;
        }
    }

    /** What is asked, with the settings that it is asked under. */
    private static final class Question {
        private final OptionReader.Options options;
        private final PrintStream out;
        private final PrincipalMapping mapping;
        private final NameSource source;
        private int code;

        Question(OptionReader.Options options, PrintStream out) throws IOException {
            this.options = options;
            this.out = out;
            Properties settings = settings(options);
            String rules = options.one("rules")
                    .orElseGet(() -> value(settings, RULES_KEY).orElse("DEFAULT"));
            String from = options.one("source")
                    .orElseGet(() -> value(settings, SOURCE_KEY).orElse("subject"));
            try {
                mapping = PrincipalMapping.parse(rules);
            } catch (IllegalArgumentException e) {
                throw new ToolRefusal(RULES_KEY + " = " + rules + ": " + e.getMessage());
            }
            source = NameSource.parse(from)
                    .orElseThrow(() ->
                            new ToolRefusal(SOURCE_KEY + " = " + from + " (expected: subject, uri, dns or email)"));
        }

        private static Properties settings(OptionReader.Options options) throws IOException {
            Properties settings = new Properties();
            Optional<String> file = options.one("config");
            if (file.isPresent()) {
                try (Reader in = Files.newBufferedReader(readable(file.get()), ISO_8859_1)) {
                    settings.load(in);
                }
            }
            return settings;
        }

        private Optional<String> value(Properties settings, String key) {
            return options.one("listener")
                    .flatMap(name -> Optional.ofNullable(
                            settings.getProperty("listener.name." + name.toLowerCase(Locale.ROOT) + "." + key)))
                    .or(() -> Optional.ofNullable(settings.getProperty(key)));
        }

        int answer() throws IOException, CertificateException {
            for (String file : options.all("cert")) {
                ask(file, certificate(readable(file)));
            }
            for (String name : options.all("name")) {
                tell(name, name);
            }
            return code;
        }

        private void ask(String file, X509Certificate leaf) {
            try {
                tell(file, source.read(leaf));
            } catch (CertificateException e) {
                refused(file, String.valueOf(e.getMessage()));
            }
        }

        private void tell(String asked, String name) {
            Optional<String> principal = mapping.map(name);
            if (principal.isPresent()) {
                out.println(asked + ": User:" + principal.get() + (asked.equals(name) ? "" : "   (from " + name + ")"));
            } else {
                refused(asked, "no rule fits " + name + " (expected: one that does, or DEFAULT as the last)");
            }
        }

        private void refused(String asked, String reason) {
            out.println(asked + ": refused; " + reason);
            code = NOBODY;
        }

        private static X509Certificate certificate(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            } catch (CertificateException e) {
                throw new ToolRefusal(file + " is no certificate (expected: X.509, PEM or DER)");
            }
        }

        private static Path readable(String file) {
            Path path = Path.of(file);
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                throw new ToolRefusal(file + " (expected: a readable file)");
            }
            return path;
        }
    }
}
