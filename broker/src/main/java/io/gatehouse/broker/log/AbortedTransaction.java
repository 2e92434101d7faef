package io.gatehouse.broker.log;

/**
 * A transaction that ended with an ABORT marker (COMPAT A4.3).
 *
 * @param lastOffset of the marker
 * @param lastStableOffset of the log, as if this transaction had ended already; what comes in the index behind an entry
 *     whose stable offset is at or above a read's end cannot concern that read (COMPAT A4.3.3)
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
