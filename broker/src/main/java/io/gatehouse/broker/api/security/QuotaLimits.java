package io.gatehouse.broker.api.security;

import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaStore;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which limits may be set, whichever way they come (CONFORMANCE QTZ-05, QTZ-13). */
public final class QuotaLimits {
    /** How far from a whole number a limit may be that is stored as one. */
    private static final double WHOLE = 1e-6;

    private QuotaLimits() {}

    /** The key of this name, if the entity may carry it. */
    public static Optional<QuotaKey> key(QuotaEntity entity, String name) {
        return QuotaKey.ofText(name).filter(QuotaStore.keysOf(entity)::contains);
    }

    /** What {@link #key} finds, for people. */
    public static String keys(QuotaEntity entity) {
        return QuotaStore.keysOf(entity).stream().map(QuotaKey::text).collect(Collectors.joining(", ", "one of ", ""));
    }

    /** What is wrong with a value. */
    public static Optional<String> refusal(QuotaKey key, double value) {
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

    /** The value as it is kept. */
    public static double stored(QuotaKey key, double value) {
        return switch (key) {
            case PRODUCER_BYTE_RATE, CONSUMER_BYTE_RATE, CONNECTION_CREATION_RATE -> Math.rint(value);
            case REQUEST_PERCENTAGE, CONTROLLER_MUTATION_RATE -> value;
        };
    }
}
