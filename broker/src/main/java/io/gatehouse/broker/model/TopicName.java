package io.gatehouse.broker.model;

import java.util.Optional;

/** A legal topic name (COMPAT A1.21). */
public record TopicName(String value) {
    private static final int LENGTH_MAX = 249;

    public TopicName {
        if (!legal(value)) {
            throw new IllegalArgumentException(
                    "topic name (expected: 1.." + LENGTH_MAX + " of [a-zA-Z0-9._-], not . or ..)");
        }
    }

    /** For names that a peer sent, where an illegal one is an expected answer. */
    public static Optional<TopicName> parse(String text) {
        return legal(text) ? Optional.of(new TopicName(text)) : Optional.empty();
    }

    /** The two topics that hold coordinators' state; clients neither create nor write them. */
    public boolean internal() {
        return value.equals("__consumer_offsets") || value.equals("__transaction_state");
    }

    private static boolean legal(String text) {
        return !text.isEmpty()
                && text.length() <= LENGTH_MAX
                && !text.equals(".")
                && !text.equals("..")
                && text.chars().allMatch(TopicName::legal);
    }

    private static boolean legal(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    @Override
    public String toString() {
        return value;
    }
}
