package io.gatehouse.broker.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A log as a compaction finds it: whole segments that nobody writes to any more, and what is to know about the rest.
 *
 * @param firstDirty the first offset that no compaction has seen
 * @param end the offset after the last segment
 * @param aborted the aborted transactions that end in the segments
 * @param producers each active producer's newest batch
 * @param cuts {@link Segments#cuts} by then
 */
record CompactionSource(
        List<Piece> pieces,
        long firstDirty,
        long end,
        List<AbortedTransaction> aborted,
        Map<Long, LastOfProducer> producers,
        LogConfig config,
        int cuts) {
    /** A segment with its end and its sizes. */
    record Piece(Segment segment, long end, long bytes, long offsetIndexBytes, long timeIndexBytes) {}

    /**
     * @param lastOffset of its newest batch; {@link ProducerEntry#NO_OFFSET} when only a marker tells its epoch
     */
    record LastOfProducer(short epoch, long lastOffset) {}

    CompactionSource {
        pieces = List.copyOf(pieces);
        aborted = List.copyOf(aborted);
        producers = Map.copyOf(producers);
    }

    /** The pieces up to {@code limit}, in runs that fit into one segment each (COMPAT A10.4). */
    List<List<Piece>> runs(long limit) {
        List<List<Piece>> runs = new ArrayList<>();
        List<Piece> run = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.segment().baseOffset() >= limit) {
                break;
            }
            if (!run.isEmpty() && !fits(run, piece)) {
                runs.add(List.copyOf(run));
                run.clear();
            }
            run.add(piece);
        }
        if (!run.isEmpty()) {
            runs.add(List.copyOf(run));
        }
        return runs;
    }

    private boolean fits(List<Piece> run, Piece next) {
        long bytes = next.bytes();
        long offsetIndexBytes = next.offsetIndexBytes();
        long timeIndexBytes = next.timeIndexBytes();
        for (Piece each : run) {
            bytes += each.bytes();
            offsetIndexBytes += each.offsetIndexBytes();
            timeIndexBytes += each.timeIndexBytes();
        }
        return bytes <= config.segmentBytes()
                && offsetIndexBytes <= config.segmentIndexBytes()
                && timeIndexBytes <= config.segmentIndexBytes()
                && next.end() - 1 - run.get(0).segment().baseOffset() <= Integer.MAX_VALUE;
    }
}
