package io.gatehouse.broker.controller.producerids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.BrokerId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** COMPAT C3.7, E7.2. */
final class ZkProducerIdBlocksTest {
    private final FakeStore store = new FakeStore();
    private final ZkProducerIdBlocks blocks = new ZkProducerIdBlocks(store, new BrokerId(1));

    @Test
    void theFirstBlockStartsAtZeroAndIsWrittenAsKafkaWritesIt() {
        assertThat(reserve()).isEqualTo(new ProducerIdBlock(0, 999));

        assertThat(new String(store.data, StandardCharsets.UTF_8))
                .isEqualTo("{\"version\":1,\"broker\":1,\"block_start\":\"0\",\"block_end\":\"999\"}");
    }

    @Test
    void theNextBlockFollowsWhateverItsSize() {
        store.put("{\"version\":1,\"broker\":7,\"block_start\":\"4000\",\"block_end\":\"4004\"}");

        assertThat(reserve()).isEqualTo(new ProducerIdBlock(4005, 5004));
        assertThat(reserve()).isEqualTo(new ProducerIdBlock(5005, 6004));
    }

    @Test
    void whoeverWritesBetweenReadAndWriteWins() {
        store.meanwhile = () -> store.put("{\"version\":1,\"broker\":2,\"block_start\":\"0\",\"block_end\":\"999\"}");

        assertThat(reserve()).isEqualTo(new ProducerIdBlock(1000, 1999));
    }

    @Test
    void aMissingZnodeIsMade() {
        store.missing = true;

        assertThat(reserve()).isEqualTo(new ProducerIdBlock(0, 999));
    }

    @Test
    void aBlockThatCannotBeReadGivesNoIdsRatherThanOldOnes() {
        store.put("{\"version\":1,\"broker\":2,\"block_start\":\"0\"}");
        assertThatThrownBy(this::reserve).hasMessageContaining("block_end");

        store.put("{\"version\":1,\"broker\":2,\"block_start\":\"0\",\"block_end\":\"" + Long.MAX_VALUE + "\"}");
        assertThatThrownBy(this::reserve).isInstanceOf(ArithmeticException.class);
    }

    private ProducerIdBlock reserve() {
        try {
            return blocks.reserve().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    private static final class FakeStore implements BlockStore {
        private byte[] data = {};
        private int version;
        private boolean missing;
        private Runnable meanwhile = () -> {};

        void put(String json) {
            data = json.getBytes(StandardCharsets.UTF_8);
            version++;
        }

        @Override
        public CompletionStage<Optional<Stored>> read() {
            Optional<Stored> found = missing ? Optional.empty() : Optional.of(new Stored(data, version));
            Runnable other = meanwhile;
            meanwhile = () -> {};
            other.run();
            return CompletableFuture.completedStage(found);
        }

        @Override
        public CompletionStage<Boolean> write(byte[] next, int expectedVersion) {
            boolean matches = expectedVersion == version;
            if (matches) {
                data = next.clone();
                version++;
            }
            return CompletableFuture.completedStage(matches);
        }

        @Override
        public CompletionStage<Void> ensure() {
            missing = false;
            return CompletableFuture.completedFuture(null).thenAccept(made -> {});
        }
    }
}
