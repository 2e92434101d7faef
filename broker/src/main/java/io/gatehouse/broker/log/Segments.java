package io.gatehouse.broker.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The segments of a log in the order of their base offsets; the last one is appended to. Never empty. */
final class Segments implements Closeable {
    private final List<Segment> ordered;
    private volatile int cuts;

    Segments(List<Segment> ordered) {
        if (ordered.isEmpty()) {
            throw new IllegalArgumentException("a log without segments");
        }
        this.ordered = new ArrayList<>(ordered);
    }

    Segment active() {
        return ordered.get(ordered.size() - 1);
    }

    Segment first() {
        return ordered.get(0);
    }

    int count() {
        return ordered.size();
    }

    Segment at(int index) {
        return ordered.get(index);
    }

    void add(Segment segment) {
        if (segment.baseOffset() <= active().baseOffset()) {
            throw new IllegalStateException("segment " + segment.baseOffset() + " after " + active().baseOffset());
        }
        ordered.add(segment);
    }

    /** Where this run of segments stands; -1 when it is not there any more as it was. */
    int find(List<Segment> run) {
        int at = ordered.indexOf(run.get(0));
        return at >= 0
                        && at + run.size() <= ordered.size()
                        && ordered.subList(at, at + run.size()).equals(run)
                ? at
                : -1;
    }

    /** Puts one segment in place of {@code replaced} ones. */
    void replace(int at, int replaced, Segment segment) {
        ordered.subList(at, at + replaced).clear();
        ordered.add(at, segment);
    }

    /** The end is about to be cut off: what was learnt of the segments up to now must not be acted upon any more. */
    void cutting() {
        int before = cuts;
        cuts = before + 1;
    }

    /** How often the end was cut off. Thread: any. */
    int cuts() {
        return cuts;
    }

    /** Puts {@code end} in place of the segments from {@code index} on; never so that none is left. */
    void replaceEnd(int index, List<Segment> end) {
        if (index == 0 && end.isEmpty()) {
            throw new IllegalArgumentException("a log without segments");
        }
        ordered.subList(index, ordered.size()).clear();
        ordered.addAll(end);
    }

    Segment removeFirst() {
        return ordered.remove(0);
    }

    /** The segment whose range holds {@code offset}: the last that begins at or below it, else the first. */
    int indexFor(long offset) {
        int low = 0;
        int high = ordered.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ordered.get(middle).baseOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.max(0, low - 1);
    }

    /** Their directory was renamed. */
    void moved(Path to) {
        ordered.forEach(segment -> segment.moved(to));
    }

    long sizeBytes() {
        long bytes = 0;
        for (Segment segment : ordered) {
            bytes += segment.sizeBytes();
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : ordered) {
            segment.close();
        }
    }
}
