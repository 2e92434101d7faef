package io.gatehouse.quotas;

import java.util.Optional;

/** What a limit limits, with the name under which ZooKeeper and the Admin API know it (COMPAT C6.6). */
public enum QuotaKey {
    PRODUCER_BYTE_RATE("producer_byte_rate"),
    CONSUMER_BYTE_RATE("consumer_byte_rate"),
    REQUEST_PERCENTAGE("request_percentage"),
    CONTROLLER_MUTATION_RATE("controller_mutation_rate"),
    CONNECTION_CREATION_RATE("connection_creation_rate");

    private final String text;

    QuotaKey(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<QuotaKey> ofText(String text) {
        for (QuotaKey key : values()) {
            if (key.text.equals(text)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
