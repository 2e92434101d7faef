package io.gatehouse.broker.log;

import java.io.IOException;

/** An index does not fit its segment; it is thrown away and built again from the batches. */
final class CorruptIndex extends IOException {
    private static final long serialVersionUID = 1;

    CorruptIndex(String message) {
        super(message);
    }
}
