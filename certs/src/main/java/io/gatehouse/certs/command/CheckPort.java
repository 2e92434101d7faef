package io.gatehouse.certs.command;

import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.check.Check;
import io.gatehouse.certs.check.Endpoint;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Connects to a port as a client would and says what is wrong, and what to do about it.",
        footer = {
            "",
            "Example:",
            "  certs.sh check broker-1.example.org:9093 --ca ca/ca-bundle.crt",
            "",
            "Exit codes: 0 all is well; 3 a certificate expires soon; 4 not reachable; 5 no TLS here; 6 handshake",
            "refused; 7 client certificate demanded or refused; 8 not trusted; 9 expired or not valid yet; 10 wrong",
            "name; 11 wrong purpose; 12 revoked. Of several faults the first decides."
        })
final class CheckPort implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "HOST:PORT", description = "Where to connect.")
    private String target = "";

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Option(names = "--name", paramLabel = "HOST", description = "Whom the certificate must name; default: HOST.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--crl", paramLabel = "FILE", description = "Revocation lists, as PEM.")
    private Optional<Path> lists = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Patience for each of a few connections (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    CheckPort(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Endpoint endpoint = Endpoint.parse(target);
        if (seconds < 1 || seconds > 300) {
            throw new CertsException("--timeout = " + seconds + " (expected: 1 to 300 seconds)");
        }
        Check.Question question = new Check.Question(
                endpoint,
                name.map(Host::parse).orElse(endpoint.host()),
                trust.source(),
                client.identity(),
                revocationLists(),
                Duration.ofSeconds(seconds));
        Check.Answer answer = new Check(question, surroundings.random()).run(surroundings.now());
        CheckReport report = new CheckReport(question, answer, surroundings.now());
        if (json) {
            surroundings.out().println(Json.of(report.json()));
        } else {
            report.lines().forEach(surroundings.out()::println);
        }
        return answer.exitCode();
    }

    private List<X509CRL> revocationLists() {
        return lists.map(file -> Pem.readAll(NewFiles.read(file), file.toString()).stream()
                        .flatMap(found -> found.revocationList().stream())
                        .toList())
                .orElse(List.of());
    }
}
