package io.gatehouse.broker.controller.producerids;

import io.gatehouse.zk.ZnodeValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The znode of the last block, as {@link ZkProducerIdBlocks} needs it. */
interface BlockStore {
    /** Empty if the znode is missing. */
    CompletionStage<Optional<Stored>> read();

    /** Whether the znode had {@code expectedVersion} and holds {@code data} now. */
    CompletionStage<Boolean> write(byte[] data, int expectedVersion);

    /** Makes the znode, without data, where it is missing. */
    CompletionStage<Void> ensure();

    /** What the znode holds; no bytes while no block was ever reserved. */
    final class Stored {
        private final byte[] data;
        private final int version;

        Stored(byte[] data, int version) {
            this.data = data.clone();
            this.version = version;
        }

        static Stored of(ZnodeValue value) {
            return new Stored(value.data(), value.version());
        }

        byte[] data() {
            return Arrays.copyOf(data, data.length);
        }

        int version() {
            return version;
        }
    }
}
