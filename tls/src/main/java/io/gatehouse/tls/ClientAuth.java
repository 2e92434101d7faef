package io.gatehouse.tls;

import java.util.Optional;

/** What a listener asks of a client's certificate (CONFORMANCE TLS-44 to TLS-46). */
public enum ClientAuth {
    NONE("none"),
    /** A certificate is optional, but one that is shown must be trusted. */
    REQUESTED("requested"),
    REQUIRED("required");

    private final String setting;

    ClientAuth(String setting) {
        this.setting = setting;
    }

    /** The word used in {@code ssl.client.auth}. */
    public String setting() {
        return setting;
    }

    /** Empty for a word that is not a value of {@code ssl.client.auth} (CONFORMANCE TLS-48). */
    public static Optional<ClientAuth> parse(String setting) {
        for (ClientAuth value : values()) {
            if (value.setting.equals(setting)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
