package io.gatehouse.broker.log;

/** Where a leader epoch ends in a log (COMPAT B2.2). */
public record EpochEnd(int epoch, long endOffset) {
    /** As the wire writes "not known" (COMPAT B2.3). */
    public static final EpochEnd UNDEFINED = new EpochEnd(-1, -1);
}
