package io.gatehouse.broker.group;

/** What a group of the classic protocol is doing (COMPAT E3). A dead one is not in memory any more. */
enum GroupState {
    EMPTY("Empty"),
    PREPARING_REBALANCE("PreparingRebalance"),
    COMPLETING_REBALANCE("CompletingRebalance"),
    STABLE("Stable");

    static final String DEAD_TEXT = "Dead";

    private final String text;

    GroupState(String text) {
        this.text = text;
    }

    /** As the wire writes it. */
    String text() {
        return text;
    }

    /** Whether a group in {@code before} may come into this state. */
    boolean follows(GroupState before) {
        return switch (this) {
            case EMPTY, COMPLETING_REBALANCE -> before == PREPARING_REBALANCE;
            case PREPARING_REBALANCE -> before != PREPARING_REBALANCE;
            case STABLE -> before == COMPLETING_REBALANCE;
        };
    }
}
