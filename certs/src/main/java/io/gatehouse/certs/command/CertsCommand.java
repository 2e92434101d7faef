package io.gatehouse.certs.command;

import io.gatehouse.certs.CertsException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command that holds the others. */
@Command(
        name = "certs.sh",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "A certificate authority, and certificates for brokers, ZooKeeper, clients and administrators.",
        footer = {
            "",
            "Example:",
            "  certs.sh create-ca --dir ca",
            "  certs.sh issue-server --ca ca --out certs --name broker-1 --host broker-1.example.org,10.0.0.1",
            "",
            "Exit codes: 0 done; 1 refused, with one sentence why; 2 wrong use; 3 something expires soon;",
            "check has more, see its help.",
            "",
            "certs.sh principal-map test --help: who a broker takes the holder of a certificate for."
        })
public final class CertsCommand {
    private CertsCommand() {}

    /** The whole command line; {@code err} gets one sentence for everything that is refused. */
    public static CommandLine line(Surroundings surroundings, PrintWriter err) {
        CommandLine line = new CommandLine(new CertsCommand());
        List.of(
                        new CreateCa(surroundings),
                        new CreateIssuingCa(surroundings),
                        new IssueServer(surroundings),
                        new IssueZooKeeper(surroundings),
                        new IssueClient(surroundings),
                        new IssueAdmin(surroundings),
                        new SignCsr(surroundings),
                        new Renew(surroundings),
                        new RenewCa(surroundings),
                        new RotateCa(surroundings),
                        new FinishRotation(surroundings),
                        new Revoke(surroundings),
                        new PublishCrl(surroundings),
                        new ListCertificates(surroundings),
                        new Inspect(surroundings),
                        new CheckPort(surroundings))
                .forEach(line::addSubcommand);
        return line.setOut(surroundings.out())
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(110)
                .setExecutionExceptionHandler((failure, failed, parsed) -> {
                    if (failure instanceof CertsException) {
                        err.println("certs: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                });
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
