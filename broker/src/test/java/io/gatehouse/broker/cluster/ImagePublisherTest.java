package io.gatehouse.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who hears what of a change of the cluster, and in which order. */
final class ImagePublisherTest {
    private static final BrokerId SELF = new BrokerId(1);
    private static final TopicName ORDERS = new TopicName("orders");
    private static final PartitionImage PARTITION =
            new PartitionImage(new TopicPartition(ORDERS, 0), 1, 1, 1, List.of(1), 0, List.of(1), List.of());

    private final ImagePublisher cluster = new ImagePublisher();
    private final List<String> heard = new ArrayList<>();

    private void publish(long id) {
        cluster.apply(new UpdateMetadata(
                SELF, 1, 1, List.of(), List.of(PARTITION), Map.of(ORDERS, new TopicId(new UUID(0, id)))));
    }

    /** Attack 155: whoever learns that a topic is another one finds nothing left of the old. */
    @Test
    void aTopicThatCameAnewIsForgottenBeforeAnybodyHearsOfTheChange() {
        publish(1);
        cluster.onChange((before, after) -> heard.add("changed"));
        cluster.onTopicsGone(gone -> heard.add("gone " + gone));

        publish(1);
        assertThat(heard).containsExactly("changed");
        publish(2);

        assertThat(heard).containsExactly("changed", "gone [orders]", "changed");
    }
}
