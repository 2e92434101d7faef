package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "issue-server",
        mixinStandardHelpOptions = true,
        description = "Makes a certificate for a broker (serverAuth and clientAuth), and its settings.",
        footer = {
            "",
            "Example:",
            "  certs.sh issue-server --ca ca --out certs --name broker-1 --host broker-1.example.org,10.0.0.1"
        })
final class IssueServer implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Mixin
    private IssueOptions options = new IssueOptions();

    @Mixin
    private HostOptions hosts = new HostOptions();

    IssueServer(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CertificateRequest request = CertificateRequest.server(options.fileName(Role.SERVER), hosts.hosts());
        return new Issuing(surroundings).issue(authority, options, Role.SERVER, request);
    }
}
