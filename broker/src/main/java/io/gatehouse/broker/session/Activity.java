package io.gatehouse.broker.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How much one connection does: all of it, and the last minute's share in periods of ten seconds. Counting costs a few plain
 * writes and makes no garbage. A reader may see a count without the one that belongs to it; nothing is decided by these
 * numbers.
 *
 * <p>Thread: the connection's event loop counts, any reads.
 */
public final class Activity {
    static final long PERIOD_SECONDS = 10;

    /** Six whole ones and the one that is under way. */
    private static final int PERIODS = 7;

    private static final int REQUESTS = 0;
    private static final int BYTES_IN = 1;
    private static final int BYTES_OUT = 2;
    private static final int KINDS = 3;

    /** Of a period: the three counts, then its number. */
    private static final int FIELDS = KINDS + 1;

    private final AtomicLongArray counts = new AtomicLongArray(KINDS + PERIODS * FIELDS);

    /** @param second of the wall clock */
    public void request(int bytes, long second) {
        int period = period(second);
        add(REQUESTS, period, 1);
        add(BYTES_IN, period, bytes);
    }

    public void answer(long bytes, long second) {
        add(BYTES_OUT, period(second), bytes);
    }

    private void add(int kind, int period, long more) {
        counts.setOpaque(kind, counts.getPlain(kind) + more);
        counts.setOpaque(period + kind, counts.getPlain(period + kind) + more);
    }

    /** Where the counts of this moment's period are; what was there of an older one is forgotten. */
    private int period(long second) {
        long number = second / PERIOD_SECONDS;
        int at = place(number);
        if (counts.getPlain(at + KINDS) != number) {
            for (int kind = 0; kind < KINDS; kind++) {
                counts.setOpaque(at + kind, 0);
            }
            counts.setRelease(at + KINDS, number);
        }
        return at;
    }

    private static int place(long number) {
        return KINDS + Math.floorMod(number, PERIODS) * FIELDS;
    }

    /**
     * What has been counted.
     *
     * @param open for how long the connection has been there
     */
    public Counted counted(long second, Duration open) {
        long newest = second / PERIOD_SECONDS;
        long[] recent = new long[KINDS];
        for (long number = newest - PERIODS + 1; number <= newest; number++) {
            int at = place(number);
            if (counts.getAcquire(at + KINDS) == number) {
                for (int kind = 0; kind < KINDS; kind++) {
                    recent[kind] += counts.getOpaque(at + kind);
                }
            }
        }
        long covered = (PERIODS - 1) * PERIOD_SECONDS + second % PERIOD_SECONDS + 1;
        double seconds = Math.max(1, Math.min(covered, open.toSeconds() + 1));
        return new Counted(
                counts.getOpaque(REQUESTS),
                counts.getOpaque(BYTES_IN),
                counts.getOpaque(BYTES_OUT),
                recent[REQUESTS] / seconds,
                recent[BYTES_IN] / seconds,
                recent[BYTES_OUT] / seconds);
    }

    /** Numbers since the connection was made, and the last minute's by the second. */
    public record Counted(
            long requests,
            long bytesIn,
            long bytesOut,
            double requestsPerSecond,
            double bytesInPerSecond,
            double bytesOutPerSecond) {}
}
