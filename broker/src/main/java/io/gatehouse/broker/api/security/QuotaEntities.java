package io.gatehouse.broker.api.security;

import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;

/** Quota entities as the protocol writes them: a list of type and name, where no name is the default (QAP-02, QAP-03). */
final class QuotaEntities {
    private QuotaEntities() {}

    static Reading<QuotaEntity> read(List<AlterClientQuotasRequestData.EntityData> entity) {
        Map<QuotaPart, Part> parts = new EnumMap<>(QuotaPart.class);
        for (AlterClientQuotasRequestData.EntityData part : entity) {
            Optional<QuotaPart> type = QuotaPart.ofWord(part.entityType());
            if (type.isEmpty()) {
                return Reading.refused("entity type (expected: user, client-id or ip)");
            }
            Optional<String> name = Optional.ofNullable(part.entityName());
            Optional<String> refusal = name.flatMap(type.get()::refusal);
            if (refusal.isPresent()) {
                return Reading.refused(refusal.get());
            }
            if (parts.put(type.get(), new Part(name)) != null) {
                return Reading.refused("entity type " + part.entityType() + " twice (expected: each type once)");
            }
        }
        return QuotaPart.combined(parts)
                .map(Reading::of)
                .orElseGet(() -> Reading.refused("entity (expected: user, client-id, both, or ip alone)"));
    }

    /** The parts that an entity has, in the order of the protocol's documentation. */
    static List<DescribeClientQuotasResponseData.EntityData> parts(QuotaEntity entity) {
        List<DescribeClientQuotasResponseData.EntityData> parts = new ArrayList<>(2);
        for (QuotaPart type : QuotaPart.values()) {
            type.of(entity)
                    .ifPresent(part -> parts.add(new DescribeClientQuotasResponseData.EntityData()
                            .setEntityType(type.word())
                            .setEntityName(part.name().orElse(null))));
        }
        return parts;
    }
}
