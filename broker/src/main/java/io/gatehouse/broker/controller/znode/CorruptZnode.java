package io.gatehouse.broker.controller.znode;

/** A znode does not hold what its format says. The text names what was found and what was expected. */
public final class CorruptZnode extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CorruptZnode(String message) {
        super(message);
    }
}
