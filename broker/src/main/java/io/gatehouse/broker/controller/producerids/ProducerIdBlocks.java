package io.gatehouse.broker.controller.producerids;

import java.util.concurrent.CompletionStage;

/** Where blocks of producer ids come from. Thread: any. */
public interface ProducerIdBlocks {
    /** A block that nobody had before and nobody will have again; fails if none can be had now. */
    CompletionStage<ProducerIdBlock> reserve();
}
