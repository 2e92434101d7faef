package io.gatehouse.broker.api.security;

import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.EntryData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.OpData;

/** Reads the limits that a peer wants to set or remove (CONFORMANCE QAP-05, QTZ-05, QTZ-13). */
final class QuotaChangeReader {
    /** How far from a whole number a limit may be that is stored as one. */
    private static final double WHOLE = 1e-6;

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
            Optional<QuotaKey> key = QuotaKey.ofText(op.key()).filter(QuotaStore.keysOf(entity)::contains);
            if (key.isEmpty()) {
                return Reading.refused("quota key (expected: " + keys(entity) + ")");
            }
            Optional<String> refusal = op.remove() ? Optional.empty() : valueRefusal(key.get(), op.value());
            if (refusal.isPresent()) {
                return Reading.refused(refusal.get());
            }
            OptionalDouble limit =
                    op.remove() ? OptionalDouble.empty() : OptionalDouble.of(stored(key.get(), op.value()));
            if (limits.put(key.get(), limit) != null) {
                return Reading.refused(op.key() + " twice (expected: each key once)");
            }
        }
        return Reading.of(new QuotaChange(entity, limits));
    }

    private static String keys(QuotaEntity entity) {
        return QuotaStore.keysOf(entity).stream().map(QuotaKey::text).collect(Collectors.joining(", ", "one of ", ""));
    }

    private static Optional<String> valueRefusal(QuotaKey key, double value) {
        boolean whole = Math.abs(value - Math.rint(value)) <= WHOLE;
        boolean legal = switch (key) {
            case PRODUCER_BYTE_RATE, CONSUMER_BYTE_RATE -> whole && value >= 1 && value <= Long.MAX_VALUE;
            case CONNECTION_CREATION_RATE -> whole && value >= 1 && value <= Integer.MAX_VALUE;
            case REQUEST_PERCENTAGE, CONTROLLER_MUTATION_RATE -> value > 0 && value < Double.POSITIVE_INFINITY;
        };
        return legal ? Optional.empty() : Optional.of(key.text() + " = " + value + " (expected: " + range(key) + ")");
    }

    private static String range(QuotaKey key) {
        return switch (key) {
            case PRODUCER_BYTE_RATE, CONSUMER_BYTE_RATE -> "a whole number of bytes per second, at least 1";
            case CONNECTION_CREATION_RATE -> "a whole number of connections per second, at least 1";
            case REQUEST_PERCENTAGE -> "percent of one thread, above 0";
            case CONTROLLER_MUTATION_RATE -> "partitions per second, above 0";
        };
    }

    private static double stored(QuotaKey key, double value) {
        return switch (key) {
            case PRODUCER_BYTE_RATE, CONSUMER_BYTE_RATE, CONNECTION_CREATION_RATE -> Math.rint(value);
            case REQUEST_PERCENTAGE, CONTROLLER_MUTATION_RATE -> value;
        };
    }
}
