package io.gatehouse.certs.check;

import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Printable;

/** A host and a port: {@code broker-1.example.org:9093}, {@code 10.0.0.1:9093}, {@code [::1]:9093}. */
public record Endpoint(Host host, int port) {
    private static final int PORT_MAX = 65_535;

    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0
                || (host.contains(":") && !bracketed)
                || !text.substring(colon + 1).matches("\\d{1,5}")) {
            throw new CertsException(
                    "\"" + Printable.of(text) + "\" (expected: HOST:PORT, and [ADDRESS]:PORT for IPv6)");
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > PORT_MAX) {
            throw new CertsException("port " + port + " (expected: 1 to " + PORT_MAX + ")");
        }
        return new Endpoint(Host.parse(bracketed ? host.substring(1, host.length() - 1) : host), port);
    }

    @Override
    public String toString() {
        return (host.value().contains(":") ? "[" + host.value() + "]" : host.value()) + ":" + port;
    }
}
