package io.gatehouse.broker.tool.kdc;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What {@code kdc-dev.sh} was asked for.
 *
 * @param bootstrap where clients find the broker, {@code host:port}; its host is in the service's principal
 * @param authority the certificate that clients trust
 */
record KdcOptions(
        Path folder,
        String realm,
        int port,
        String service,
        String listener,
        String bootstrap,
        Path authority,
        List<String> clients,
        boolean force) {
    KdcOptions {
        clients = List.copyOf(clients);
    }

    String host() {
        return bootstrap.substring(0, bootstrap.lastIndexOf(':'));
    }

    String servicePrincipal() {
        return service + "/" + host() + "@" + realm;
    }

    /** @throws IllegalArgumentException in one sentence */
    static KdcOptions parse(List<String> arguments) {
        return new Reader(arguments).read();
    }

    /** Takes the arguments one after the other. Thread: one. */
    private static final class Reader {
        private static final String NAME = "[a-zA-Z0-9._-]+";

        private final List<String> arguments;
        private int at;
        private String folder = "data/kdc";
        private String realm = "DEV.LOCAL";
        private String port = "10088";
        private String service = "kafka";
        private String listener = "sasl_ssl";
        private String bootstrap = "localhost:9093";
        private String authority = "data/ca/ca.crt";
        private final List<String> clients = new ArrayList<>();
        private boolean force;

        Reader(List<String> arguments) {
            this.arguments = arguments;
        }

        KdcOptions read() {
            while (at < arguments.size()) {
                String option = arguments.get(at);
                at++;
                switch (option) {
                    case "--force" -> force = true;
                    case "--dir" -> folder = value(option, text -> !text.isEmpty(), "a folder");
                    case "--realm" ->
                        realm = value(option, text -> text.matches("[A-Z0-9.-]+"), "capital letters and dots");
                    case "--port" -> port = value(option, Reader::port, "1..65535");
                    case "--service" -> service = value(option, text -> text.matches(NAME), "a name");
                    case "--listener" ->
                        listener = value(option, text -> text.matches("[a-z0-9._-]+"), "a listener in lower case");
                    case "--bootstrap-server" -> bootstrap = value(option, Reader::address, "host:port");
                    case "--ca" -> authority = value(option, text -> !text.isEmpty(), "a file");
                    case "--client" -> clients.add(value(option, text -> text.matches(NAME), "a name"));
                    default -> throw new IllegalArgumentException("unexpected argument " + option);
                }
            }
            return new KdcOptions(
                    path(folder),
                    realm,
                    Integer.parseInt(port),
                    service,
                    listener,
                    bootstrap,
                    path(authority),
                    clients.isEmpty() ? List.of("alice", "bob") : clients,
                    force);
        }

        private String value(String option, Predicate<String> legal, String expected) {
            String value = at < arguments.size() ? arguments.get(at) : "";
            at++;
            if (!legal.test(value)) {
                throw new IllegalArgumentException(option + " " + value + " (expected: " + expected + ")");
            }
            return value;
        }

        private static boolean port(String text) {
            return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65_535;
        }

        private static boolean address(String text) {
            int colon = text.lastIndexOf(':');
            return colon > 0 && text.substring(0, colon).matches(NAME) && port(text.substring(colon + 1));
        }

        private static Path path(String text) {
            try {
                return Path.of(text).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(text + " (expected: a path)", e);
            }
        }
    }
}
