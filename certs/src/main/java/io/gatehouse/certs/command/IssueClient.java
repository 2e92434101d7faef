package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "issue-client",
        mixinStandardHelpOptions = true,
        description =
                "Makes a certificate for a client (clientAuth), and its settings for Java, librdkafka and Python.",
        footer = {
            "",
            "Example:",
            "  certs.sh issue-client --ca ca --out certs --name payments --uri spiffe://example.org/payments"
        })
final class IssueClient implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Mixin
    private IssueOptions options = new IssueOptions();

    IssueClient(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CertificateRequest request = CertificateRequest.client(options.fileName(Role.CLIENT));
        return new Issuing(surroundings).issue(authority, options, Role.CLIENT, request);
    }
}
