package io.gatehouse.broker.group.record;

/** A fact has a text that the record format cannot hold. */
public final class OversizedRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OversizedRecord(int bytes) {
        super("a text of " + bytes + " bytes (expected: at most " + Short.MAX_VALUE + ")", null, false, false);
    }
}
