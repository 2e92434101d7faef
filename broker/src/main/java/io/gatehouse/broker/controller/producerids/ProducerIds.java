package io.gatehouse.broker.controller.producerids;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out producer ids from a block, and reserves the next one before it is used up (COMPAT E7.1). Invariant: ids only
 * grow. Thread: any; the lock is held for a few instructions.
 */
public final class ProducerIds {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProducerIds.class);

    /** The next block is reserved when a tenth of this one is left. */
    private static final int RESERVE_AT = 10;

    private final ProducerIdBlocks blocks;
    private final Object lock = new Object();

    private long next;
    private long last = -1;
    private long reserveFrom;
    private @Nullable ProducerIdBlock following;
    private boolean reserving;

    public ProducerIds(ProducerIdBlocks blocks) {
        this.blocks = blocks;
    }

    /** Reserves the first block, so that the first producer need not come twice. */
    public void prepare() {
        reserveIfNeeded();
    }

    /** An id that no producer had before; empty if none is at hand, in a moment there will be. */
    public OptionalLong next() {
        OptionalLong id = take();
        reserveIfNeeded();
        return id;
    }

    private OptionalLong take() {
        synchronized (lock) {
            if (next > last && following != null) {
                open(following);
                following = null;
            }
            return next <= last ? OptionalLong.of(next++) : OptionalLong.empty();
        }
    }

    private void open(ProducerIdBlock block) {
        next = block.first();
        last = block.last();
        reserveFrom = last - (last - next) / RESERVE_AT;
    }

    private void reserveIfNeeded() {
        synchronized (lock) {
            if (reserving || following != null || (next <= last && next < reserveFrom)) {
                return;
            }
            reserving = true;
        }
        blocks.reserve().whenComplete(this::reserved);
    }

    private void reserved(@Nullable ProducerIdBlock block, @Nullable Throwable failure) {
        synchronized (lock) {
            reserving = false;
            if (block != null && block.first() > last) { // E7.3: what goes backwards is ignored.
                following = block;
            }
        }
        if (failure != null) {
            LOGGER.atWarn().setCause(failure).log("no producer ids reserved, will retry for the next producer");
        } else if (block != null) {
            LOGGER.atInfo()
                    .addKeyValue("first", block.first())
                    .addKeyValue("last", block.last())
                    .log("producer ids reserved");
        }
    }
}
