package io.gatehouse.broker.api.security;

import io.gatehouse.auth.identity.PeerAddress;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import java.util.Map;
import java.util.Optional;

/** What a quota's entity is made of, by the words of the protocol (CONFORMANCE ENM-08). */
public enum QuotaPart {
    USER("user"),
    CLIENT_ID("client-id"),
    IP("ip");

    private final String word;

    QuotaPart(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public Optional<Part> of(QuotaEntity entity) {
        return switch (this) {
            case USER -> entity.user();
            case CLIENT_ID -> entity.clientId();
            case IP -> entity.ip();
        };
    }

    public static Optional<QuotaPart> ofWord(String word) {
        for (QuotaPart type : values()) {
            if (type.word.equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** What is wrong with a name that gets a limit. */
    public Optional<String> refusal(String name) {
        if (name.isEmpty()) {
            return Optional.of(word + " name is empty (expected: a name, or none for the default)");
        }
        // A limit on a host name would need a name service at every connection.
        return this == IP && !PeerAddress.isAddress(name)
                ? Optional.of("ip (expected: one IPv4 or IPv6 address, or none for the default)")
                : Optional.empty();
    }

    /** Empty unless it is user, client-id, both, or ip alone. */
    public static Optional<QuotaEntity> combined(Map<QuotaPart, Part> parts) {
        boolean legal = parts.containsKey(IP) ? parts.size() == 1 : !parts.isEmpty();
        return legal
                ? Optional.of(new QuotaEntity(
                        Optional.ofNullable(parts.get(USER)),
                        Optional.ofNullable(parts.get(CLIENT_ID)),
                        Optional.ofNullable(parts.get(IP))))
                : Optional.empty();
    }
}
