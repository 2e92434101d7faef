package io.gatehouse.broker.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code NAME://host:port} (CONFORMANCE LSN-01).
 *
 * @param name upper case
 * @param host without the brackets of IPv6; empty where none is given
 */
record Endpoint(String name, String host, int port) {
    private static final Pattern SHAPE =
            Pattern.compile("\\s*([a-zA-Z0-9_-]+)://(?:\\[([0-9a-fA-F:.%]+)]|([^:/\\[\\]\\s]*)):(\\d{1,5})\\s*");

    static Optional<Endpoint> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(4));
        String host = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        return port > 65_535
                ? Optional.empty()
                : Optional.of(new Endpoint(matcher.group(1).toUpperCase(Locale.ROOT), host, port));
    }
}
