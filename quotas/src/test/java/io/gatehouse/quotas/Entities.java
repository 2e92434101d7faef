package io.gatehouse.quotas;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.quotas.QuotaEntity.Part;
import java.util.Map;
import java.util.Optional;

/** Short ways to write entities, clients and limits in tests. */
final class Entities {
    private Entities() {}

    static QuotaEntity of(Part user, Part client) {
        return new QuotaEntity(Optional.of(user), Optional.of(client), Optional.empty());
    }

    static QuotaEntity userClient(String user, String client) {
        return of(Part.named(user), Part.named(client));
    }

    static QuotaEntity user(String name) {
        return new QuotaEntity(Optional.of(Part.named(name)), Optional.empty(), Optional.empty());
    }

    static QuotaEntity defaultUser() {
        return new QuotaEntity(Optional.of(Part.DEFAULT), Optional.empty(), Optional.empty());
    }

    static QuotaEntity client(String name) {
        return new QuotaEntity(Optional.empty(), Optional.of(Part.named(name)), Optional.empty());
    }

    static QuotaEntity defaultClient() {
        return new QuotaEntity(Optional.empty(), Optional.of(Part.DEFAULT), Optional.empty());
    }

    static QuotaEntity ip(Part ip) {
        return new QuotaEntity(Optional.empty(), Optional.empty(), Optional.of(ip));
    }

    static QuotaClient who(String user, String clientId) {
        return new QuotaClient(VerifiedPrincipal.user(user), clientId);
    }

    static QuotaSnapshot limits(QuotaEntity entity, QuotaKey key, double rate) {
        return new QuotaSnapshot(Map.of(entity, Map.of(key, rate)));
    }
}
