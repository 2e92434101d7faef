package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.api.security.QuotaPart;
import io.gatehouse.quotas.QuotaEntity;

/** Whom limits bind, as JSON: what the admin endpoint and its command line write. */
public final class QuotaJson {
    private QuotaJson() {}

    /** A member for each part; null for whoever has no limit by name. */
    public static ObjectNode write(ObjectNode to, QuotaEntity entity) {
        for (QuotaPart part : QuotaPart.values()) {
            part.of(entity).ifPresent(given -> to.put(part.word(), given.name().orElse(null)));
        }
        return to;
    }
}
