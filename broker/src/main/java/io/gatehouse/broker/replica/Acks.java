package io.gatehouse.broker.replica;

import java.util.Optional;

/** How many copies a producer waits for (COMPAT A5.4.1, B5). */
public enum Acks {
    NONE(0),
    LEADER(1),
    ALL(-1);

    private final short code;

    Acks(int code) {
        this.code = (short) code;
    }

    public static Optional<Acks> ofCode(short code) {
        for (Acks acks : values()) {
            if (acks.code == code) {
                return Optional.of(acks);
            }
        }
        return Optional.empty();
    }
}
