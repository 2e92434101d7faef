package io.gatehouse.quotas;

import io.gatehouse.quotas.QuotaEntity.Part;
import java.util.Comparator;
import java.util.Optional;

/**
 * The order in which entities are shown: by user, client id and address; those without such a part first, then the default,
 * then names.
 */
public final class QuotaOrder {
    public static final Comparator<QuotaEntity> SHOWN = Comparator.comparing(
                    (QuotaEntity entity) -> place(entity.user()))
            .thenComparing(entity -> place(entity.clientId()))
            .thenComparing(entity -> place(entity.ip()));

    private QuotaOrder() {}

    private static String place(Optional<Part> part) {
        return part.map(given -> given.name().map(name -> "2" + name).orElse("1"))
                .orElse("0");
    }
}
