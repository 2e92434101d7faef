package io.gatehouse.broker.api.security;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData.ComponentData;

/**
 * Which entities a peer asks for (CONFORMANCE QAP-01, QAP-02, QAP-04).
 *
 * @param strict only entities that have the named parts and no others
 */
record QuotaFilter(Map<QuotaPart, Predicate<Part>> parts, boolean strict) {
    private static final byte EXACT = 0;
    private static final byte DEFAULT = 1;
    private static final byte ANY = 2;

    QuotaFilter {
        parts = Map.copyOf(parts);
    }

    boolean matches(QuotaEntity entity) {
        for (QuotaPart type : QuotaPart.values()) {
            Predicate<Part> wanted = parts.get(type);
            Optional<Part> found = type.of(entity);
            boolean matches = wanted == null
                    ? found.isEmpty() || !strict
                    : found.filter(wanted).isPresent();
            if (!matches) {
                return false;
            }
        }
        return true;
    }

    /** The filter, or why there is none: INVALID_REQUEST, or UNSUPPORTED_VERSION for a type that later brokers may know. */
    static Reading<QuotaFilter> read(DescribeClientQuotasRequestData request) {
        Map<QuotaPart, Predicate<Part>> parts = new EnumMap<>(QuotaPart.class);
        for (ComponentData component : request.components()) {
            Optional<QuotaPart> type = QuotaPart.ofWord(component.entityType());
            if (type.isEmpty()) {
                return component.entityType().isEmpty()
                        ? Reading.refused("entity type is empty (expected: user, client-id or ip)")
                        : Reading.refused(
                                ErrorCode.UNSUPPORTED_VERSION, "entity type (expected: user, client-id or ip)");
            }
            Optional<Predicate<Part>> wanted = wanted(component);
            if (wanted.isEmpty()) {
                return Reading.refused(
                        "match type " + component.matchType() + " (expected: 0 with a name, or 1 or 2 without)");
            }
            if (parts.put(type.get(), wanted.get()) != null) {
                return Reading.refused("entity type " + component.entityType() + " twice (expected: each type once)");
            }
        }
        return parts.containsKey(QuotaPart.IP) && parts.size() > 1
                ? Reading.refused("ip with other entity types (expected: ip alone)")
                : Reading.of(new QuotaFilter(parts, request.strict()));
    }

    private static Optional<Predicate<Part>> wanted(ComponentData component) {
        String name = component.match();
        return switch (component.matchType()) {
            case EXACT -> Optional.ofNullable(name).map(text -> Part.named(text)::equals);
            case DEFAULT -> name == null ? Optional.of(Part.DEFAULT::equals) : Optional.empty();
            case ANY -> name == null ? Optional.of(part -> true) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
