package io.gatehouse.broker.controller.producerids;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.controller.TestCluster;
import io.gatehouse.broker.model.BrokerId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** COMPAT E7.2, against a real ZooKeeper. */
final class ZkBlockStoreTest {
    private static final int BROKERS = 3;
    private static final int BLOCKS_EACH = 5;

    @Test
    void brokersThatReserveAtTheSameTimeNeverGetTheSameBlock() {
        try (TestCluster.Server server = new TestCluster.Server();
                TestCluster cluster = server.cluster(1)) {
            List<CompletionStage<ProducerIdBlock>> reserving = new ArrayList<>();
            for (int i = 0; i < BLOCKS_EACH; i++) {
                for (int id = 0; id < BROKERS; id++) {
                    reserving.add(new ZkProducerIdBlocks(cluster.zookeeper(), new BrokerId(id)).reserve());
                }
            }

            List<Long> starts = new ArrayList<>();
            reserving.forEach(block -> starts.add(TestCluster.get(block).first()));

            assertThat(starts).doesNotHaveDuplicates().allMatch(start -> start % 1000 == 0);
            assertThat(starts).contains(0L, (BROKERS * BLOCKS_EACH - 1) * 1000L);
        }
    }
}
