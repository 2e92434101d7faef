package io.gatehouse.broker.group.record;

/** A record of the offsets topic cannot be read. The text names what was found and what was expected, no content. */
public final class CorruptRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptRecord(String message) {
        super(message);
    }
}
