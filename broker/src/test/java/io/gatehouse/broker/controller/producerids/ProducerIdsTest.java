package io.gatehouse.broker.controller.producerids;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** COMPAT E7.1, E7.3. */
final class ProducerIdsTest {
    private final List<CompletableFuture<ProducerIdBlock>> asked = new ArrayList<>();
    private final ProducerIds ids = new ProducerIds(this::reserve);

    private CompletionStage<ProducerIdBlock> reserve() {
        CompletableFuture<ProducerIdBlock> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    @Test
    void withoutABlockThereIsNoIdAndOneBlockIsAskedFor() {
        assertThat(ids.next()).isEmpty();
        assertThat(ids.next()).isEmpty();
        assertThat(asked).hasSize(1);

        asked.get(0).complete(new ProducerIdBlock(0, 9));

        assertThat(ids.next()).isEqualTo(OptionalLong.of(0));
    }

    @Test
    void theNextBlockIsAskedForBeforeThisOneIsUsedUp() {
        ids.prepare();
        asked.get(0).complete(new ProducerIdBlock(1000, 1009));
        for (long id = 1000; id <= 1008; id++) {
            assertThat(ids.next()).hasValue(id);
        }

        assertThat(asked).hasSize(2);
        asked.get(1).complete(new ProducerIdBlock(5000, 5009));

        assertThat(ids.next()).hasValue(1009);
        assertThat(ids.next()).hasValue(5000);
    }

    @Test
    void aFailureIsTriedAgainForTheNextProducer() {
        ids.prepare();
        asked.get(0).completeExceptionally(new IllegalStateException("ZooKeeper is away"));

        assertThat(ids.next()).isEmpty();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aBlockThatGoesBackIsIgnored() {
        ids.prepare();
        asked.get(0).complete(new ProducerIdBlock(1000, 1000));
        assertThat(ids.next()).hasValue(1000);
        asked.get(1).complete(new ProducerIdBlock(0, 999));

        assertThat(ids.next()).isEmpty();
    }
}
