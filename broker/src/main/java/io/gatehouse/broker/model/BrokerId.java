package io.gatehouse.broker.model;

/** A broker's number in its cluster. */
public record BrokerId(int value) {
    public BrokerId {
        if (value < 0) {
            throw new IllegalArgumentException("broker id " + value + " (expected: 0 or more)");
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
