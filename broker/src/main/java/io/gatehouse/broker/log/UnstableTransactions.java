package io.gatehouse.broker.log;

import java.util.TreeMap;

/**
 * The transactions that hold back the last stable offset: those still open, and those whose marker is not below the high
 * watermark yet (COMPAT A11.4). Thread: the log lane.
 */
final class UnstableTransactions {
    private final TreeMap<Long, Long> openByFirstOffset = new TreeMap<>();
    private final TreeMap<Long, Long> markerByFirstOffset = new TreeMap<>();

    void begin(long producerId, long firstOffset) {
        openByFirstOffset.put(firstOffset, producerId);
    }

    void end(long firstOffset, long markerOffset) {
        if (openByFirstOffset.remove(firstOffset) != null) {
            markerByFirstOffset.put(firstOffset, markerOffset);
        }
    }

    /** Everything below {@code highWatermark} is committed. */
    void committed(long highWatermark) {
        if (!markerByFirstOffset.isEmpty()) {
            markerByFirstOffset.values().removeIf(marker -> marker < highWatermark);
        }
    }

    /** First offset of the oldest transaction without a marker; {@link Long#MAX_VALUE} when there is none. */
    long firstOpen() {
        return openByFirstOffset.isEmpty() ? Long.MAX_VALUE : openByFirstOffset.firstKey();
    }

    /** As {@link #firstOpen}, with the transactions whose markers are not committed. */
    long firstUnstable() {
        return markerByFirstOffset.isEmpty() ? firstOpen() : Math.min(firstOpen(), markerByFirstOffset.firstKey());
    }

    void clear() {
        openByFirstOffset.clear();
        markerByFirstOffset.clear();
    }
}
