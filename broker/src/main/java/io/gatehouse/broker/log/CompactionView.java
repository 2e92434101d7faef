package io.gatehouse.broker.log;

import io.gatehouse.broker.log.CompactionSource.LastOfProducer;
import io.gatehouse.broker.log.CompactionSource.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at a log's segments for what compaction may touch: whole segments that are not active any more, are on the disk,
 * hold no open transaction, and are old enough (COMPAT A10.2). Thread: the log lane.
 */
final class CompactionView {
    private final Segments segments;
    private final LogConfig config;
    private final long nowMillis;

    /** Segments from this one on are out of reach. */
    private final int reach;

    private final int dirtyFrom;
    private final long firstDirty;

    /**
     * @param upper the log's last stable offset or its recovery point, whichever comes first
     * @param cleanUpTo what is checkpointed; the log start when that lies outside the log
     */
    CompactionView(
            Segments segments,
            LogConfig config,
            long nowMillis,
            long upper,
            long cleanUpTo,
            long logStart,
            long logEnd) {
        this.segments = segments;
        this.config = config;
        this.nowMillis = nowMillis;
        firstDirty = cleanUpTo < logStart || cleanUpTo > logEnd ? logStart : cleanUpTo;
        dirtyFrom = segments.indexFor(firstDirty);
        reach = reach(upper);
    }

    private int reach(long upper) {
        int index = 0;
        while (index < segments.count() - 1 && end(index) <= upper && (index < dirtyFrom || oldEnough(index))) {
            index++;
        }
        return index;
    }

    private boolean oldEnough(int index) {
        return config.minCompactionLagMillis() == 0
                || segments.at(index).maxTimestamp() <= nowMillis - config.minCompactionLagMillis();
    }

    private long end(int index) {
        return segments.at(index + 1).baseOffset();
    }

    Cleanable cleanable() throws IOException {
        long clean = 0;
        long dirty = 0;
        for (int i = 0; i < reach; i++) {
            if (i < dirtyFrom) {
                clean += segments.at(i).sizeBytes();
            } else {
                dirty += segments.at(i).sizeBytes();
            }
        }
        return new Cleanable(clean, dirty, overdue());
    }

    private boolean overdue() throws IOException {
        if (dirtyFrom >= reach || config.maxCompactionLagMillis() == Long.MAX_VALUE) {
            return false;
        }
        Segment oldest = segments.at(dirtyFrom);
        long since = oldest.firstTimestamp() >= 0 ? oldest.firstTimestamp() : oldest.ageTimestamp(nowMillis);
        return nowMillis - since > config.maxCompactionLagMillis();
    }

    CompactionSource source(LogReader reader, ProducerStates producers) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < reach; i++) {
            Segment segment = segments.at(i);
            pieces.add(new Piece(
                    segment,
                    end(i),
                    segment.sizeBytes(),
                    (long) segment.offsets().file().count() * OffsetIndex.ENTRY,
                    (long) segment.times().file().count() * TimeIndex.ENTRY));
        }
        long end = reach == 0 ? firstDirty : end(reach - 1);
        List<AbortedTransaction> aborted =
                reach == 0 ? List.of() : reader.aborted(segments.first().baseOffset(), end);
        return new CompactionSource(pieces, firstDirty, end, aborted, lastOf(producers), config, segments.cuts());
    }

    private static Map<Long, LastOfProducer> lastOf(ProducerStates producers) {
        Map<Long, LastOfProducer> last = new HashMap<>();
        producers.entries().forEach((id, entry) -> last.put(id, new LastOfProducer(entry.epoch(), entry.lastOffset())));
        return last;
    }
}
