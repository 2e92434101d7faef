package io.gatehouse.broker.log;

import java.io.IOException;

/** How many of the oldest segments have had their time (COMPAT A9.4 to A9.6). */
final class Retention {
    private final Segments segments;
    private final LogConfig config;
    private final long logStartOffset;
    private final long highWatermark;
    private final long nowMillis;

    Retention(Segments segments, LogConfig config, long logStartOffset, long highWatermark, long nowMillis) {
        this.segments = segments;
        this.config = config;
        this.logStartOffset = logStartOffset;
        this.highWatermark = highWatermark;
        this.nowMillis = nowMillis;
    }

    int expired() throws IOException {
        int count = belowStart();
        return config.delete() ? byTime(bySize(count)) : count;
    }

    private int belowStart() {
        int count = 0;
        while (count < segments.count() - 1 && deletable(count) && end(count) <= logStartOffset) {
            count++;
        }
        return count;
    }

    private int bySize(int from) {
        if (config.retentionBytes() < 0) {
            return from;
        }
        long excess = -config.retentionBytes();
        for (int i = from; i < segments.count(); i++) {
            excess += segments.at(i).sizeBytes();
        }
        int count = from;
        while (deletable(count) && excess - segments.at(count).sizeBytes() >= 0) {
            excess -= segments.at(count).sizeBytes();
            count++;
        }
        return count;
    }

    private int byTime(int from) throws IOException {
        int count = from;
        while (config.retentionMillis() >= 0
                && deletable(count)
                && nowMillis - segments.at(count).ageTimestamp(nowMillis) > config.retentionMillis()) {
            count++;
        }
        return count;
    }

    /** Only what every reader may have seen goes, and an empty active segment stays (COMPAT A9.5). */
    private boolean deletable(int index) {
        return index < segments.count() && !segments.at(index).empty() && end(index) <= highWatermark;
    }

    private long end(int index) {
        return index + 1 < segments.count()
                ? segments.at(index + 1).baseOffset()
                : segments.at(index).nextOffset();
    }
}
