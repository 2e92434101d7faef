package io.gatehouse.broker.api.security;

import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.EntryData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.OpData;

/** Reads the limits that a peer wants to set or remove (CONFORMANCE QAP-05, QTZ-05, QTZ-13). */
final class QuotaChangeReader {
    private QuotaChangeReader() {}

    /** The limits of one entity that change: to a value, or to none. */
    record QuotaChange(QuotaEntity entity, Map<QuotaKey, OptionalDouble> limits) {
        QuotaChange {
            limits = Map.copyOf(limits);
        }
    }

    static Reading<QuotaChange> read(EntryData entry) {
        return QuotaEntities.read(entry.entity())
                .fold(entity -> read(entity, entry.ops()), refusal -> Reading.<QuotaChange>refused(refusal));
    }

    private static Reading<QuotaChange> read(QuotaEntity entity, List<OpData> ops) {
        Map<QuotaKey, OptionalDouble> limits = new EnumMap<>(QuotaKey.class);
        for (OpData op : ops) {
            Optional<QuotaKey> key = QuotaLimits.key(entity, op.key());
            if (key.isEmpty()) {
                return Reading.refused("quota key (expected: " + QuotaLimits.keys(entity) + ")");
            }
            Optional<String> refusal = op.remove() ? Optional.empty() : QuotaLimits.refusal(key.get(), op.value());
            if (refusal.isPresent()) {
                return Reading.refused(refusal.get());
            }
            OptionalDouble limit =
                    op.remove() ? OptionalDouble.empty() : OptionalDouble.of(QuotaLimits.stored(key.get(), op.value()));
            if (limits.put(key.get(), limit) != null) {
                return Reading.refused(op.key() + " twice (expected: each key once)");
            }
        }
        return Reading.of(new QuotaChange(entity, limits));
    }
}
