package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "issue-zookeeper",
        mixinStandardHelpOptions = true,
        description = "Makes a certificate for a ZooKeeper server (serverAuth and clientAuth), and its settings.",
        footer = {"", "Example:", "  certs.sh issue-zookeeper --ca ca --out certs --name zk-1 --host zk-1.example.org"})
final class IssueZooKeeper implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Mixin
    private IssueOptions options = new IssueOptions();

    @Mixin
    private HostOptions hosts = new HostOptions();

    IssueZooKeeper(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CertificateRequest request = CertificateRequest.server(options.fileName(Role.ZOOKEEPER), hosts.hosts());
        return new Issuing(surroundings).issue(authority, options, Role.ZOOKEEPER, request);
    }
}
