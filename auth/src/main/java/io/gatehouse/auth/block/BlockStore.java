package io.gatehouse.auth.block;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Where blocks are kept. A stage that fails means that the store could not be reached or written. Thread: any. */
public interface BlockStore {
    /** All by their ids, one snapshot; those that are over may be among them. */
    Map<String, Block> all();

    /** Completes once it is stored and this broker has it. */
    CompletionStage<Void> add(Block block);

    /** Completes once it is gone and this broker knows; with whether it was there. */
    CompletionStage<Boolean> remove(String id);

    /** Runs {@code changed} whenever blocks may have changed, after they can be found. It must not block. */
    void onChange(Runnable changed);
}
