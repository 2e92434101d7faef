package io.gatehouse.broker.api.security;

import io.gatehouse.auth.identity.PeerAddress;
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

    /** What an entity is made of, by the words of the protocol (CONFORMANCE ENM-08). */
    enum PartType {
        USER("user"),
        CLIENT_ID("client-id"),
        IP("ip");

        private final String word;

        PartType(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        Optional<Part> of(QuotaEntity entity) {
            return switch (this) {
                case USER -> entity.user();
                case CLIENT_ID -> entity.clientId();
                case IP -> entity.ip();
            };
        }

        static Optional<PartType> ofWord(String word) {
            for (PartType type : values()) {
                if (type.word.equals(word)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    static Reading<QuotaEntity> read(List<AlterClientQuotasRequestData.EntityData> entity) {
        Map<PartType, Part> parts = new EnumMap<>(PartType.class);
        for (AlterClientQuotasRequestData.EntityData part : entity) {
            Optional<PartType> type = PartType.ofWord(part.entityType());
            if (type.isEmpty()) {
                return Reading.refused("entity type (expected: user, client-id or ip)");
            }
            Optional<String> name = Optional.ofNullable(part.entityName());
            Optional<String> refusal = name.flatMap(text -> nameRefusal(type.get(), text));
            if (refusal.isPresent()) {
                return Reading.refused(refusal.get());
            }
            if (parts.put(type.get(), new Part(name)) != null) {
                return Reading.refused("entity type " + part.entityType() + " twice (expected: each type once)");
            }
        }
        return combined(parts);
    }

    private static Reading<QuotaEntity> combined(Map<PartType, Part> parts) {
        boolean legal = parts.containsKey(PartType.IP) ? parts.size() == 1 : !parts.isEmpty();
        return legal
                ? Reading.of(new QuotaEntity(
                        Optional.ofNullable(parts.get(PartType.USER)),
                        Optional.ofNullable(parts.get(PartType.CLIENT_ID)),
                        Optional.ofNullable(parts.get(PartType.IP))))
                : Reading.refused("entity (expected: user, client-id, both, or ip alone)");
    }

    private static Optional<String> nameRefusal(PartType type, String name) {
        if (name.isEmpty()) {
            return Optional.of(type.word() + " name is empty (expected: a name, or none for the default)");
        }
        // A limit on a host name would need a name service at every connection.
        return type == PartType.IP && !PeerAddress.isAddress(name)
                ? Optional.of("ip (expected: one IPv4 or IPv6 address, or none for the default)")
                : Optional.empty();
    }

    /** The parts that an entity has, in the order of the protocol's documentation. */
    static List<DescribeClientQuotasResponseData.EntityData> parts(QuotaEntity entity) {
        List<DescribeClientQuotasResponseData.EntityData> parts = new ArrayList<>(2);
        for (PartType type : PartType.values()) {
            type.of(entity)
                    .ifPresent(part -> parts.add(new DescribeClientQuotasResponseData.EntityData()
                            .setEntityType(type.word())
                            .setEntityName(part.name().orElse(null))));
        }
        return parts;
    }
}
