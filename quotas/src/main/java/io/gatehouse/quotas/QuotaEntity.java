package io.gatehouse.quotas;

import java.util.Optional;

/**
 * Whom a limit binds: a user, a client id, both, or an address; each part by name, as the default for all without a
 * name of their own, or not at all (CONFORMANCE QTE rows).
 */
public record QuotaEntity(Optional<Part> user, Optional<Part> clientId, Optional<Part> ip) {
    public QuotaEntity {
        if (ip.isPresent() == (user.isPresent() || clientId.isPresent())) {
            throw new IllegalArgumentException("quota entity (expected: user, client-id, both, or ip alone)");
        }
    }

    /** One part of an entity: a name, or the default (an empty optional). */
    public record Part(Optional<String> name) {
        public static final Part DEFAULT = new Part(Optional.empty());

        public static Part named(String name) {
            return new Part(Optional.of(name));
        }
    }
}
