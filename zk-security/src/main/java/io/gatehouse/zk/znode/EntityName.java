package io.gatehouse.zk.znode;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** User names and client ids as znode names (CONFORMANCE QTZ-07): URL-encoded, {@code *} and space too. */
final class EntityName {
    /** Stands for everybody without an entry of his own; a user of that name is encoded. */
    static final String DEFAULT = "<default>";

    private EntityName() {}

    static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    /** Empty if it is not what {@link #encode} makes: two znodes must not mean the same name. */
    static Optional<String> decode(String encoded) {
        try {
            String name = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
            return encode(name).equals(encoded) ? Optional.of(name) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
