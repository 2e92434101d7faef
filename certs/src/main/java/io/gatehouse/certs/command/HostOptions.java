package io.gatehouse.certs.command;

import io.gatehouse.certs.Host;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a server is found. */
final class HostOptions {
    @Option(
            names = "--host",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "DNS name or IP address that others connect to: every advertised one; may be repeated.")
    private List<String> names = List.of();

    List<Host> hosts() {
        return names.stream().map(Host::parse).toList();
    }
}
