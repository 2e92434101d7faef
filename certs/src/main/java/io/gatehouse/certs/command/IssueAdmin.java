package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "issue-admin",
        mixinStandardHelpOptions = true,
        description = "Makes a certificate for an administrator (clientAuth), with settings for ZooKeeper's shell too.",
        footer = {"", "Example:", "  certs.sh issue-admin --ca ca --out certs --days 30"})
final class IssueAdmin implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Mixin
    private IssueOptions options = new IssueOptions();

    IssueAdmin(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CertificateRequest request = CertificateRequest.client(options.fileName(Role.ADMIN));
        return new Issuing(surroundings).issue(authority, options, Role.ADMIN, request);
    }
}
