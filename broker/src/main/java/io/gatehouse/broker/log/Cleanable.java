package io.gatehouse.broker.log;

/**
 * What of a log could be compacted now (COMPAT A10.2).
 *
 * @param overdue the oldest of it waited longer than {@code max.compaction.lag.ms}
 */
record Cleanable(long cleanBytes, long dirtyBytes, boolean overdue) {
    /** COMPAT A10.1. */
    boolean due(double ratioMin) {
        return dirtyBytes > 0 && (overdue || ratio() > ratioMin);
    }

    double ratio() {
        return dirtyBytes == 0 ? 0 : (double) dirtyBytes / (cleanBytes + dirtyBytes);
    }
}
