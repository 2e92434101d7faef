package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Option(
            names = "--host",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "DNS name or IP address that others connect to: every advertised one; may be repeated.")
    private List<String> hosts = List.of();

    IssueZooKeeper(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CertificateRequest request = CertificateRequest.server(
                options.fileName(Role.ZOOKEEPER),
                hosts.stream().map(Host::parse).toList());
        return new Issuing(surroundings).issue(authority, options, Role.ZOOKEEPER, request);
    }
}
