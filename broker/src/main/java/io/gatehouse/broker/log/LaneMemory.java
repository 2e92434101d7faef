package io.gatehouse.broker.log;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.BufferSupplier;

/** Buffers that the partitions of one lane use in turn, so that ten thousand idle ones hold none. Thread: the lane. */
final class LaneMemory {
    private static final int WINDOW_BYTES = 1 << 16;
    private static final int INFLATED_BYTES = 1 << 14;

    private ByteBuffer window = ByteBuffer.allocate(0);
    private ByteBuffer heads = ByteBuffer.allocate(0);
    private byte[] inflated = new byte[0];
    private final PageSink sink = new PageSink();
    private final BufferSupplier codecs = BufferSupplier.create();

    /** For looking at stored batches. */
    ByteBuffer window() {
        if (window.capacity() == 0) {
            window = ByteBuffer.allocateDirect(WINDOW_BYTES);
        }
        return window;
    }

    /** For looking at stored batches while {@link #window} is in use. */
    ByteBuffer heads() {
        if (heads.capacity() == 0) {
            heads = ByteBuffer.allocateDirect(WINDOW_BYTES);
        }
        return heads;
    }

    /** For one piece of decompressed records. */
    byte[] inflated() {
        if (inflated.length == 0) {
            inflated = new byte[INFLATED_BYTES];
        }
        return inflated;
    }

    /** For bringing files into memory. */
    PageSink sink() {
        return sink;
    }

    /** What the codecs want for themselves. */
    BufferSupplier codecs() {
        return codecs;
    }
}
