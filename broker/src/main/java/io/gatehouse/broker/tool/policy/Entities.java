package io.gatehouse.broker.tool.policy;

import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import java.util.ArrayList;
import java.util.List;

/** Whom limits bind, for people. */
public final class Entities {
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
}
