package io.gatehouse.broker.tool.policy;

import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whom limits bind, for people. */
public final class Entities {
    /** The order in which they are shown: users with their client ids, client ids, addresses; the default before names. */
    static final Comparator<QuotaEntity> SHOWN = Comparator.comparing(
                    (QuotaEntity entity) -> entity.user().isEmpty())
            .thenComparing(
                    entity -> entity.clientId().isEmpty() == entity.user().isEmpty())
            .thenComparing(entity -> name(entity.user()))
            .thenComparing(entity -> name(entity.clientId()))
            .thenComparing(entity -> name(entity.ip()));

    private Entities() {}

    /** {@code user alice, any other client id}. */
    public static String text(QuotaEntity entity) {
        List<String> parts = new ArrayList<>();
        entity.user().ifPresent(part -> parts.add(text("user", part)));
        entity.clientId().ifPresent(part -> parts.add(text("client id", part)));
        entity.ip().ifPresent(part -> parts.add(text("address", part)));
        return String.join(", ", parts);
    }

    private static String text(String what, Part part) {
        return part.name().map(name -> what + " " + name).orElse("any other " + what);
    }

    private static String name(Optional<Part> part) {
        return part.map(each ->
                        "\u0001" + each.name().map(name -> "\u0001" + name).orElse(""))
                .orElse("");
    }
}
