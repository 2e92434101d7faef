package io.gatehouse.quotas;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** All limits at one moment. Immutable; replaced whole by {@link QuotaLedger#replace}. */
public final class QuotaSnapshot {
    public static final QuotaSnapshot EMPTY = new QuotaSnapshot(Map.of());

    private final Map<QuotaEntity, Map<QuotaKey, Double>> all;
    private final Map<QuotaKey, LimitTable> tables;

    public QuotaSnapshot(Map<QuotaEntity, Map<QuotaKey, Double>> limits) {
        Map<QuotaEntity, Map<QuotaKey, Double>> copy = new HashMap<>();
        limits.forEach((entity, values) -> copy.put(entity, Map.copyOf(values)));
        this.all = Map.copyOf(copy);
        this.tables = index(this.all);
    }

    public Map<QuotaEntity, Map<QuotaKey, Double>> all() {
        return all;
    }

    /** The limit that binds a user's client (CONFORMANCE QTZ-02, QTZ-03); empty if there is none. */
    public OptionalDouble limit(QuotaKey key, String user, String clientId) {
        BoundLimit limit = boundLimit(key, user, clientId);
        return limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit.rate());
    }

    /** The limit that binds an address: its own, or that of all addresses without one (QIP-06). */
    public OptionalDouble addressLimit(QuotaKey key, String address) {
        LimitTable table = tables.get(key);
        return table == null ? OptionalDouble.empty() : table.addressLimit(address);
    }

    @Nullable
    BoundLimit boundLimit(QuotaKey key, String user, String clientId) {
        LimitTable table = tables.get(key);
        return table == null ? null : table.find(user, clientId);
    }

    private static Map<QuotaKey, LimitTable> index(Map<QuotaEntity, Map<QuotaKey, Double>> all) {
        Map<QuotaKey, LimitTable> tables = new EnumMap<>(QuotaKey.class);
        all.forEach((entity, values) -> values.forEach((key, rate) ->
                tables.computeIfAbsent(key, any -> new LimitTable()).put(entity, rate)));
        return tables;
    }
}
