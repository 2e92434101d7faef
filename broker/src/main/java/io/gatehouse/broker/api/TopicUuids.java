package io.gatehouse.broker.api;

import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** Topic ids between the wire's class and ours. */
public final class TopicUuids {
    private TopicUuids() {}

    public static TopicId id(Uuid uuid) {
        return new TopicId(new UUID(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()));
    }

    public static Uuid uuid(TopicId id) {
        return new Uuid(id.value().getMostSignificantBits(), id.value().getLeastSignificantBits());
    }

    public static Optional<TopicName> byId(ClusterImage image, Uuid uuid) {
        return image.nameOf(id(uuid));
    }
}
