package io.gatehouse.broker.model;

/** A consumer group's name; may be empty for the few APIs that Kafka lets use the empty group (COMPAT E4). */
public record GroupId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
